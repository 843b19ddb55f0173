"""Which slots follow from weekly windows: pure functions, by the clock on the wall of a zone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=5)
"""Hours, lengths and buffers are multiples of it, so that it tells exactly when two slots overlap."""
DAY = timedelta(days=1)
MIDNIGHT = 24 * 60


@dataclass(frozen=True, kw_only=True)
class WindowTerms:
    """Hours of a weekday, as minutes from midnight, and what a visit in them is. Every `walk_in_every` slots one is kept for walk-ins; 0: none."""

    weekday: int
    begins: int
    ends: int
    visit_minutes: int = 15
    buffer: int = 0
    places: int = 1
    walk_in_every: int = 0


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A time for a visit. Its host is busy from its beginning until `busy_until`."""

    starts_at: datetime
    ends_at: datetime
    busy_until: datetime
    places: int
    for_walk_ins: bool = False

    @property
    def busy_steps(self) -> tuple[datetime, ...]:
        """Return the beginnings of the five minutes in which its host is busy."""
        count = (self.busy_until - self.starts_at) // STEP
        return tuple(self.starts_at + number * STEP for number in range(count))


def slots_on(windows: Iterable[WindowTerms], day: date, zone: str) -> tuple[Slot, ...]:
    """Return the slots of a day in their order. Of two that begin at the same time, from different windows, the first window's counts."""
    found: dict[datetime, Slot] = {}
    for window in windows:
        if window.weekday == day.weekday():
            for slot in _slots_of(window, day, zone):
                found.setdefault(slot.starts_at, slot)
    return tuple(found[starts_at] for starts_at in sorted(found))


def day_span(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return when a day begins and ends, in UTC."""
    return at_wall(day, 0, zone), at_wall(day, MIDNIGHT, zone)


def at_wall(day: date, minute: int, zone: str) -> datetime:
    """Return a minute of a day in UTC. A time that the clocks skip is as much later, one that they repeat is the first."""
    days, rest = divmod(minute, MIDNIGHT)
    return datetime.combine(day + days * DAY, time(*divmod(rest, 60)), ZoneInfo(zone)).astimezone(UTC)


def _slots_of(window: WindowTerms, day: date, zone: str) -> Iterator[Slot]:
    starts_at, closes_at = at_wall(day, window.begins, zone), at_wall(day, window.ends, zone)
    visit, buffer = timedelta(minutes=window.visit_minutes), timedelta(minutes=window.buffer)
    number = 1
    while starts_at + visit <= closes_at:
        kept = window.walk_in_every > 0 and number % window.walk_in_every == 0
        yield Slot(
            starts_at=starts_at,
            ends_at=starts_at + visit,
            busy_until=starts_at + visit + buffer,
            places=window.places,
            for_walk_ins=kept,
        )
        starts_at, number = starts_at + visit + buffer, number + 1
