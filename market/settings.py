"""What a person sets for themselves: when they rest and by which clock, which reminders come, whether news come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from market.alley_zone import BY_ZONE
from market.refusal import ButtonForged, RestUnfit, ZoneUnknown
from market.reminder import CLAIM_NEAR, HOLD_HALF_GONE, LOAN_DUE, VENDOR_DAY
from market.reminder.snooze import unmute
from market.rest import Rest
from storage.alley import Alley
from storage.insert import insert_once
from storage.person import Person, set_own
from storage.reminder import Mute
from storage.stall import Stall
from storage.store import touch

USUAL_FROM, USUAL_UNTIL = 21 * 60, 8 * 60
MINUTES = 24 * 60
STOPPABLE = (CLAIM_NEAR, HOLD_HALF_GONE, LOAN_DUE, VENDOR_DAY)
"""Reminders that come by themselves and that a person may do without."""

OF_STALLS = frozenset({VENDOR_DAY})
FAR = {
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
"""Where people of these markets live for a while."""

CLOCKS = {zone: city.name for zone, city in BY_ZONE.items()} | FAR


@dataclass(frozen=True)
class Chosen:
    """`zone` "": the market's; `rest` is by the wall they live by, with `start` and `end` alike for never."""

    zone: str
    rest: Rest
    no_news_at: datetime | None
    muted: frozenset[str]
    has_stall: bool

    @property
    def stoppable(self) -> tuple[str, ...]:
        """The kinds of reminders that may come to them."""
        return tuple(notice for notice in STOPPABLE if self.has_stall or notice not in OF_STALLS)


@dataclass(frozen=True)
class Clock:
    """A clock to live by, and the city it is named after."""

    zone: str
    city: str


def chosen(session: Session, person: int, market: str) -> Chosen:
    """What this person has set; `market` is the market's zone."""
    row = session.get(Person, person)
    muted = session.exec(select(Mute.notice).where(col(Mute.person_id) == person)).all()
    stall = session.exec(select(Stall.id).where(col(Stall.owner_id) == person)).first()
    start, end = (row.rest_from, row.rest_until) if row else (USUAL_FROM, USUAL_UNTIL)
    zone = row.zone if row else ""
    news = row.no_news_at if row else None
    return Chosen(zone, Rest(start, end, zone or market), news, frozenset(muted), stall is not None)


def move_rest(session: Session, person: int, end: str, minute: int) -> None:
    """One end of the quiet hours; who had none has the usual other end. Raises RestUnfit. locks: person"""
    row = session.get_one(Person, person, with_for_update={"key_share": True})
    start, until = row.rest_from, row.rest_until
    if start == until:
        start, until = USUAL_FROM, USUAL_UNTIL
    start, until = (minute, until) if end == "from" else (start, minute)
    if end not in ("from", "until") or not 0 <= minute < MINUTES or start == until:
        raise RestUnfit
    _set(session, person, rest_from=start, rest_until=until)


def rest_as_usual(session: Session, person: int) -> None:
    """From 21:00 until 08:00. locks: person"""
    _set(session, person, rest_from=USUAL_FROM, rest_until=USUAL_UNTIL)


def rest_never(session: Session, person: int) -> None:
    """Letters come at any time. locks: person"""
    _set(session, person, rest_from=0, rest_until=0)


def clocks(session: Session, market: str, now: datetime) -> tuple[Clock, ...]:
    """Those of the alleys, then those of the short list, first who has nearly the market's time."""
    alleys = session.exec(select(Alley.zone, Alley.city).order_by(col(Alley.id))).all()
    cities = dict(reversed(alleys))
    here = now.astimezone(ZoneInfo(market)).utcoffset() or timedelta()

    def apart(zone: str) -> tuple[timedelta, str]:
        there = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
        return abs(there - here), CLOCKS[zone]

    others = sorted((zone for zone in CLOCKS if zone not in cities), key=apart)
    first = dict.fromkeys(zone for zone, _ in alleys)
    return (*(Clock(zone, cities[zone]) for zone in first), *(Clock(zone, CLOCKS[zone]) for zone in others))


def city_of(session: Session, zone: str) -> str:
    """What a clock is called here: an alley's city, or one of the short list."""
    alley = select(Alley.city).where(col(Alley.zone) == zone).order_by(col(Alley.id))
    return session.exec(alley).first() or CLOCKS.get(zone, zone.rpartition("/")[2].replace("_", " "))


def choose_clock(session: Session, person: int, zone: str) -> None:
    """The clock they live by; "" is the market's. Raises ZoneUnknown. locks: person"""
    if zone and zone not in CLOCKS and zone not in session.exec(select(Alley.zone)).all():
        raise ZoneUnknown
    _set(session, person, zone=zone)


def mute(session: Session, person: int, notice: str, now: datetime) -> None:
    """No more letters of this notice. Raises ButtonForged for what cannot be stopped. locks: person"""
    if notice not in STOPPABLE:
        raise ButtonForged
    insert_once(session, Mute, person_id=person, notice=notice, since=now)
    touch(session, ("person", person))


def hear(session: Session, person: int, notice: str) -> None:
    """Letters of this notice again; what was due meanwhile is gone. Raises Banned, ButtonForged. locks: person"""
    if notice not in STOPPABLE:
        raise ButtonForged
    unmute(session, person, notice)


def stop_news(session: Session, person: int, now: datetime) -> None:
    """No promotional news from now on, or from when they said so first. locks: person"""
    row = session.get(Person, person)
    if row and row.no_news_at is None:
        _set(session, person, no_news_at=now)


def hear_news(session: Session, person: int) -> None:
    """Promotional news again. locks: person"""
    _set(session, person, no_news_at=None)


def _set(session: Session, person: int, **values: str | int | datetime | None) -> None:
    session.connection().execute(set_own(person, **values))
    touch(session, ("person", person))
