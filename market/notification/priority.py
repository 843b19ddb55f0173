"""The order in which notifications are sent while the rate limit holds them back."""

from enum import IntEnum


class Priority(IntEnum):
    """A smaller number is sent first."""

    BOOKING = 0
    BULK = 1
    """About bookings too, but to many people at once: behind 600 draw results a fresh ticket would wait 20 s."""
    REMINDER = 2
    BROADCAST = 3
