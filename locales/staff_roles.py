"""The roles of helpers, in words, by their codes."""

from markupsafe import Markup

from locales.say import Say


def role_name(say: Say, role: str) -> Markup:
    """Returns what a helper in a role does, in a word or two."""
    match role:
        case "counter":
            return say("selling and scanning")
        case "sell":
            return say("selling")
        case "scan":
            return say("scanning")
        case _:
            return say("selling, scanning and posting")


def role_text(say: Say, role: str) -> Markup:
    """Returns what a helper in a role may do, in a sentence."""
    match role:
        case "counter":
            return say("Sells to walk-in customers, scans tickets, takes packaging back and uses the kiosk.")
        case "sell":
            return say("Sells to walk-in customers and gives receipts.")
        case "scan":
            return say("Scans tickets, takes packaging back and uses the kiosk.")
        case _:
            return say(
                "Sells, scans, posts stock and changes quantities. Money, deposits and staff stay with the owner."
            )
