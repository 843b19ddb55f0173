"""Market days: the days on which an alley's market takes place, by the current hours of its drops, and when neighbours are notified of one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from storage.drop import Drop, DropState, is_shown
from storage.stall import Stall

BEFOREHAND = timedelta(hours=72)
"""The shortest notice promised to neighbours."""
AHEAD = BEFOREHAND + timedelta(hours=26)
"""How long before a market day its notification is due: quiet hours are shorter than a day,
clocks may go back an hour in them, and one hour is left for sending.
"""
MORNING = time(10)
DAY, LOOK_BACK = timedelta(days=1), timedelta(days=3)
"""A drop lasts 36 hours at most: one that ended before this belongs to no market day that goes on."""


@dataclass(frozen=True, kw_only=True)
class MarketDayHours:
    """A market day: from the first start to the last end of the drops that start on it, and the number of their stalls."""

    day: date
    starts_at: datetime
    ends_at: datetime
    stalls: int


def market_day_hours(session: Session, alley: int, zone: str, now: datetime) -> dict[date, MarketDayHours]:
    """Return the market days that are not long over. A paused drop counts: only its waitlist is paused."""
    rows = (
        select(Drop.starts_at, Drop.ends_at, Drop.stall_id)
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(
            col(Drop.alley_id) == alley,
            is_shown(),
            col(Drop.state) != DropState.CANCELLED,
            col(Drop.ends_at) > now - LOOK_BACK,
        )
        .order_by(col(Drop.starts_at))
    )
    drops: defaultdict[date, list[tuple[datetime, datetime, int]]] = defaultdict(list)
    for starts_at, ends_at, stall in session.exec(rows):
        drops[starts_at.astimezone(ZoneInfo(zone)).date()].append((starts_at, ends_at, stall))
    return {
        day: MarketDayHours(
            day=day,
            starts_at=min(starts_at for starts_at, _, _ in some),
            ends_at=max(ends_at for _, ends_at, _ in some),
            stalls=len({stall for _, _, stall in some}),
        )
        for day, some in drops.items()
    }


def digest_due(starts_at: datetime, zone: str) -> datetime:
    """Return the last 10:00 in `zone` that is at least AHEAD before the start."""
    latest = starts_at - AHEAD
    day = latest.astimezone(ZoneInfo(zone)).date()
    due = _morning(day, zone)
    return due if due <= latest else _morning(day - DAY, zone)


def week_of(day: date) -> date:
    """Return the Monday of the week: a market from Friday to Sunday belongs to one week."""
    return day - day.weekday() * DAY


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)
