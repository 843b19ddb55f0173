"""Why a letter or a whole broadcast was not sent, where the reason is one of ours."""

from markupsafe import Markup

from locales.say import Say


def reason_words(say: Say, reason: str) -> Markup | None:
    """None where it is Telegram's own."""
    match reason:
        case "stopped" | "BroadcastStopped":
            return say("stopped before its turn")
        case "too late":
            return say("a day too late")
        case "unreachable":
            return say("its reader was lost before its turn")
        case "stopped by its reader":
            return say("its reader wants none of these")
        case "NothingWritten":
            return say("no words that its reader reads")
        case "in flight when Lorong stopped":
            return say("in flight when Lorong stopped, not sent again")
        case "corrected again":
            return say("corrected again before its turn")
        case "recalled":
            return say("recalled before its turn")
        case _:
            return None


def why_stopped(say: Say, reason: str) -> Markup:
    """Why it never began."""
    match reason:
        case "too late":
            return say("Lorong was away at its moment, and by now it is too late.")
        case "drop cancelled":
            return say("Its drop was cancelled.")
        case "too soon":
            return say("Its drop moved, and another promotional broadcast went less than a week ago.")
        case _:
            return say("Its drop is not shown any more.")
