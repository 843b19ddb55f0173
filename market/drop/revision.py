"""The revision of a drop, by which calendars know that an entry of theirs has changed."""

from datetime import datetime

from storage.drop import Drop


def revise(drop: Drop, now: datetime) -> None:
    """Count a change of a drop's name, time, place or cancellation."""
    drop.revision, drop.revised_at = drop.revision + 1, now
