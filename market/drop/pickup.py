"""When what was not collected may be passed on, and when a person may say that they are late. Pure functions."""

from datetime import datetime, timedelta

GRACE = timedelta(minutes=30)
LAST_HOUR = timedelta(hours=1)


def passed_on_from(starts_at: datetime) -> datetime:
    """Return when the stall may pass on the units of people who did not come."""
    return starts_at + GRACE


def late_from(starts_at: datetime, ends_at: datetime, slot: datetime | None) -> datetime | None:
    """Return when people of a drop may begin to say that they are late: once their units may be passed on, and in its last hour.

    None for an item with a `slot` of its own, which is kept for nobody.
    """
    return None if slot else min(passed_on_from(starts_at), ends_at - LAST_HOUR)


def is_late_hour(since: datetime | None, ends_at: datetime, now: datetime) -> bool:
    """Return whether people may say now that they are late, for a drop of which they may `since` then."""
    return since is not None and since <= now < ends_at
