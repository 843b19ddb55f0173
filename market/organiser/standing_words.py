"""The state of a stall in words, for lists of the chat and of the office."""

from typing import assert_never

from markupsafe import Markup

from locales.say import Say
from market.organiser.stall_list import StallStanding


def standing_text(say: Say, standing: StallStanding) -> Markup:
    """Return the state in a word or two."""
    match standing:
        case StallStanding.ASKS:
            return say("asks for approval")
        case StallStanding.OPEN:
            return say("open")
        case StallStanding.PAUSED:
            return say("paused")
        case StallStanding.BLOCKED:
            return say("owner blocked")
        case StallStanding.CLOSED:
            return say("closed by its owner")
        case StallStanding.REJECTED:
            return say("rejected")
        case _:
            assert_never(standing)
