"""When reminders are due: pure functions, in the local time of the alley."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, SOON, HOUR = timedelta(days=1), timedelta(hours=2), timedelta(hours=1)
CLOSING = timedelta(minutes=15)
MORNING, EVENING = time(10), time(18)


@dataclass(frozen=True)
class ReminderMoment:
    """When a reminder is due, and when it is too late. `stage`: which one of a booking or of a stall's day."""

    stage: str
    due_at: datetime
    late_after: datetime


def booking_moments(coming: bool, starts_at: datetime, zone: str) -> Iterator[ReminderMoment]:
    """Return a booking's reminders: three days before, and the day before.

    A person who has said that they attend gets none three days before, and one two hours before.
    """
    eve = _before(starts_at, 1, zone)
    if not coming:
        yield ReminderMoment("three", _before(starts_at, 3, zone), eve - SOON)
    yield ReminderMoment("eve", eve, starts_at - SOON)
    if coming:
        yield ReminderMoment("soon", starts_at - SOON, starts_at)


def vendor_moments(starts_at: datetime, ends_at: datetime, zone: str) -> Iterator[ReminderMoment]:
    """Return a stall's reminders: stock check the day before at 10:00, load-in two hours before, opening, closing, and crates the morning after.

    Closing is a quarter of an hour before the end; in the middle of a drop that is shorter than half an hour.
    """
    yield ReminderMoment(
        "eve", _at(_wall(starts_at, zone).date() - DAY, MORNING, starts_at, zone), starts_at - SOON
    )
    yield ReminderMoment("soon", starts_at - SOON, starts_at)
    yield ReminderMoment("open", starts_at, starts_at + HOUR)
    yield ReminderMoment("close", ends_at - min(CLOSING, (ends_at - starts_at) / 2), ends_at)
    crates = _morning_after(starts_at, ends_at, zone)
    yield ReminderMoment("crates", crates, crates + DAY)


def shift_moments(starts_at: datetime, zone: str) -> Iterator[ReminderMoment]:
    """Return the reminders of a shift: the day before, and two hours before."""
    yield ReminderMoment("eve", _before(starts_at, 1, zone), starts_at - SOON)
    yield ReminderMoment("soon", starts_at - SOON, starts_at)


def empty_places_moment(starts_at: datetime, zone: str) -> ReminderMoment:
    """Return when a stall hears of places that are empty: at 18:00 the day before."""
    eve = _at(_wall(starts_at, zone).date() - DAY, EVENING, starts_at, zone)
    return ReminderMoment("eve", eve, starts_at)


def loan_moment(due_at: datetime, zone: str) -> ReminderMoment:
    """Return the reminder for the day before packaging is due."""
    return ReminderMoment("loan", _before(due_at, 1, zone), due_at)


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
