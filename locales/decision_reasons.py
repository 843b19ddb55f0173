"""Reasons why organisers reject a stall, hide a drop or block a person; whoever it is about reads them in their own language."""

from enum import StrEnum
from typing import assert_never

from markupsafe import Markup, escape

from locales.say import Say
from locales.user_text import REASON, quoted

OWN_WORDS = "own"
"""What stands in the log of changes for a reason in an organiser's own words, which are never stored there."""


class DecisionReason(StrEnum):
    """A prepared reason. TALK: they want to talk first."""

    LICENCE = "licence"
    PLACE = "place"
    GOODS = "goods"
    WORDS = "words"
    UNSAFE = "unsafe"
    PAYMENT = "payment"
    BEHAVIOUR = "behaviour"
    NO_SHOW = "no-show"
    TALK = "talk"


OF_REJECTION = (
    DecisionReason.LICENCE,
    DecisionReason.PLACE,
    DecisionReason.GOODS,
    DecisionReason.WORDS,
    DecisionReason.TALK,
)
OF_HIDING = (
    DecisionReason.GOODS,
    DecisionReason.WORDS,
    DecisionReason.UNSAFE,
    DecisionReason.PAYMENT,
    DecisionReason.TALK,
)
OF_BLOCK = (DecisionReason.BEHAVIOUR, DecisionReason.NO_SHOW, DecisionReason.PAYMENT, DecisionReason.UNSAFE)


def reason_label(say: Say, reason: DecisionReason) -> str:
    """Returns the words on the button of a reason."""
    match reason:
        case DecisionReason.LICENCE:
            return say.label("Licence is missing")
        case DecisionReason.PLACE:
            return say.label("No stall space left")
        case DecisionReason.GOODS:
            return say.label("Goods not suitable")
        case DecisionReason.WORDS:
            return say.label("Text not suitable")
        case DecisionReason.UNSAFE:
            return say.label("Unsafe")
        case DecisionReason.PAYMENT:
            return say.label("Fake payment QR")
        case DecisionReason.BEHAVIOUR:
            return say.label("Bad behaviour")
        case DecisionReason.NO_SHOW:
            return say.label("Did not come")
        case DecisionReason.TALK:
            return say.label("Talk with us first")
        case _:
            assert_never(reason)


def decision_reason(say: Say, reason: str, limit: int = REASON.shown) -> Markup:
    """Returns the words of a prepared reason; an organiser's own words as they wrote them, at most so many characters."""
    if reason == OWN_WORDS:
        return say("in their own words")
    if reason not in tuple(DecisionReason):
        return escape(quoted(reason, limit))
    known = DecisionReason(reason)
    match known:
        case DecisionReason.LICENCE:
            return say("the licence is missing")
        case DecisionReason.PLACE:
            return say("there is no stall space left in this alley")
        case DecisionReason.GOODS:
            return say("these goods are not suitable for this market")
        case DecisionReason.WORDS:
            return say("the name or the text is not suitable")
        case DecisionReason.UNSAFE:
            return say("it is not safe for others")
        case DecisionReason.PAYMENT:
            return say("the payment QR is not the stall’s own")
        case DecisionReason.BEHAVIOUR:
            return say("how other people were treated")
        case DecisionReason.NO_SHOW:
            return say("what was booked was often not collected")
        case DecisionReason.TALK:
            return say("talk with the organisers first")
        case _:
            assert_never(known)
