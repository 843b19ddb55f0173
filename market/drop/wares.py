"""What one message says is brought: its lines, what each takes along, and when each is; pure, by the clock on the alley's wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from market.drop.stock import Hours, Stock, hours_on, next_day, next_hours, on_wall

SITTING = timedelta(hours=2)
"""How long a slot lasts at most, where nobody said."""


@dataclass(frozen=True)
class Wares:
    """`said` in its order; what has no name is no line but says something of the drop.

    `parts` are pairs of places in `lines`: a bundle, and a line of which each of its units takes one along.
    """

    said: tuple[Stock, ...]
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def lines(self) -> tuple[Stock, ...]:
        return tuple(stock for stock in self.said if stock.name)

    @property
    def day(self) -> date | None:
        return next((stock.day for stock in self.said if stock.day), None)

    @property
    def timed(self) -> tuple[Stock, ...]:
        """The lines that are slots: those with an hour, where the hours differ."""
        timed = tuple(line for line in self.lines if line.offered and line.start)
        return timed if len({(line.day or self.day, line.start) for line in timed}) > 1 else ()

    @property
    def drop(self) -> Stock:
        """What is said of the drop as a whole: the first that says it counts, an hour only if it is no slot's."""
        timed = self.timed
        whole = [stock for stock in self.said if stock not in timed]
        return Stock(
            limit=next((stock.limit for stock in self.said if stock.limit is not None), None),
            tags=tuple(dict.fromkeys(tag for stock in self.said for tag in stock.tags)),
            day=self.day,
            start=next((stock.start for stock in whole if stock.start), None),
            end=next((stock.end for stock in whole if stock.end), None),
        )


@dataclass(frozen=True)
class Plan:
    """When the drop is, and for each line its slot, None where it has none."""

    drop: Hours
    slots: tuple[Hours | None, ...]


def planned(wares: Wares, last: Hours | None, now: datetime, zone: str) -> Plan:
    """With slots a drop is from the first's start to the last's end, longer where it says so; without, as `next_hours`."""
    timed = wares.timed
    if not timed:
        return Plan(next_hours(wares.drop, last, now, zone), (None,) * len(wares.lines))
    day = wares.day or next_day(min(line.start for line in timed if line.start), now, zone)
    starts = [_start(line, day, zone) if line in timed else None for line in wares.lines]
    known = sorted({start for start in starts if start})
    whole = _stated(wares.drop, known, zone)
    slots = tuple(
        _slot(line, start, [*known, whole.ends_at], zone) if start else None
        for line, start in zip(wares.lines, starts, strict=True)
    )
    ends = max(slot.ends_at for slot in slots if slot)
    return Plan(Hours(whole.starts_at, max(ends, whole.ends_at) if wares.drop.end else ends), slots)


def _start(line: Stock, day: date, zone: str) -> datetime:
    return on_wall(line.day or day, line.start or time(), ZoneInfo(zone))


def _stated(drop: Stock, known: Sequence[datetime], zone: str) -> Hours:
    """What is said around the slots; where nothing is, they end two hours after the last begins."""
    here = ZoneInfo(zone)
    first, last = known[0].astimezone(here), known[-1].astimezone(here)
    starts = min(known[0], on_wall(first.date(), drop.start or first.time(), here))
    if drop.end is None:
        return Hours(starts, known[-1] + SITTING)
    return Hours(starts, hours_on(last.date(), last.time(), drop.end, zone).ends_at)


def _slot(line: Stock, starts: datetime, marks: Sequence[datetime], zone: str) -> Hours:
    """To its own end; else to the next of the marks, two hours at most."""
    here = starts.astimezone(ZoneInfo(zone))
    if line.end:
        return hours_on(here.date(), here.time(), line.end, zone)
    return Hours(starts, min(starts + SITTING, *(mark for mark in marks if mark > starts)))
