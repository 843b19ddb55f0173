"""Reasons for rejecting a stall."""

from enum import StrEnum
from typing import assert_never

from markupsafe import Markup, escape

from locales.say import Say


class RejectionReason(StrEnum):
    """Why organisers reject a stall. TALK: they want to talk first."""

    LICENCE = "licence"
    PLACE = "place"
    GOODS = "goods"
    WORDS = "words"
    TALK = "talk"


def rejection_reason(say: Say, code: str) -> Markup:
    """Returns the sentence of a known reason; any other text unchanged."""
    if code not in tuple(RejectionReason):
        return escape(code)
    reason = RejectionReason(code)
    match reason:
        case RejectionReason.LICENCE:
            return say("the licence is missing")
        case RejectionReason.PLACE:
            return say("there is no stall space left in this alley")
        case RejectionReason.GOODS:
            return say("these goods are not suitable for this market")
        case RejectionReason.WORDS:
            return say("the name or the text is not suitable")
        case RejectionReason.TALK:
            return say("talk with the organisers first")
        case _:
            assert_never(reason)
