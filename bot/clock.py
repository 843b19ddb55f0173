"""The clock. Code that needs the time takes one as a parameter."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]


def wall_clock() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)
