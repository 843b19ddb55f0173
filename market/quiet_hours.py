"""Rest: the hours of the day in which a person's letters wait."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class QuietHours:
    """From minute `start` of the day until minute `end`, on the wall of `zone`; the same twice: never."""

    start: int
    end: int
    zone: str

    def includes(self, minute: int) -> bool:
        """Whether a minute of the day falls into it."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


def quiet_hours_end(now: datetime, quiet_hours: QuietHours) -> datetime | None:
    """When the rest that `now` falls into ends, in UTC; None outside of it."""
    wall = now.astimezone(ZoneInfo(quiet_hours.zone))
    minute = wall.hour * 60 + wall.minute
    if not quiet_hours.includes(minute):
        return None
    day = wall.date() if minute < quiet_hours.end else wall.date() + DAY
    ends = datetime.combine(day, time(*divmod(quiet_hours.end, 60)), wall.tzinfo)
    first, second = (ends.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first > now else second
