"""Reasons for failed notifications, in the reader's language."""

from markupsafe import Markup

from locales.say import Say


def failure_reason(say: Say, reason: str) -> Markup | None:
    """Returns the sentence of Lorong's own reasons and Telegram's commonest; None for any other."""
    match reason:
        case "too late":
            return say("too late")
        case "unreachable":
            return say("messages do not reach them")
        case "stopped by its reader":
            return say("they turned these messages off")
        case "stopped" | "BroadcastStopped":
            return say("its broadcast was stopped before its turn")
        case "NothingWritten":
            return say("no text in the reader's language")
        case "in flight when Lorong stopped":
            return say("was being sent when we went offline; not sent again")
        case "held back after a restore":
            return say("held back when a backup was restored; it may have been sent before")
        case "corrected again":
            return say("corrected again before its turn")
        case "recalled":
            return say("recalled before its turn")
        case _:
            return _telegram_reason(say, reason.lower())


def _telegram_reason(say: Say, reason: str) -> Markup | None:
    if "chat not found" in reason:
        return say("never started Lorong, or left")
    if "blocked by the user" in reason:
        return say("blocked Lorong")
    if "user is deactivated" in reason:
        return say("closed their account")
    return None
