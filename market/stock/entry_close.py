"""Until when entries for a draw are taken: pure, by the clock on the alley's wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from market.stock.refusals import CloseUnfit, NoTimeToDraw
from market.stock.stock_line import StockLine, on_wall
from storage.drop import Drop

MIN_OPEN, DRAWN_AFTER = timedelta(hours=1), timedelta(minutes=4)
"""Entries are taken for an hour at least; so long after they close the draw is."""
DAY, NOON, EVENING = timedelta(days=1), time(12), time(20)
CHOICES = 3


def close_choices(starts_at: datetime, now: datetime, zone: str) -> tuple[datetime, ...]:
    """Three at most, the earliest first: noon and evening of the days before, two hours before the start, or halfway."""
    here = ZoneInfo(zone)
    day = starts_at.astimezone(here).date()
    likely = [
        on_wall(day - 2 * DAY, NOON, here),
        on_wall(day - DAY, NOON, here),
        on_wall(day - DAY, EVENING, here),
        starts_at - timedelta(hours=2),
        _full_hour(now + (starts_at - now) / 2, here),
    ]
    fitting = [moment for moment in dict.fromkeys(likely) if _fits(moment, starts_at, now)]
    return tuple(sorted(fitting[:CHOICES]))


def close_from_text(stated: StockLine, starts_at: datetime, zone: str) -> datetime | None:
    """When words mean; without a day, the last time before the start that the clock shows that. None where they name no hour."""
    here, clock = ZoneInfo(zone), stated.start or stated.end
    if clock is None:
        return None
    day = starts_at.astimezone(here).date()
    if stated.day:
        return on_wall(stated.day, clock, here)
    on_the_day = on_wall(day, clock, here)
    return on_the_day if on_the_day < starts_at else on_wall(day - DAY, clock, here)


def check_close(drop: Drop, closes_at: datetime, now: datetime, zone: str) -> None:
    """Raises NoTimeToDraw, CloseUnfit."""
    earliest, latest = now + MIN_OPEN, drop.starts_at - DRAWN_AFTER
    if earliest > latest:
        raise NoTimeToDraw
    if not earliest <= closes_at <= latest:
        raise CloseUnfit(earliest, latest, zone)


def _fits(closes_at: datetime, starts_at: datetime, now: datetime) -> bool:
    return now + MIN_OPEN <= closes_at <= starts_at - DRAWN_AFTER


def _full_hour(moment: datetime, here: ZoneInfo) -> datetime:
    return moment.astimezone(here).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
