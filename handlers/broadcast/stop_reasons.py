"""Sentences for why a broadcast never started."""

from markupsafe import Markup

from locales.say import Say


def stop_reason_text(say: Say, reason: str) -> Markup:
    match reason:
        case "too late":
            return say("Lorong was offline at that time, and now it is too late.")
        case "drop cancelled":
            return say("The drop was cancelled.")
        case "too soon":
            return say("The drop moved, and you already sent another promotion less than a week ago.")
        case "author gone":
            return say("Its author is no longer an organiser.")
        case _:
            return say("The drop is no longer shown.")
