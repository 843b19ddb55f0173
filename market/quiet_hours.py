"""Quiet hours: the hours of the day in which a person's notifications wait."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


class QuietHoursEnd(StrEnum):
    """One end of the quiet hours: when they begin, or until when they last."""

    FROM = "from"
    UNTIL = "until"


@dataclass(frozen=True)
class QuietHours:
    """From minute `start` of the day until minute `end`, in local time of `zone`; none where both are the same."""

    start: int
    end: int
    zone: str

    def includes(self, minute: int) -> bool:
        """Return whether a minute of the day is within them."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


def quiet_hours_end(now: datetime, quiet_hours: QuietHours) -> datetime | None:
    """Return the end of the quiet hours that `now` is in, in UTC; None outside of them."""
    wall = now.astimezone(ZoneInfo(quiet_hours.zone))
    minute = wall.hour * 60 + wall.minute
    if not quiet_hours.includes(minute):
        return None
    day = wall.date() if minute < quiet_hours.end else wall.date() + DAY
    ends = datetime.combine(day, time(*divmod(quiet_hours.end, 60)), wall.tzinfo)
    first, second = (ends.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first > now else second
