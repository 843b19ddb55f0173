"""When something that repeats every day or every week is due: pure functions, by the clock on the wall of a zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """A time of day, on every day or on one weekday. `minute` counts from midnight; `weekday`: Monday is 0, None for every day."""

    minute: int
    weekday: int | None = None

    def next_after(self, instant: datetime, zone: str) -> datetime:
        """Return the first occurrence after an instant, in UTC."""
        return next(due for due in self._occurrences(instant, zone, range(-1, WEEK + 2)) if due > instant)

    def latest(self, instant: datetime, zone: str) -> datetime:
        """Return the last occurrence up to an instant, in UTC."""
        return next(
            due for due in self._occurrences(instant, zone, range(0, -WEEK - 2, -1)) if due <= instant
        )

    def hour_later(self) -> "Recurrence":
        """Return it an hour later on the wall, on the next weekday after 23:00."""
        days, minute = divmod(self.minute + 60, 24 * 60)
        moved = Recurrence(minute=minute, weekday=self.weekday)
        return moved.day_later() if days else moved

    def day_later(self) -> "Recurrence":
        """Return it a weekday later; every day stays every day."""
        weekday = None if self.weekday is None else (self.weekday + 1) % WEEK
        return Recurrence(minute=self.minute, weekday=weekday)

    def _occurrences(self, instant: datetime, zone: str, days_from: Iterable[int]) -> Iterable[datetime]:
        today = instant.astimezone(ZoneInfo(zone)).date()
        days = (today + days * DAY for days in days_from)
        return (self._on(day, zone) for day in days if self.weekday in (None, day.weekday()))

    def _on(self, day: date, zone: str) -> datetime:
        """Return the occurrence of a day. A time that the clocks skip is as much later, one that they repeat is the first."""
        return datetime.combine(day, time(*divmod(self.minute, 60)), ZoneInfo(zone)).astimezone(UTC)
