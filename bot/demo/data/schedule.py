"""The days and states of the demo's drops, computed from now in the alley's zone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.data.people_and_stalls import ZONE
from storage.drop import DropPolicy, DropState

DEMO_ZONE_INFO = ZoneInfo(ZONE)
MIN_LEAD = timedelta(hours=3)
NOON = time(12)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

PickDay = Callable[[datetime, time], date]
"""Returns the day of a drop that starts at this time."""


@dataclass(frozen=True)
class DropTimes:
    """The current time and a drop's hours, all in UTC."""

    now: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class DropProgress:
    """The columns of a drop that hold its state."""

    opens_at: datetime
    closes_at: datetime | None = None
    pot_until: datetime | None = None
    draws_at: datetime | None = None
    policy: DropPolicy = DropPolicy.QUEUE
    state: DropState = DropState.PUBLISHED
    reason: str = ""
    cancelled_at: datetime | None = None


ProgressPlan = Callable[[DropTimes], DropProgress]


def local_time(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, DEMO_ZONE_INFO).astimezone(UTC)


def next_weekday(weekday: int, weeks: int = 0, lead: timedelta = MIN_LEAD) -> PickDay:
    """Return the first such weekday on which the drop starts at least `lead` from now, or so many weeks later."""

    def day(now: datetime, starts: time) -> date:
        soonest = now + lead
        first = soonest.astimezone(DEMO_ZONE_INFO).date()
        first += timedelta(days=(weekday - first.weekday()) % 7)
        missed = local_time(first, starts) < soonest
        return first + timedelta(weeks=weeks + missed)

    return day


def today(now: datetime, _starts: time) -> date:
    """Return today, or after eight in the evening tomorrow, so that the drop lasts two hours at least."""
    wall = now.astimezone(DEMO_ZONE_INFO)
    return wall.date() + timedelta(days=wall.hour >= 20)


def days_ahead(days: int) -> PickDay:
    return lambda now, _starts: now.astimezone(DEMO_ZONE_INFO).date() + timedelta(days=days)


def opened(moment: DropTimes) -> DropProgress:
    """Return the state of a queue that has been open since noon two days ago."""
    return DropProgress(opens_at=_noon(moment.now, -2))


def opens_in_hours(moment: DropTimes) -> DropProgress:
    """Return the state of a waitlist that opens on a full hour, two to three hours from now."""
    return DropProgress(opens_at=_hour(moment.now, 3))


def opens_days_before(days: int) -> ProgressPlan:
    """Return the state of a waitlist that opens at noon so many days before the drop."""
    return lambda moment: DropProgress(opens_at=_noon(moment.starts_at, -days))


def pot_tomorrow(moment: DropTimes) -> DropProgress:
    """Return the state of a pot that opens tomorrow at noon for a quarter of an hour."""
    opens_at = _noon(moment.now, 1)
    return DropProgress(opens_at=opens_at, pot_until=opens_at + timedelta(minutes=15), policy=DropPolicy.POT)


def pot_now(moment: DropTimes) -> DropProgress:
    """Return the state of a pot that opened within the last hour and is drawn on a full hour, one to two hours from now."""
    return DropProgress(opens_at=_hour(moment.now, 0), pot_until=_hour(moment.now, 2), policy=DropPolicy.POT)


def draw(moment: DropTimes) -> DropProgress:
    """Return the state of a draw whose entries close at noon two days before the drop, or two hours before it if that noon is near or over.

    The draw is four minutes later.
    """
    noon = _noon(moment.starts_at, -2)
    closes_at = noon if noon >= moment.now + MIN_LEAD else moment.starts_at - timedelta(hours=2)
    return _drawn(closes_at, opens_at=_noon(moment.now, -2), draws_at=closes_at + timedelta(minutes=4))


def draw_closed(moment: DropTimes) -> DropProgress:
    """Return the state of a draw whose entries closed within the last hour, and which is drawn within two."""
    closes_at = _hour(moment.now, 0)
    return _drawn(
        closes_at, opens_at=_noon(moment.now, -3), draws_at=closes_at + timedelta(hours=2, minutes=4)
    )


def closing(moment: DropTimes) -> DropProgress:
    """Return the state of a waitlist that closes on a full hour, one to two hours from now."""
    return replace(opened(moment), closes_at=_hour(moment.now, 2))


def closed(moment: DropTimes) -> DropProgress:
    """Return the state of a waitlist that closed one to two hours ago."""
    return replace(opened(moment), closes_at=_hour(moment.now, -1))


def paused(moment: DropTimes) -> DropProgress:
    return replace(opened(moment), state=DropState.PAUSED)


def cancelled(reason: str) -> ProgressPlan:
    """Return the state of a drop that was cancelled within the last two hours, with its reason."""
    return lambda moment: replace(
        opened(moment), state=DropState.CANCELLED, reason=reason, cancelled_at=_hour(moment.now, -1)
    )


def _drawn(closes_at: datetime, opens_at: datetime, draws_at: datetime) -> DropProgress:
    return DropProgress(opens_at=opens_at, closes_at=closes_at, draws_at=draws_at, policy=DropPolicy.DRAW)


def _noon(moment: datetime, days: int) -> datetime:
    return local_time(moment.astimezone(DEMO_ZONE_INFO).date() + timedelta(days=days), NOON)


def _hour(now: datetime, hours: int) -> datetime:
    """Return the last full hour in the alley's zone, plus so many hours."""
    wall = now.astimezone(DEMO_ZONE_INFO).replace(minute=0, second=0, microsecond=0)
    return (wall + timedelta(hours=hours)).astimezone(UTC)
