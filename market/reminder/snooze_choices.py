"""When a snoozed reminder is repeated: pure functions, in the local time of its reader."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
NIGHT, MORNING = time(19), time(9)
NIGHT_UNTIL, DAY_BEGINS = time(18, 30), time(4)
"""Tonight is not offered within half an hour of it. Before 4:00, the next morning is on the same day."""


class SnoozeDelay(StrEnum):
    """The delays of a reminder: an hour, until today 19:00, or until tomorrow 9:00."""

    HOUR = "1h"
    NIGHT = "night"
    MORNING = "morning"


def snooze_until(choice: SnoozeDelay, now: datetime, zone: str) -> datetime | None:
    """Return the time of a choice in UTC; None where it is too late for tonight."""
    minute = now.replace(second=0, microsecond=0)
    wall = minute.astimezone(ZoneInfo(zone))
    match choice:
        case SnoozeDelay.HOUR:
            return minute + HOUR
        case SnoozeDelay.NIGHT:
            return None if wall.time() > NIGHT_UNTIL else _on(wall, 0, NIGHT)
        case SnoozeDelay.MORNING:
            return _on(wall, 0 if wall.time() < DAY_BEGINS else 1, MORNING)
        case _:
            assert_never(choice)


def snooze_choices(now: datetime, late_after: datetime, zone: str) -> tuple[SnoozeDelay, ...]:
    """Return the choices whose time is before `late_after`."""
    ways = {choice: snooze_until(choice, now, zone) for choice in SnoozeDelay}
    return tuple(choice for choice, due in ways.items() if due is not None and due < late_after)


def _on(wall: datetime, days: int, hour: time) -> datetime:
    return datetime.combine(wall.date() + timedelta(days=days), hour, wall.tzinfo).astimezone(UTC)
