"""The order in which notifications are sent while the rate limit holds them back."""

from enum import IntEnum


class Priority(IntEnum):
    """A smaller number is sent first."""

    BOOKING = 0
    """Holds, deposits and tickets, which somebody waits for: behind 600 draw results a fresh ticket would wait 20 s."""
    GENERAL = 1
    """Everything else that is sent at once."""
    REMINDER = 2
    BROADCAST = 3
