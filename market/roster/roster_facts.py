"""Rosters as values, for the stall and its helpers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from market.actor import Actor, Right, may, require_right
from market.market_day.shift_hours import ShiftHours, hours_of_part
from market.reminder.refusals import MarketDayEmpty
from market.roster.crew import busy_hours, helps
from market.roster.refusals import RosterGone, ShiftGone
from storage.alley import Alley
from storage.drop import Drop
from storage.market_day import StallDay, StallDayState
from storage.notification import Notification
from storage.person import Person
from storage.roster import Roster, Shift
from storage.staff import StallStaff
from storage.stall import Stall

SHOWN_DAYS = 8


@dataclass(frozen=True, kw_only=True)
class RosterDay:
    """A stall day as its shifts need it. `is_on`: it takes place."""

    id: int
    market_day: int
    day: date
    stall: int
    stall_name: str
    alley_name: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class ShiftPlace:
    """A place in the shift `part`. `name` is the first name of its helper; `person` is None while it is empty. `wanted`: see `storage/roster.py`."""

    id: int
    part: int
    hours: ShiftHours
    person: int | None
    name: str
    offered_at: datetime | None
    wanted: int | None
    wanted_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class RosterFacts:
    """The roster of a stall day. `hours` are those of its shifts."""

    day: RosterDay
    hours: tuple[ShiftHours, ...]
    is_open: bool
    places: tuple[ShiftPlace, ...]

    def of_part(self, part: int) -> tuple[ShiftPlace, ...]:
        return tuple(place for place in self.places if place.part == part)

    def empty(self, part: int) -> int:
        """Return how many places of a shift are empty."""
        return sum(place.person is None for place in self.of_part(part))

    @property
    def all_empty(self) -> int:
        """Return how many places are empty."""
        return sum(place.person is None for place in self.places)


@dataclass(frozen=True, kw_only=True)
class RosterPage:
    """A roster for a person: whether they may change its places, and whether they may hold shifts. `busy` are the shifts that they cannot take."""

    roster: RosterFacts
    reader: int
    manages: bool
    helps: bool
    busy: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class RosterList:
    """The rosters of a stall's days that are not over, by start; and for those who may open one, its days without."""

    stall: int
    reader: int
    rosters: tuple[RosterFacts, ...]
    without: tuple[RosterDay, ...]


@dataclass(frozen=True, kw_only=True)
class ShiftPage:
    """A place for a person. `asks` are places whose helpers would give them for it; `own` are those that the reader could give for it."""

    page: RosterPage
    place: ShiftPlace
    asks: tuple[ShiftPlace, ...]
    own: tuple[ShiftPlace, ...]


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The helpers of a stall who could be put down for a place, by when they came."""

    roster: RosterFacts
    place: ShiftPlace
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class PlaceInWords:
    """A place and its stall day, as a message needs them."""

    day: RosterDay
    place: ShiftPlace


@dataclass(frozen=True, kw_only=True)
class ShiftDayFacts:
    """All shifts of a person on a market day, by their start. There is at least one."""

    market_day: int
    shifts: tuple[PlaceInWords, ...]


def roster_list(session: Session, actor: Actor, stall: int, now: datetime) -> RosterList:
    """Return the rosters of a stall. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.VIEW)
    ahead = (
        col(StallDay.stall_id) == stall,
        col(StallDay.ends_at) > now,
        col(StallDay.state) == StallDayState.ON,
    )
    days = _days(session, *ahead)[:SHOWN_DAYS]
    found = [(day, _facts(session, day)) for day in days]
    manages = may(session, actor.person, stall, Right.STOCK)
    return RosterList(
        stall=stall,
        reader=actor.person,
        rosters=tuple(roster for _, roster in found if roster),
        without=tuple(day for day, roster in found if roster is None) if manages else (),
    )


def day_to_plan(session: Session, actor: Actor, stall_day: int) -> RosterDay:
    """Return a stall day that takes place, to those who may open its roster. Raises RosterGone, NotYourStall."""
    return _own_day(session, actor, stall_day, Right.STOCK)


def day_of_drop(session: Session, drop: int) -> int:
    """Return the stall day of a drop, as old buttons name the drop. Raises RosterGone."""
    return RosterGone.unless(session.exec(select(Drop.stall_day_id).where(col(Drop.id) == drop)).first())


def roster_page(session: Session, actor: Actor, stall_day: int) -> RosterPage:
    """Return the roster of a stall day that takes place. Raises RosterGone, NotYourStall."""
    day = _own_day(session, actor, stall_day, Right.VIEW)
    roster = RosterGone.unless(_facts(session, day))
    works = helps(session, day.stall, actor.person)
    busy = (
        part for part, hours in enumerate(roster.hours) if works and busy_hours(session, actor.person, hours)
    )
    return RosterPage(
        roster=roster,
        reader=actor.person,
        manages=may(session, actor.person, day.stall, Right.STOCK),
        helps=works,
        busy=frozenset(busy),
    )


def shift_page(session: Session, actor: Actor, shift: int, now: datetime) -> ShiftPage:
    """Return a place. Raises ShiftGone, NotYourStall, RosterGone."""
    row = _row(session, shift)
    page = roster_page(session, actor, row.stall_day_id)
    place = _find(page.roster, shift)
    others = _own_places(session, page, place, now) if place.offered_at and page.helps else ()
    return ShiftPage(page=page, place=place, asks=_asks(session, place), own=others)


def candidates(session: Session, actor: Actor, shift: int) -> Candidates:
    """Return who could be put down for a place. For those who may post. Raises ShiftGone, NotYourStall, RosterGone."""
    row = _row(session, shift)
    page = roster_page(session, actor, row.stall_day_id)
    stall = page.roster.day.stall
    require_right(session, actor, stall, Right.STOCK)
    place = _find(page.roster, shift)
    rows = (
        select(Person.id, Person.first_name)
        .join(StallStaff, col(StallStaff.person_id) == col(Person.id))
        .where(col(StallStaff.stall_id) == stall)
        .order_by(col(StallStaff.since), col(StallStaff.person_id))
    )
    idle = [
        (person or 0, name)
        for person, name in session.exec(rows)
        if not busy_hours(session, person or 0, place.hours)
    ]
    return Candidates(roster=page.roster, place=place, people=tuple(idle))


def has_roster(session: Session, stall_day: int) -> bool:
    """Return whether a stall day has a roster."""
    return session.get(Roster, stall_day) is not None


def roster_of(session: Session, stall_day: int) -> RosterFacts:
    """As `roster_if_any`. Raises RosterGone."""
    return RosterGone.unless(roster_if_any(session, stall_day))


def roster_if_any(session: Session, stall_day: int) -> RosterFacts | None:
    """Return the roster of a stall day that takes place, for a message; None where it has none."""
    found = _days(session, col(StallDay.id) == stall_day, col(StallDay.state) == StallDayState.ON)
    return _facts(session, found[0]) if found else None


def place_of(session: Session, shift: int) -> PlaceInWords:
    """Return a place with its stall day, for a message. Raises ShiftGone."""
    [day] = _days(session, col(StallDay.id) == _row(session, shift).stall_day_id)
    roster = _facts(session, day)
    assert roster is not None, "a place belongs to a roster"
    return PlaceInWords(day, _find(roster, shift))


def shifts_of_day(session: Session, person: int, market_day: int) -> ShiftDayFacts:
    """Return all shifts of a person on a market day, for a message. Raises MarketDayEmpty."""
    own = (
        select(Shift.id)
        .join(StallDay, col(StallDay.id) == col(Shift.stall_day_id))
        .where(
            col(Shift.person_id) == person,
            col(StallDay.market_day_id) == market_day,
            col(StallDay.state) == StallDayState.ON,
        )
    )
    found = [place_of(session, shift or 0) for shift in session.exec(own).all()]
    if not found:
        raise MarketDayEmpty
    in_order = sorted(found, key=lambda each: (each.place.hours.starts_at, each.place.id))
    return ShiftDayFacts(market_day=market_day, shifts=tuple(in_order))


def holds_place(session: Session, notification: int, shift: int) -> bool:
    """Return whether the person whom a notification is to has a place."""
    holds = select(Shift.id).join(Notification, col(Notification.person_id) == col(Shift.person_id))
    found = session.exec(holds.where(col(Notification.id) == notification, col(Shift.id) == shift))
    return found.first() is not None


def _own_day(session: Session, actor: Actor, stall_day: int, right: Right) -> RosterDay:
    """Return a stall day that takes place, of a stall where the actor has a right. Raises RosterGone, NotYourStall."""
    [day] = _days(session, col(StallDay.id) == stall_day) or (None,)
    found = RosterGone.unless(day)
    require_right(session, actor, found.stall, right)
    return RosterGone.unless(found if found.is_on else None)


def _days(session: Session, *conditions: ColumnElement[bool]) -> tuple[RosterDay, ...]:
    """Return the stall days that meet these conditions, by start."""
    rows = (
        select(StallDay, Stall.name, Alley.name, Alley.zone)
        .join(Stall, col(Stall.id) == col(StallDay.stall_id))
        .join(Alley, col(Alley.id) == col(StallDay.alley_id))
        .where(*conditions)
        .order_by(col(StallDay.starts_at), col(StallDay.id))
    )
    return tuple(
        RosterDay(
            id=day.id or 0,
            market_day=day.market_day_id,
            day=day.day,
            stall=day.stall_id,
            stall_name=stall_name,
            alley_name=alley_name,
            zone=zone,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            is_on=day.state == StallDayState.ON,
        )
        for day, stall_name, alley_name, zone in session.exec(rows)
    )


def _row(session: Session, shift: int) -> Shift:
    return ShiftGone.unless(session.get(Shift, shift))


def _find(roster: RosterFacts, shift: int) -> ShiftPlace:
    return next(place for place in roster.places if place.id == shift)


def _facts(session: Session, day: RosterDay) -> RosterFacts | None:
    row = session.get(Roster, day.id)
    if row is None:
        return None
    hours = tuple(hours_of_part(day.starts_at, day.ends_at, part, row.parts) for part in range(row.parts))
    places = (
        select(Shift, Person.first_name)
        .outerjoin(Person, col(Person.id) == col(Shift.person_id))
        .where(col(Shift.stall_day_id) == day.id)
        .order_by(col(Shift.part), col(Shift.id))
    )
    return RosterFacts(
        day=day,
        hours=hours,
        is_open=row.closed_since is None,
        places=tuple(_place(shift, name, hours) for shift, name in session.exec(places)),
    )


def _place(shift: Shift, name: str | None, hours: Sequence[ShiftHours]) -> ShiftPlace:
    return ShiftPlace(
        id=shift.id or 0,
        part=shift.part,
        hours=hours[shift.part],
        person=shift.person_id,
        name=name or "",
        offered_at=shift.offered_at,
        wanted=shift.wanted,
        wanted_since=shift.wanted_since,
    )


def _asks(session: Session, place: ShiftPlace) -> tuple[ShiftPlace, ...]:
    """Return the places whose helpers would give them for this one, as it is offered now."""
    if place.offered_at is None:
        return ()
    asking = (
        select(Shift)
        .where(col(Shift.wanted) == place.id, col(Shift.wanted_since) == place.offered_at)
        .order_by(col(Shift.id))
    )
    return tuple(place_of(session, shift.id or 0).place for shift in session.exec(asking).all())


def _own_places(
    session: Session, page: RosterPage, place: ShiftPlace, now: datetime
) -> tuple[ShiftPlace, ...]:
    """Return what the reader could give for a place: their shifts at its stall that have not begun, if they are idle then but for the one they give."""
    own = (
        select(Shift.id)
        .join(StallDay, col(StallDay.id) == col(Shift.stall_day_id))
        .where(
            col(Shift.person_id) == page.reader,
            col(StallDay.stall_id) == page.roster.day.stall,
            col(StallDay.ends_at) > now,
            col(StallDay.state) == StallDayState.ON,
        )
        .order_by(col(StallDay.starts_at), col(Shift.part), col(Shift.id))
    )
    found = [place_of(session, shift or 0).place for shift in session.exec(own).all()]
    return tuple(
        each
        for each in found
        if each.hours.starts_at > now and not busy_hours(session, page.reader, place.hours, (each.id,))
    )
