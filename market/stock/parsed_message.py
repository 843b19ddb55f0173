"""A vendor's parsed message: its items, bundles and hours. Pure functions by the alley's local time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from locales.packaging_kind import PackagingKind
from locales.stock import packaging_of_tags
from market.stock.stock_line import DropHours, StockLine, hours_on, local_moment, next_day, next_hours

SLOT_LENGTH = timedelta(hours=2)
"""The longest slot where the message says no end."""


@dataclass(frozen=True)
class ParsedMessage:
    """The stock lines of a message; a line without a name describes the drop as a whole.

    `components` are pairs of places in `items`: a bundle, and an item of which each of its units contains one.
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
        """Return the items that are slots: those with an hour, where the hours differ."""
        timed = tuple(item for item in self.items if item.offered and item.start)
        return timed if len({(item.day or self.day, item.start) for item in timed}) > 1 else ()

    def packaging_of(self, item: StockLine) -> PackagingKind | None:
        """Return what an item is sold in: as its own tags say, else as a line about the whole drop does."""
        whole = (tag for stock in self.stock_lines if not stock.name for tag in stock.tags)
        return packaging_of_tags(item.tags) or packaging_of_tags(whole)

    @property
    def drop(self) -> StockLine:
        """Return what the message says of the whole drop: the first value counts, an hour only outside the slots."""
        timed = self.timed
        whole = [stock for stock in self.stock_lines if stock not in timed]
        return StockLine(
            limit=next((stock.limit for stock in self.stock_lines if stock.limit is not None), None),
            tags=tuple(dict.fromkeys(tag for stock in self.stock_lines for tag in stock.tags)),
            day=self.day,
            start=next((stock.start for stock in whole if stock.start), None),
            end=next((stock.end for stock in whole if stock.end), None),
            part=next((stock.part for stock in whole if stock.part), None),
            order_deposit=next(
                (stock.order_deposit for stock in self.stock_lines if stock.order_deposit), None
            ),
        )


def without_days(message: ParsedMessage) -> ParsedMessage:
    """Return the message as if no line said a day."""
    return replace(message, stock_lines=tuple(replace(stock, day=None) for stock in message.stock_lines))


@dataclass(frozen=True)
class DropSchedule:
    """The hours of the drop, and of each item's slot; None for no slot."""

    drop: DropHours
    slots: tuple[DropHours | None, ...]


def schedule_drop(
    message: ParsedMessage,
    last: DropHours | None,
    now: datetime,
    zone: str,
    length: timedelta | None = None,
) -> DropSchedule:
    """Return the schedule: with slots from the first start to the last end or the stated one; else as `next_hours`."""
    timed = message.timed
    if not timed:
        return DropSchedule(
            next_hours(message.drop, last, now, zone, length=length), (None,) * len(message.items)
        )
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
    return local_moment(item.day or day, item.start or time(), ZoneInfo(zone))


def _stated(drop: StockLine, slot_starts: Sequence[datetime], zone: str) -> DropHours:
    """Return the stated hours around the slots; by default they end two hours after the last slot begins."""
    tz = ZoneInfo(zone)
    first, last = slot_starts[0].astimezone(tz), slot_starts[-1].astimezone(tz)
    starts = min(slot_starts[0], local_moment(first.date(), drop.start or first.time(), tz))
    if drop.end is None:
        return DropHours(starts, slot_starts[-1] + SLOT_LENGTH)
    return DropHours(starts, hours_on(last.date(), last.time(), drop.end, zone).ends_at)


def _slot(item: StockLine, starts: datetime, marks: Sequence[datetime], zone: str) -> DropHours:
    """Return a slot to its own end, or else to the next of the marks, two hours at most."""
    local = starts.astimezone(ZoneInfo(zone))
    if item.end:
        return hours_on(local.date(), local.time(), item.end, zone)
    return DropHours(starts, min(starts + SLOT_LENGTH, *(mark for mark in marks if mark > starts)))
