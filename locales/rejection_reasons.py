"""Reasons for rejecting a stall."""

from markupsafe import Markup, escape

from locales.say import Say


def rejection_reason(say: Say, code: str) -> Markup:
    """Returns the sentence of a known reason; any other text unchanged."""
    match code:
        case "licence":
            return say("the licence is missing")
        case "place":
            return say("there is no stall space left in this alley")
        case "goods":
            return say("these goods are not suitable for this market")
        case "words":
            return say("the name or the text is not suitable")
        case "talk":
            return say("talk with the organisers first")
        case _:
            return escape(code)
