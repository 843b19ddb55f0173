"""When a snoozed reminder is repeated: pure functions, in the local time of its reader."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from market.refusal import ButtonForged

HOUR = timedelta(hours=1)
NIGHT, MORNING = time(19), time(9)
NIGHT_UNTIL, DAY_BEGINS = time(18, 30), time(4)
"""Tonight is not offered within half an hour of it. Before 4:00, the next morning is on the same day."""


def snooze_until(choice: str, now: datetime, zone: str) -> datetime | None:
    """Return the time of a choice in UTC: "1h", "night" (today 19:00) or "morning" (tomorrow 9:00).

    Return None where it is too late for tonight. Raises ButtonForged.
    """
    minute = now.replace(second=0, microsecond=0)
    wall = minute.astimezone(ZoneInfo(zone))
    match choice:
        case "1h":
            return minute + HOUR
        case "night":
            return None if wall.time() > NIGHT_UNTIL else _on(wall, 0, NIGHT)
        case "morning":
            return _on(wall, 0 if wall.time() < DAY_BEGINS else 1, MORNING)
        case _:
            raise ButtonForged


def snooze_choices(now: datetime, late_after: datetime, zone: str) -> tuple[str, ...]:
    """Return the choices whose time is before `late_after`."""
    ways = {choice: snooze_until(choice, now, zone) for choice in ("1h", "night", "morning")}
    return tuple(choice for choice, due in ways.items() if due is not None and due < late_after)


def _on(wall: datetime, days: int, hour: time) -> datetime:
    return datetime.combine(wall.date() + timedelta(days=days), hour, wall.tzinfo).astimezone(UTC)
