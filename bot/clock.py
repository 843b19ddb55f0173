"""Clocks. Whoever needs the time is given one."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]


def wall_clock() -> datetime:
    """The time it is, in UTC."""
    return datetime.now(UTC)
