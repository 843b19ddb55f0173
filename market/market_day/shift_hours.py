"""The hours of shifts: pure functions over the hours of a stall day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class ShiftHours:
    """The hours of a shift, its end not included."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "ShiftHours") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def hours_of_part(starts_at: datetime, ends_at: datetime, part: int, parts: int) -> ShiftHours:
    """Return the hours of a stall day's shift with the number `part`, from 0, of `parts` equal ones, in whole minutes."""
    return ShiftHours(_cut(starts_at, ends_at, part, parts), _cut(starts_at, ends_at, part + 1, parts))


def _cut(starts_at: datetime, ends_at: datetime, part: int, parts: int) -> datetime:
    """Return where the first `part` of `parts` end; the last one ends with the stall day."""
    if part == parts:
        return ends_at
    return starts_at + (ends_at - starts_at) * part / parts // MINUTE * MINUTE
