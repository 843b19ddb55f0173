"""Converts a day and a local time to a moment in UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class SpokenTime:
    """A duration from now, or a time on a day, None for the next occurrence.

    `again`: days until the same words name the next day, 0 for a date.
    """

    span: timedelta | None = None
    clock: time = time()
    day: date | None = None
    again: int = 0

    def moment(self, now: datetime, zone: str) -> datetime | None:
        """Returns the moment, also if it is past; None beyond the calendar."""
        if self.span is not None:
            return _rounded_up(now + self.span)
        if self.day:
            return local_to_utc(self.day, self.clock, zone)
        today = now.astimezone(ZoneInfo(zone)).date()
        both = (local_to_utc(today + DAY * ahead, self.clock, zone) for ahead in range(2))
        return next((instant for instant in both if instant and instant > now), None)

    def following(self, now: datetime, zone: str) -> datetime | None:
        """Returns the next moment like a past one: the weekday in a week, the date in a year, else tomorrow."""
        days = (*self._days(), now.astimezone(ZoneInfo(zone)).date() + DAY)
        moments = (local_to_utc(day, self.clock, zone) for day in days)
        return next((instant for instant in moments if instant and instant > now), None)

    def _days(self) -> Iterator[date]:
        if self.day and self.again:
            yield self.day + DAY * self.again
        elif self.day and (self.day.month, self.day.day) != (2, 29):
            yield self.day.replace(year=self.day.year + 1)


def local_to_utc(day: date, clock: time, zone: str) -> datetime | None:
    """Returns the time in UTC. A time skipped by a clock change is that much later; None beyond the calendar."""
    try:
        return _rounded_up(datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC))
    except OverflowError:
        return None


def _rounded_up(instant: datetime) -> datetime:
    """Rounds up to the minute."""
    down = instant.replace(second=0, microsecond=0)
    return down if down == instant else down + MINUTE
