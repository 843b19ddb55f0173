"""The market days that everybody may know of, by the current hours of their drops, and when neighbours are notified of one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from storage.drop import Drop, DropState, is_shown
from storage.market_day import StallDay
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
    """A market day: from the first start to the last end of its public drops, and the number of their stalls."""

    day: date
    starts_at: datetime
    ends_at: datetime
    stalls: int


def market_day_hours(session: Session, alley: int, now: datetime) -> dict[date, MarketDayHours]:
    """Return the market days that are not long over. A paused drop counts: only its waitlist is paused."""
    stalls = func.count(col(Drop.stall_id).distinct())
    rows = (
        select(col(StallDay.day), func.min(Drop.starts_at), func.max(Drop.ends_at), stalls)
        .select_from(Drop)
        .join(StallDay, col(StallDay.id) == col(Drop.stall_day_id))
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(
            col(Drop.alley_id) == alley,
            is_shown(),
            col(Drop.state) != DropState.CANCELLED,
            col(Drop.ends_at) > now - LOOK_BACK,
        )
        .group_by(col(StallDay.day))
        .order_by(col(StallDay.day))
    )
    return {
        day: MarketDayHours(day=day, starts_at=starts_at, ends_at=ends_at, stalls=stalls)
        for day, starts_at, ends_at, stalls in session.exec(rows)
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
