"""When reminders are due: pure functions, in the local time of the alley."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

DAY, SOON, HOUR = timedelta(days=1), timedelta(hours=2), timedelta(hours=1)
CLOSING = timedelta(minutes=15)
AFTERWARDS = timedelta(days=2)
"""So long after the end what is said of it is still worth sending."""
MORNING, EVENING = time(10), time(18)


class BookingStage(StrEnum):
    """The messages to a shopper about a market day before it: three days before, or the day before, and two hours before."""

    THREE_DAYS = "three"
    EVE = "eve"
    SOON = "soon"


class StallStage(StrEnum):
    """The messages to a stall about one stall day: the day before, set-up, opening, before the end, the end, and the packaging that is out afterwards."""

    EVE = "eve"
    SET_UP = "setup"
    OPEN = "open"
    CLOSE = "close"
    END = "end"
    AFTER = "after"


class ShiftStage(StrEnum):
    """The reminders of a helper's shifts of a market day: the day before, and two hours before the first."""

    EVE = "eve"
    SOON = "soon"


Stage = TypeVar("Stage", BookingStage, StallStage, ShiftStage)


@dataclass(frozen=True)
class ReminderMoment:
    """When a reminder is due, and when it is too late."""

    due_at: datetime
    late_after: datetime


@dataclass(frozen=True)
class StageMoment(ReminderMoment, Generic[Stage]):
    """The moment of one of several reminders. `stage`: which one."""

    stage: Stage


def booking_moments(starts_at: datetime, zone: str) -> Iterator[StageMoment[BookingStage]]:
    """Return the reminders of what is booked and begins at an hour: three days before, the day before, and two hours before."""
    eve = _before(starts_at, 1, zone)
    yield StageMoment(_before(starts_at, 3, zone), eve - SOON, BookingStage.THREE_DAYS)
    yield StageMoment(eve, starts_at - SOON, BookingStage.EVE)
    yield StageMoment(starts_at - SOON, starts_at, BookingStage.SOON)


@dataclass(frozen=True, kw_only=True)
class StallDayHours:
    """The hours of a stall day in the time `zone` of its alley. `ended_at`: since when all its drops are wound up."""

    day: date
    starts_at: datetime
    ends_at: datetime
    zone: str
    set_up_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def sets_up_at(self) -> datetime:
        """Return when the stall may set up: two hours before it opens where it did not say."""
        return self.set_up_at or self.starts_at - SOON


def stall_day_moments(hours: StallDayHours) -> Iterator[StageMoment[StallStage]]:
    """Return the messages of a stall day: the day before at 10:00, set-up, opening, before the end, the end, and the first 10:00 on a later day.

    Before the end is a quarter of an hour; in the middle of what is shorter than half an hour. The end comes once all is wound up.
    """
    starts_at, ends_at, zone = hours.starts_at, hours.ends_at, hours.zone
    closing = ends_at - min(CLOSING, (ends_at - starts_at) / 2)
    after = morning_after(hours.day, ends_at, zone)
    yield StageMoment(_at(hours.day - DAY, MORNING, starts_at, zone), starts_at - SOON, StallStage.EVE)
    yield StageMoment(hours.sets_up_at, starts_at, StallStage.SET_UP)
    yield StageMoment(starts_at, starts_at + HOUR, StallStage.OPEN)
    yield StageMoment(closing, ends_at, StallStage.CLOSE)
    if hours.ended_at and hours.ended_at >= ends_at:
        yield StageMoment(hours.ended_at, ends_at + AFTERWARDS, StallStage.END)
    yield StageMoment(after, after + DAY, StallStage.AFTER)


def shift_moments(starts_at: datetime, zone: str) -> Iterator[StageMoment[ShiftStage]]:
    """Return the reminders of shifts of which the first begins at an hour: the day before, and two hours before."""
    yield StageMoment(_before(starts_at, 1, zone), starts_at - SOON, ShiftStage.EVE)
    yield StageMoment(starts_at - SOON, starts_at, ShiftStage.SOON)


def loan_moment(due_at: datetime, zone: str) -> ReminderMoment:
    """Return the reminder for the day before packaging is due."""
    return ReminderMoment(_before(due_at, 1, zone), due_at)


def after_moment(day: date, ends_at: datetime, zone: str) -> ReminderMoment:
    """Return when people hear of what they had on a market day: the morning after, by the end of the last of it."""
    morning = morning_after(day, ends_at, zone)
    return ReminderMoment(morning, morning + AFTERWARDS)


def hours_of_date(day: date, zone: str) -> tuple[datetime, ...]:
    """Return the moments at which the hours of a date begin, and last the one at which it ends."""
    start, end = (datetime.combine(each, time(), ZoneInfo(zone)).astimezone(UTC) for each in (day, day + DAY))
    return tuple(start + number * HOUR for number in range((end - start) // HOUR + 1))


def _before(moment: datetime, days: int, zone: str) -> datetime:
    """Return the same time so many days before, but between 10:00 and 18:00."""
    wall = _wall(moment, zone)
    hour = min(max(wall.time(), MORNING), EVENING)
    return _at(wall.date() - days * DAY, hour, moment, zone)


def morning_after(day: date, ends_at: datetime, zone: str) -> datetime:
    """Return the first 10:00 after the end that is on a later day than the market day."""
    later = max(_wall(ends_at, zone).date(), day + DAY)
    morning = _at(later, MORNING, ends_at, zone)
    return morning if morning > ends_at else _at(later + DAY, MORNING, ends_at, zone)


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def _at(day: date, hour: time, moment: datetime, zone: str) -> datetime:
    """Return this local time of the zone in the time zone of `moment`."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(moment.tzinfo)
