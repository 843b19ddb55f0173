"""A person's preferences: quiet hours, time zone, muted reminders, and whether promotions are sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from market.alley_zone import BY_ZONE
from market.notification.kind import current_name
from market.preferences.refusals import QuietHoursUnfit, ZoneUnknown
from market.quiet_hours import QuietHours, QuietHoursEnd
from market.refusal import ButtonForged
from market.reminder.notifications import (
    HoldHalfElapsed,
    LoansDue,
    MarketDayAfter,
    MarketDayNear,
    StallDayStage,
    StallWeek,
    VisitSoon,
)
from market.reminder.snooze import unmute
from storage.alley import Alley
from storage.insert import insert_once
from storage.person import Person, set_preferences
from storage.reminder import Mute
from storage.stall import Stall
from storage.store import mark_changed

USUAL_FROM, USUAL_UNTIL = 21 * 60, 8 * 60
MINUTES = 24 * 60
MUTABLE_KINDS = (
    MarketDayNear.kind,
    MarketDayAfter.kind,
    HoldHalfElapsed.kind,
    LoansDue.kind,
    VisitSoon.kind,
    StallDayStage.kind,
    StallWeek.kind,
)
"""The kinds of automatic reminders that a person may mute."""

STALL_KINDS = frozenset({StallDayStage.kind, StallWeek.kind})
FAR_CITIES = {
    "Asia/Dubai": "Dubai",
    "Australia/Perth": "Perth",
    "Australia/Adelaide": "Adelaide",
    "Australia/Sydney": "Sydney",
    "Pacific/Auckland": "Auckland",
    "Europe/London": "London",
    "Europe/Berlin": "Berlin",
    "America/New_York": "New York",
    "America/Los_Angeles": "Los Angeles",
}
"""Cities where people of these markets live for a while, by time zone."""

CLOCKS = {zone: city.name for zone, city in BY_ZONE.items()} | FAR_CITIES


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """The preferences of a person. `zone` "" means the market's. `quiet_hours` is in the local time that applies; equal ends mean none."""

    zone: str
    quiet_hours: QuietHours
    no_promotions_at: datetime | None
    muted: frozenset[str]
    has_stall: bool
    adult_at: datetime | None = None

    @property
    def stoppable(self) -> tuple[str, ...]:
        """Return the kinds of reminders that this person may get."""
        return tuple(kind for kind in MUTABLE_KINDS if self.has_stall or kind not in STALL_KINDS)


@dataclass(frozen=True)
class ClockChoice:
    """A time zone to choose, and the city it is named after."""

    zone: str
    city: str


def preferences_of(session: Session, person: int, market: str) -> Preferences:
    """Return the preferences of this person; `market` is the market's zone."""
    row = session.get(Person, person)
    muted = session.exec(select(Mute.kind).where(col(Mute.person_id) == person)).all()
    stall = session.exec(select(Stall.id).where(col(Stall.owner_id) == person)).first()
    start, end = (row.quiet_from, row.quiet_until) if row else (USUAL_FROM, USUAL_UNTIL)
    zone = row.zone if row else ""
    news = row.no_promotions_at if row else None
    return Preferences(
        zone=zone,
        quiet_hours=QuietHours(start, end, zone or market),
        no_promotions_at=news,
        adult_at=row.adult_at if row else None,
        muted=frozenset(muted),
        has_stall=stall is not None,
    )


def change_quiet_hours(session: Session, person: int, end: QuietHoursEnd, minute: int) -> None:
    """Set one end of the quiet hours. A person without quiet hours gets the usual other end. Raises QuietHoursUnfit. locks: person"""
    row = session.get_one(Person, person, with_for_update={"key_share": True})
    start, until = row.quiet_from, row.quiet_until
    if start == until:
        start, until = USUAL_FROM, USUAL_UNTIL
    start, until = (minute, until) if end is QuietHoursEnd.FROM else (start, minute)
    if not 0 <= minute < MINUTES or start == until:
        raise QuietHoursUnfit
    _set(session, person, quiet_from=start, quiet_until=until)


def usual_quiet_hours(session: Session, person: int) -> None:
    """Set the quiet hours from 21:00 to 08:00. locks: person"""
    _set(session, person, quiet_from=USUAL_FROM, quiet_until=USUAL_UNTIL)


def no_quiet_hours(session: Session, person: int) -> None:
    """Switch the quiet hours off: notifications are sent at any time. locks: person"""
    _set(session, person, quiet_from=0, quiet_until=0)


def clocks(session: Session, market: str, now: datetime) -> tuple[ClockChoice, ...]:
    """Return the time zones to choose from: those of the alleys, then the others, the nearest to the market's time first."""
    alleys = session.exec(select(Alley.zone, Alley.city).order_by(col(Alley.id))).all()
    cities = dict(reversed(alleys))
    here = now.astimezone(ZoneInfo(market)).utcoffset() or timedelta()

    def apart(zone: str) -> tuple[timedelta, str]:
        there = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
        return abs(there - here), CLOCKS[zone]

    others = sorted((zone for zone in CLOCKS if zone not in cities), key=apart)
    first = dict.fromkeys(zone for zone, _ in alleys)
    return (
        *(ClockChoice(zone, cities[zone]) for zone in first),
        *(ClockChoice(zone, CLOCKS[zone]) for zone in others),
    )


def city_of(session: Session, zone: str) -> str:
    """Return the city that a time zone is named after: an alley's city, or one of the short list."""
    alley = select(Alley.city).where(col(Alley.zone) == zone).order_by(col(Alley.id))
    return session.exec(alley).first() or CLOCKS.get(zone, zone.rpartition("/")[2].replace("_", " "))


def choose_clock(session: Session, person: int, zone: str) -> None:
    """Set the time zone of a person; "" means the market's. Raises ZoneUnknown. locks: person"""
    if zone and zone not in CLOCKS and zone not in session.exec(select(Alley.zone)).all():
        raise ZoneUnknown
    _set(session, person, zone=zone)


def mute_reminder(session: Session, person: int, kind: str, now: datetime) -> None:
    """Mute the reminders of a kind. Raises ButtonForged for a kind that cannot be muted. locks: person"""
    if current_name(kind) not in MUTABLE_KINDS:
        raise ButtonForged
    insert_once(session, Mute, person_id=person, kind=current_name(kind), since=now)
    mark_changed(session, ("person", person))


def unmute_reminder(session: Session, person: int, kind: str) -> None:
    """Unmute the reminders of a kind; those that were due meanwhile are not sent. Raises Blocked, ButtonForged. locks: person"""
    if current_name(kind) not in MUTABLE_KINDS:
        raise ButtonForged
    unmute(session, person, kind)


def stop_promotions(session: Session, person: int, now: datetime) -> None:
    """Switch promotions off. An earlier time of switching them off is kept. locks: person"""
    row = session.get(Person, person)
    if row and row.no_promotions_at is None:
        _set(session, person, no_promotions_at=now)


def allow_promotions(session: Session, person: int) -> None:
    """Switch promotions on. locks: person"""
    _set(session, person, no_promotions_at=None)


def confirm_adult(session: Session, person: int, now: datetime) -> None:
    """Store that the person says that they are 18 or older, asked once for all drops. The first time of it is kept. locks: person"""
    row = session.get_one(Person, person, with_for_update={"key_share": True}, populate_existing=True)
    if row.adult_at is None:
        _set(session, person, adult_at=now)


def withdraw_adult(session: Session, person: int) -> None:
    """Forget that the person said that they are 18 or older: the next drop for adults asks again. Bookings stay. locks: person"""
    _set(session, person, adult_at=None)


def _set(session: Session, person: int, **values: str | int | datetime | None) -> None:
    session.connection().execute(set_preferences(person, **values))
    mark_changed(session, ("person", person))
