"""The words about who sells at a stall, for the chat and for pages."""

from markupsafe import Markup

from locales.say import Say
from locales.user_text import CONTACT, SELLER, sanitize_name


def seller_text(say: Say, name: str, contact: str) -> Markup:
    """Returns the line about a seller, as both were typed."""
    return say(
        "Seller: {name}. Contact: {contact}",
        name=sanitize_name(name, SELLER),
        contact=sanitize_name(contact, CONTACT),
    )
