"""Repeats: a snoozed reminder is queued under a subject of its own, apart from those that are queued ahead."""

REPEAT_SUFFIX = "/again"


def repeat_subject(about: str, repeat_key: str) -> str:
    """Return the subject of the repeats of a reminder, as "day:12/again/eve"; for a repeat its own subject."""
    if REPEAT_SUFFIX in about:
        return about
    return f"{about}{REPEAT_SUFFIX}/{repeat_key}" if repeat_key else f"{about}{REPEAT_SUFFIX}"


def original_subject(about: str) -> str:
    """Return the subject of the reminders that are queued ahead, also for the subject of a repeat."""
    return about.partition(REPEAT_SUFFIX)[0]
