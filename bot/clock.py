"""The clock. Code that needs the time takes one as a parameter."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import ceil

Now = Callable[[], datetime]


def wall_clock() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def by_our_clock(moment: datetime, now: Now) -> datetime:
    """Return a moment of the real time by this clock: the same, unless the clock was moved, as in the demo; then moved by as many whole seconds."""
    return moment + timedelta(seconds=ceil((now() - wall_clock()).total_seconds()))
