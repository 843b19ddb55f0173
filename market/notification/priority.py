"""The order in which notifications are sent while the rate limit holds them back."""

from enum import IntEnum


class Priority(IntEnum):
    """A smaller number is sent first."""

    BOOKING = 1
    REMINDER = 2
    BROADCAST = 3
