"""Sentences for why a broadcast never started."""

from typing import assert_never

from markupsafe import Markup

from locales.say import Say
from storage.broadcast import StopReason


def stop_reason_text(say: Say, reason: StopReason) -> Markup:
    """Returns why a broadcast never began; empty where an organiser stopped it."""
    match reason:
        case StopReason.LATE:
            return say("We were offline at that time, and now it is too late.")
        case StopReason.DROP_CANCELLED:
            return say("The drop was cancelled.")
        case StopReason.TOO_SOON:
            return say("The drop moved, and you already sent another promotion less than a week ago.")
        case StopReason.AUTHOR_GONE:
            return say("Its author is no longer an organiser.")
        case StopReason.DROP_GONE:
            return say("The drop is no longer shown.")
        case StopReason.STOPPED:
            return Markup()
        case _:
            assert_never(reason)
