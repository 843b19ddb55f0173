"""The words about a stall's dossier, for its owner in the chat and for the officer on its page."""

from markupsafe import Markup

from locales.say import Say


def part_name(say: Say, part: str) -> str:
    """Returns the name of a part of a dossier, by its code."""
    match part:
        case "licence":
            return say.label("Licence document")
        case "seller":
            return say.label("Seller and contact")
        case _:
            return say.label("Photos")


def permit_text(say: Say, day: str) -> Markup:
    """Returns until when an alley's permit is valid; `day` is a written day, "" where nobody has said it."""
    return say("Valid until {day}.", day=day) if day else say("Nobody has said when it ends.")
