"""The words of what became of a wish, the same in the chat and in the office."""

from typing import assert_never

from markupsafe import Markup

from locales.say import Say
from storage.place_draw import PlaceDrawState, PlaceOutcome


def outcome_text(say: Say, outcome: PlaceOutcome) -> Markup:
    """Return what became of a wish."""
    match outcome:
        case PlaceOutcome.PLACED:
            return say("placed")
        case PlaceOutcome.FULL:
            return say("no place was left")
        case PlaceOutcome.HAS_PLACE:
            return say("had a place already")
        case PlaceOutcome.NOTHING_THERE:
            return say("passed over, nothing was published")
        case PlaceOutcome.NO_PERMIT:
            return say("passed over, no permit covers the day")
        case PlaceOutcome.STALL_CLOSED:
            return say("passed over, the stall is not open here")
        case _:
            assert_never(outcome)


def draw_state_text(say: Say, state: PlaceDrawState) -> Markup:
    """Return the state of a draw of places."""
    match state:
        case PlaceDrawState.OPEN:
            return say("open for requests")
        case PlaceDrawState.CLOSED:
            return say("closed, waits for its round")
        case PlaceDrawState.DRAWN:
            return say("drawn, being placed")
        case PlaceDrawState.PLACED:
            return say("placed")
        case PlaceDrawState.CALLED_OFF:
            return say("called off")
        case _:
            assert_never(state)
