"""Telegram's own link that shares another link, with a word about it."""

from urllib.parse import urlencode

from handlers.ui.screen import Button
from locales.say import Say

SHARE_LINK = "https://t.me/share/url"


def share_link_button(say: Say, link: str, words: str) -> Button:
    """Returns the button by which a reader sends a link to a chat of their choice."""
    return Button(label=say.label("Share"), url=f"{SHARE_LINK}?{urlencode({'url': link, 'text': words})}")
