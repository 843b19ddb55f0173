"""What one message says is brought: its lines, what each takes along, and when each is; pure, by the clock on the alley's wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from market.stock.stock_line import DropHours, StockLine, hours_on, next_day, next_hours, on_wall

SLOT_LENGTH = timedelta(hours=2)
"""How long a slot lasts at most, where nobody said."""


@dataclass(frozen=True)
class ParsedMessage:
    """`stock_lines` in its order; what has no name is no line but says something of the drop.

    `components` are pairs of places in `items`: a bundle, and a line of which each of its units takes one along.
    """

    stock_lines: tuple[StockLine, ...]
    components: tuple[tuple[int, int], ...] = ()

    @property
    def items(self) -> tuple[StockLine, ...]:
        return tuple(stock for stock in self.stock_lines if stock.name)

    @property
    def day(self) -> date | None:
        return next((stock.day for stock in self.stock_lines if stock.day), None)

    @property
    def timed(self) -> tuple[StockLine, ...]:
        """The lines that are slots: those with an hour, where the hours differ."""
        timed = tuple(item for item in self.items if item.offered and item.start)
        return timed if len({(item.day or self.day, item.start) for item in timed}) > 1 else ()

    @property
    def drop(self) -> StockLine:
        """What is said of the drop as a whole: the first that says it counts, an hour only if it is no slot's."""
        timed = self.timed
        whole = [stock for stock in self.stock_lines if stock not in timed]
        return StockLine(
            limit=next((stock.limit for stock in self.stock_lines if stock.limit is not None), None),
            tags=tuple(dict.fromkeys(tag for stock in self.stock_lines for tag in stock.tags)),
            day=self.day,
            start=next((stock.start for stock in whole if stock.start), None),
            end=next((stock.end for stock in whole if stock.end), None),
        )


@dataclass(frozen=True)
class DropSchedule:
    """When the drop is, and for each line its slot, None where it has none."""

    drop: DropHours
    slots: tuple[DropHours | None, ...]


def schedule_drop(message: ParsedMessage, last: DropHours | None, now: datetime, zone: str) -> DropSchedule:
    """With slots a drop is from the first's start to the last's end, longer where it says so; without, as `next_hours`."""
    timed = message.timed
    if not timed:
        return DropSchedule(next_hours(message.drop, last, now, zone), (None,) * len(message.items))
    day = message.day or next_day(min(item.start for item in timed if item.start), now, zone)
    starts = [_start(item, day, zone) if item in timed else None for item in message.items]
    known = sorted({start for start in starts if start})
    whole = _stated(message.drop, known, zone)
    slots = tuple(
        _slot(item, start, [*known, whole.ends_at], zone) if start else None
        for item, start in zip(message.items, starts, strict=True)
    )
    ends = max(slot.ends_at for slot in slots if slot)
    return DropSchedule(
        DropHours(whole.starts_at, max(ends, whole.ends_at) if message.drop.end else ends), slots
    )


def _start(item: StockLine, day: date, zone: str) -> datetime:
    return on_wall(item.day or day, item.start or time(), ZoneInfo(zone))


def _stated(drop: StockLine, known: Sequence[datetime], zone: str) -> DropHours:
    """What is said around the slots; where nothing is, they end two hours after the last begins."""
    here = ZoneInfo(zone)
    first, last = known[0].astimezone(here), known[-1].astimezone(here)
    starts = min(known[0], on_wall(first.date(), drop.start or first.time(), here))
    if drop.end is None:
        return DropHours(starts, known[-1] + SLOT_LENGTH)
    return DropHours(starts, hours_on(last.date(), last.time(), drop.end, zone).ends_at)


def _slot(item: StockLine, starts: datetime, marks: Sequence[datetime], zone: str) -> DropHours:
    """To its own end; else to the next of the marks, two hours at most."""
    here = starts.astimezone(ZoneInfo(zone))
    if item.end:
        return hours_on(here.date(), here.time(), item.end, zone)
    return DropHours(starts, min(starts + SLOT_LENGTH, *(mark for mark in marks if mark > starts)))
