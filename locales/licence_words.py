"""Words for licences in the chat and on their public cards: their kinds and how they stand, by their codes."""

from markupsafe import Markup

from locales.say import Say


def licence_kind_name(say: Say, kind: str) -> str:
    """Returns the name of a kind of licence."""
    match kind:
        case "hawker":
            return say.plain("Hawker licence")
        case "food":
            return say.plain("Food licence")
        case "trading":
            return say.plain("Trading licence")
        case _:
            return say.plain("Licence")


def licence_verdict(say: Say, standing: str, day: str, lapses: str) -> Markup:
    """Returns how a licence stands that ends with `day`, or has ended and lapses after `lapses`; both are written days."""
    match standing:
        case "valid":
            return say("VALID until {day}.", day=day)
        case "grace":
            return say("EXPIRED {day}. It lapses if it is not renewed by {lapses}.", day=day, lapses=lapses)
        case "lapsed":
            return say("LAPSED. It was valid until {day}.", day=day)
        case "cancelled":
            return say("CANCELLED. It was valid until {day}.", day=day)
        case _:
            return say("UNKNOWN. The stall has not said when it ends.")
