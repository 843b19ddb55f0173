"""Why a stall was turned down, in words."""

from markupsafe import Markup, escape

from locales.say import Say


def reason(say: Say, code: str) -> Markup:
    """The words of a reason an organiser chose; anything else as it stands."""
    match code:
        case "licence":
            return say("the licence is missing")
        case "place":
            return say("no place is free in this alley")
        case "goods":
            return say("these goods do not fit this market")
        case "words":
            return say("the name or the text is not suitable")
        case "talk":
            return say("talk with the organisers first")
        case _:
            return escape(code)
