"""The market day that a moment belongs to: it begins and ends at four in the morning, so that a night market is one day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_BEGINS = time(4)
"""On the clock of the alley: that of a drop, or for money that of the stall's own alley."""


def day_of(instant: datetime, zone: str) -> date:
    """Return the market day of a moment in a zone."""
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return local.date() if local.time() >= DAY_BEGINS else local.date() - timedelta(days=1)


def begins(day: date, zone: str) -> datetime:
    """Return when a market day begins, which is when the day before ends."""
    return datetime.combine(day, DAY_BEGINS, ZoneInfo(zone))


def at_clock(day: date, clock: time, zone: str) -> datetime:
    """Return the moment at which a clock of a zone shows a time on a date."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
