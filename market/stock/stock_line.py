"""What a vendor's line says, and when it means: pure, by the clock on the alley's wall."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

USUAL_START, USUAL_END = time(18), time(22)
"""The hours of a stall that has never stood before."""
SHORTEST, LONGEST = timedelta(hours=3), timedelta(hours=36)
AHEAD = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class StockLine:
    """A line of stock; None where it says nothing. Money in minor units of the alley's currency, `limit` units a person.

    Not `offered`: it only goes along with another line.
    """

    quantity: int | None = None
    name: str = ""
    price: int | None = None
    unit: str = "piece"
    limit: int | None = None
    deposit: int | None = None
    tags: tuple[str, ...] = ()
    day: date | None = None
    start: time | None = None
    end: time | None = None
    offered: bool = True


@dataclass(frozen=True)
class DropHours:
    """From and to, in UTC."""

    starts_at: datetime
    ends_at: datetime


def next_hours(stock: StockLine, last: DropHours | None, now: datetime, zone: str) -> DropHours:
    """When the stock is sold: what the line leaves out is as last time, or else 18:00 to 22:00; without a day, the next evening."""
    here = ZoneInfo(zone)
    start = stock.start or (_wall_time(last.starts_at, here) if last else USUAL_START)
    end = stock.end or (_wall_time(last.ends_at, here) if last else USUAL_END)
    day = stock.day or next_day(start, now, zone)
    return hours_on(day, start, end, zone, exact=stock.end is not None)


def next_day(start: time, now: datetime, zone: str) -> date:
    """Today, while it is before `start`; else tomorrow."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    return today if on_wall(today, start, here) > now else today + timedelta(days=1)


def hours_on(day: date, start: time, end: time, zone: str, exact: bool = True) -> DropHours:
    """An end before its start is on the next day, or, where it was not said (`exact`), three hours after the start."""
    here = ZoneInfo(zone)
    begins = on_wall(day, start, here)
    ends = on_wall(day, end, here)
    if ends <= begins:
        ends = on_wall(day + timedelta(days=1), end, here) if exact else begins + SHORTEST
    return DropHours(begins, ends)


def moved_to(stock: StockLine, current_hours: DropHours, zone: str) -> DropHours:
    """The hours of a drop after a change of those that `stock` names; the length stays where only the start moves."""
    here = ZoneInfo(zone)
    day = stock.day or current_hours.starts_at.astimezone(here).date()
    start = stock.start or _wall_time(current_hours.starts_at, here)
    if stock.end:
        return hours_on(day, start, stock.end, zone)
    begins = on_wall(day, start, here)
    return DropHours(begins, begins + (current_hours.ends_at - current_hours.starts_at))


def _wall_time(when: datetime, here: ZoneInfo) -> time:
    return when.astimezone(here).time().replace(second=0, microsecond=0)


def on_wall(day: date, clock: time, here: ZoneInfo) -> datetime:
    """When the alley's clock shows this, in UTC."""
    return datetime.combine(day, clock, here).astimezone(UTC)
