"""When reminders are due: pure functions, in the local time of the alley."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

DAY, SOON, HOUR = timedelta(days=1), timedelta(hours=2), timedelta(hours=1)
CLOSING = timedelta(minutes=15)
MORNING, EVENING = time(10), time(18)


class BookingStage(StrEnum):
    """The reminders of a booking: three days before, the day before, and two hours before."""

    THREE_DAYS = "three"
    EVE = "eve"
    SOON = "soon"


class VendorStage(StrEnum):
    """The reminders of a stall's day: stock check, load-in, opening, closing, and the packaging that is out the morning after."""

    EVE = "eve"
    SOON = "soon"
    OPEN = "open"
    CLOSE = "close"
    CRATES = "crates"


class ShiftStage(StrEnum):
    """The reminders of a shift: the day before, and two hours before."""

    EVE = "eve"
    SOON = "soon"


Stage = TypeVar("Stage", BookingStage, VendorStage, ShiftStage)


@dataclass(frozen=True)
class ReminderMoment:
    """When a reminder is due, and when it is too late."""

    due_at: datetime
    late_after: datetime


@dataclass(frozen=True)
class StageMoment(ReminderMoment, Generic[Stage]):
    """The moment of one of several reminders. `stage`: which one."""

    stage: Stage


def booking_moments(coming: bool, starts_at: datetime, zone: str) -> Iterator[StageMoment[BookingStage]]:
    """Return a booking's reminders: three days before, and the day before.

    A person who has said that they attend gets none three days before, and one two hours before.
    """
    eve = _before(starts_at, 1, zone)
    if not coming:
        yield StageMoment(_before(starts_at, 3, zone), eve - SOON, BookingStage.THREE_DAYS)
    yield StageMoment(eve, starts_at - SOON, BookingStage.EVE)
    if coming:
        yield StageMoment(starts_at - SOON, starts_at, BookingStage.SOON)


def vendor_moments(starts_at: datetime, ends_at: datetime, zone: str) -> Iterator[StageMoment[VendorStage]]:
    """Return a stall's reminders: stock check the day before at 10:00, load-in two hours before, opening, closing, and crates the morning after.

    Closing is a quarter of an hour before the end; in the middle of a drop that is shorter than half an hour.
    """
    eve = _at(_wall(starts_at, zone).date() - DAY, MORNING, starts_at, zone)
    closing = ends_at - min(CLOSING, (ends_at - starts_at) / 2)
    crates = _morning_after(starts_at, ends_at, zone)
    yield StageMoment(eve, starts_at - SOON, VendorStage.EVE)
    yield StageMoment(starts_at - SOON, starts_at, VendorStage.SOON)
    yield StageMoment(starts_at, starts_at + HOUR, VendorStage.OPEN)
    yield StageMoment(closing, ends_at, VendorStage.CLOSE)
    yield StageMoment(crates, crates + DAY, VendorStage.CRATES)


def shift_moments(starts_at: datetime, zone: str) -> Iterator[StageMoment[ShiftStage]]:
    """Return the reminders of a shift: the day before, and two hours before."""
    yield StageMoment(_before(starts_at, 1, zone), starts_at - SOON, ShiftStage.EVE)
    yield StageMoment(starts_at - SOON, starts_at, ShiftStage.SOON)


def empty_places_moment(starts_at: datetime, zone: str) -> ReminderMoment:
    """Return when a stall hears of places that are empty: at 18:00 the day before."""
    eve = _at(_wall(starts_at, zone).date() - DAY, EVENING, starts_at, zone)
    return ReminderMoment(eve, starts_at)


def loan_moment(due_at: datetime, zone: str) -> ReminderMoment:
    """Return the reminder for the day before packaging is due."""
    return ReminderMoment(_before(due_at, 1, zone), due_at)


def _before(moment: datetime, days: int, zone: str) -> datetime:
    """Return the same time so many days before, but between 10:00 and 18:00."""
    wall = _wall(moment, zone)
    hour = min(max(wall.time(), MORNING), EVENING)
    return _at(wall.date() - days * DAY, hour, moment, zone)


def _morning_after(starts_at: datetime, ends_at: datetime, zone: str) -> datetime:
    """Return the first 10:00 after the end, but not on the day of the start."""
    day = max(_wall(ends_at, zone).date(), _wall(starts_at, zone).date() + DAY)
    morning = _at(day, MORNING, ends_at, zone)
    return morning if morning > ends_at else _at(day + DAY, MORNING, ends_at, zone)


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def _at(day: date, hour: time, moment: datetime, zone: str) -> datetime:
    """Return this local time of the zone in the time zone of `moment`."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(moment.tzinfo)
