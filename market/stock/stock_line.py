"""A vendor's stock line and its hours: pure functions by the alley's local time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from locales.time_vocabulary import DayPart
from storage.drop import ItemDescription

USUAL_START, USUAL_END = time(18), time(22)
"""The hours of a stall's first drop."""
STARTS_OF_PART: Mapping[DayPart, tuple[time, time, time]] = {
    DayPart.AM: (time(0), time(12), time(9)),
    DayPart.MORNING: (time(5), time(12), time(9)),
    DayPart.NOON: (time(11), time(15), time(12)),
    DayPart.AFTERNOON: (time(12), time(19), time(15)),
    DayPart.NIGHT: (time(17), time.max, USUAL_START),
}
"""The first start in a part of the day, the end of its starts, and the one that is meant where the usual is not in it."""
SHORTEST, LONGEST = timedelta(hours=3), timedelta(hours=36)
QUARTER = timedelta(minutes=15)
AHEAD = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class StockLine(ItemDescription):
    """A stock line; None for what it does not say. Money is in minor units, `limit` in units for one person, `packaging` the type it goes out in.

    `deposit` is for the packaging, `order_deposit` for the order, `open_deposit` for the one or the other.
    `part`: that of the day, said without a clock.
    """

    quantity: int | None = None
    price: int | None = None
    limit: int | None = None
    deposit: int | None = None
    order_deposit: int | None = None
    open_deposit: int | None = None
    tags: tuple[str, ...] = ()
    day: date | None = None
    start: time | None = None
    end: time | None = None
    packaging: int | None = None
    part: DayPart | None = field(default=None, compare=False)


@dataclass(frozen=True)
class DropHours:
    """Start and end, in UTC."""

    starts_at: datetime
    ends_at: datetime


def next_hours(
    stock: StockLine, last: DropHours | None, now: datetime, zone: str, length: timedelta | None = None
) -> DropHours:
    """Return the hours of the stock: missing values are as in the last drop, or 18:00 to 22:00; without a day on the next market day.

    A start without an end lasts the `length`, if one is known. Today, where the start is over, it begins now.
    """
    tz = ZoneInfo(zone)
    start = stock.start or start_in(stock.part, _local_time(last.starts_at, tz) if last else USUAL_START)
    end = stock.end or (_local_time(last.ends_at, tz) if last else USUAL_END)
    day = stock.day or next_day(start, now, zone)
    hours = hours_on(day, start, end, zone, exact=stock.end is not None)
    if length and stock.start and not stock.end:
        hours = DropHours(hours.starts_at, hours.starts_at + length)
    if hours.starts_at > now or day != now.astimezone(tz).date():
        return hours
    return begin_now(hours, now, zone, exact=stock.end is not None)


def start_in(part: DayPart | None, usual: time) -> time:
    """Return the usual start where it is in the part of the day that was said, else that part's own."""
    if part is None:
        return usual
    first, last, own = STARTS_OF_PART[part]
    return usual if first <= usual < last else own


def begin_now(hours: DropHours, now: datetime, zone: str, exact: bool) -> DropHours:
    """Return the hours from the next quarter of an hour on, until their end where it is `exact`, else until the alley closes.

    If that is over, they last three hours.
    """
    tz = ZoneInfo(zone)
    starts = next_quarter(now)
    closing = local_moment(now.astimezone(tz).date(), USUAL_END, tz)
    ends = hours.ends_at if exact and hours.ends_at > starts else max(hours.ends_at, closing)
    return DropHours(starts, ends if ends > starts else starts + SHORTEST)


def next_quarter(now: datetime) -> datetime:
    """Return the next quarter of an hour."""
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + QUARTER


def next_day(start: time, now: datetime, zone: str) -> date:
    """Return today before `start`, else tomorrow."""
    tz = ZoneInfo(zone)
    today = now.astimezone(tz).date()
    return today if local_moment(today, start, tz) > now else today + timedelta(days=1)


def hours_on(day: date, start: time, end: time, zone: str, exact: bool = True) -> DropHours:
    """Return the hours on a day. An end before its start is on the next day, or three hours after it where it is not `exact`."""
    tz = ZoneInfo(zone)
    begins = local_moment(day, start, tz)
    ends = local_moment(day, end, tz)
    if ends <= begins:
        ends = local_moment(day + timedelta(days=1), end, tz) if exact else begins + SHORTEST
    return DropHours(begins, ends)


def moved_to(stock: StockLine, current_hours: DropHours, zone: str) -> DropHours:
    """Return the hours of a drop after the stated changes; a new start keeps the length."""
    tz = ZoneInfo(zone)
    day = stock.day or current_hours.starts_at.astimezone(tz).date()
    start = stock.start or _local_time(current_hours.starts_at, tz)
    if stock.end:
        return hours_on(day, start, stock.end, zone)
    begins = local_moment(day, start, tz)
    return DropHours(begins, begins + (current_hours.ends_at - current_hours.starts_at))


def moved_from_now(stock: StockLine, current_hours: DropHours, zone: str, now: datetime) -> DropHours:
    """As `moved_to`; only the day of today, where the start is over, lets it begin now."""
    hours = moved_to(stock, current_hours, zone)
    is_today = stock.day == now.astimezone(ZoneInfo(zone)).date()
    if not is_today or stock.start or hours.starts_at > now or hours == current_hours:
        return hours
    return begin_now(hours, now, zone, exact=True)


def moved_along(hours: DropHours, was: DropHours, new: DropHours, zone: str) -> DropHours:
    """Return the hours of a drop when its evening moves from `was` to `new`: it begins as much later on the clock, and lasts as long.

    What lasted until the end of the evening lasts until its new end, and nothing longer.
    """
    tz = ZoneInfo(zone)
    evening, new_evening, start = (
        each.astimezone(tz).replace(tzinfo=None) for each in (was.starts_at, new.starts_at, hours.starts_at)
    )
    start += new_evening - evening
    begins = local_moment(start.date(), start.time(), tz)
    ends = begins + (hours.ends_at - hours.starts_at)
    return DropHours(begins, new.ends_at if hours.ends_at == was.ends_at else min(ends, new.ends_at))


def _local_time(moment: datetime, tz: ZoneInfo) -> time:
    return moment.astimezone(tz).time().replace(second=0, microsecond=0)


def local_moment(day: date, clock: time, tz: ZoneInfo) -> datetime:
    """Return the moment of a local time, in UTC."""
    return datetime.combine(day, clock, tz).astimezone(UTC)
