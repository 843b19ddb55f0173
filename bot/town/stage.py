"""On which day a drop of the demo town stands and how far it is, reckoned from now by the alley's clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.town.cast import ZONE

WALL = ZoneInfo(ZONE)
LEAD = timedelta(hours=3)
NOON = time(12)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

Day = Callable[[datetime, time], date]
"""The day on which a drop that starts at this time stands."""


@dataclass(frozen=True)
class Moment:
    """Now, and a drop's hours; all in UTC."""

    now: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Stage:
    """The columns of a drop that say how far it is."""

    opens_at: datetime
    closes_at: datetime | None = None
    pot_until: datetime | None = None
    draws_at: datetime | None = None
    policy: str = "queue"
    state: str = "published"
    reason: str = ""
    cancelled_at: datetime | None = None


Plot = Callable[[Moment], Stage]


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, WALL).astimezone(UTC)


def coming(weekday: int, weeks: int = 0, lead: timedelta = LEAD) -> Day:
    """The first such weekday on which the drop starts at least `lead` from now, or so many weeks after it."""

    def day(now: datetime, starts: time) -> date:
        soonest = now + lead
        first = soonest.astimezone(WALL).date()
        first += timedelta(days=(weekday - first.weekday()) % 7)
        missed = at(first, starts) < soonest
        return first + timedelta(weeks=weeks + missed)

    return day


def today(now: datetime, _starts: time) -> date:
    """Today; after eight in the evening, tomorrow: a drop is on for two hours at the least."""
    wall = now.astimezone(WALL)
    return wall.date() + timedelta(days=wall.hour >= 20)


def after(days: int) -> Day:
    return lambda now, _starts: now.astimezone(WALL).date() + timedelta(days=days)


def opened(moment: Moment) -> Stage:
    """Open since noon two days ago, first come first served."""
    return Stage(opens_at=_noon(moment.now, -2))


def opens_in_hours(moment: Moment) -> Stage:
    """Opens on a full hour, two to three hours from now."""
    return Stage(opens_at=_hour(moment.now, 3))


def opens_days_before(days: int) -> Plot:
    """Opens at noon so many days before the drop."""
    return lambda moment: Stage(opens_at=_noon(moment.starts_at, -days))


def pot_tomorrow(moment: Moment) -> Stage:
    """Opens tomorrow at noon; whoever joins in the first quarter of an hour is drawn."""
    opens = _noon(moment.now, 1)
    return Stage(opens_at=opens, pot_until=opens + timedelta(minutes=15), policy="pot")


def pot_now(moment: Moment) -> Stage:
    """Opened within the last hour; who joins by a full hour, one to two hours from now, is drawn."""
    return Stage(opens_at=_hour(moment.now, 0), pot_until=_hour(moment.now, 2), policy="pot")


def draw(moment: Moment) -> Stage:
    """Entries close at noon two days before the drop, or two hours before it where that noon is near or over.

    The draw is four minutes later.
    """
    noon = _noon(moment.starts_at, -2)
    closes = noon if noon >= moment.now + LEAD else moment.starts_at - timedelta(hours=2)
    return _drawn(closes, opens=_noon(moment.now, -2), draws=closes + timedelta(minutes=4))


def draw_closed(moment: Moment) -> Stage:
    """Entries closed within the last hour, drawn within two."""
    closes = _hour(moment.now, 0)
    return _drawn(closes, opens=_noon(moment.now, -3), draws=closes + timedelta(hours=2, minutes=4))


def closing(moment: Moment) -> Stage:
    """The waitlist closes on a full hour, one to two hours from now."""
    return replace(opened(moment), closes_at=_hour(moment.now, 2))


def closed(moment: Moment) -> Stage:
    """The waitlist closed one to two hours ago."""
    return replace(opened(moment), closes_at=_hour(moment.now, -1))


def paused(moment: Moment) -> Stage:
    return replace(opened(moment), state="paused")


def cancelled(reason: str) -> Plot:
    """Cancelled within the last two hours, and why."""
    return lambda moment: replace(
        opened(moment), state="cancelled", reason=reason, cancelled_at=_hour(moment.now, -1)
    )


def _drawn(closes: datetime, opens: datetime, draws: datetime) -> Stage:
    return Stage(opens_at=opens, closes_at=closes, draws_at=draws, policy="draw")


def _noon(moment: datetime, days: int) -> datetime:
    return at(moment.astimezone(WALL).date() + timedelta(days=days), NOON)


def _hour(now: datetime, hours: int) -> datetime:
    """The last full hour of the alley's clock, and so many hours later."""
    wall = now.astimezone(WALL).replace(minute=0, second=0, microsecond=0)
    return (wall + timedelta(hours=hours)).astimezone(UTC)
