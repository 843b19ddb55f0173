"""The closing time of entries for a draw: pure functions by the alley's local time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from market.stock.refusals import CloseUnfit, NoTimeToDraw
from market.stock.stock_line import StockLine, local_moment
from storage.drop import Drop

MIN_OPEN, DRAWN_AFTER = timedelta(hours=1), timedelta(minutes=4)
"""The least time that entries are open; the time from their closing to the draw."""
DAY, NOON, EVENING = timedelta(days=1), time(12), time(20)
CHOICES = 3


def close_choices(starts_at: datetime, now: datetime, zone: str) -> tuple[datetime, ...]:
    """Return at most three times, the earliest first: noon and evening of earlier days, two hours before the start, or halfway."""
    tz = ZoneInfo(zone)
    day = starts_at.astimezone(tz).date()
    likely = [
        local_moment(day - 2 * DAY, NOON, tz),
        local_moment(day - DAY, NOON, tz),
        local_moment(day - DAY, EVENING, tz),
        starts_at - timedelta(hours=2),
        _full_hour(now + (starts_at - now) / 2, tz),
    ]
    fitting = [moment for moment in dict.fromkeys(likely) if _in_range(moment, starts_at, now)]
    return tuple(sorted(fitting[:CHOICES]))


def close_from_text(stated: StockLine, starts_at: datetime, zone: str) -> datetime | None:
    """Return the time that a text means; without a day the last such time before the start. None without an hour."""
    tz, clock = ZoneInfo(zone), stated.start or stated.end
    if clock is None:
        return None
    day = starts_at.astimezone(tz).date()
    if stated.day:
        return local_moment(stated.day, clock, tz)
    on_the_day = local_moment(day, clock, tz)
    return on_the_day if on_the_day < starts_at else local_moment(day - DAY, clock, tz)


def check_close(drop: Drop, closes_at: datetime, now: datetime, zone: str) -> None:
    """Raise NoTimeToDraw or CloseUnfit for a closing time that a draw cannot have."""
    earliest, latest = now + MIN_OPEN, drop.starts_at - DRAWN_AFTER
    if earliest > latest:
        raise NoTimeToDraw
    if not earliest <= closes_at <= latest:
        raise CloseUnfit(earliest, latest, zone)


def _in_range(closes_at: datetime, starts_at: datetime, now: datetime) -> bool:
    return now + MIN_OPEN <= closes_at <= starts_at - DRAWN_AFTER


def _full_hour(moment: datetime, tz: ZoneInfo) -> datetime:
    return moment.astimezone(tz).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
