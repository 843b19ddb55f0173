"""Rosters as values, for the stall and its helpers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.actor import Actor, Right, may, require_right
from market.drop.browse import any_drop, any_drops
from market.drop.facts import DropFacts
from market.drop.own_drop import own_drop
from market.roster.crew import busy_hours, helps
from market.roster.locked_roster import LIVE
from market.roster.refusals import RosterGone, ShiftGone
from market.roster.rule import ShiftHours, hours_of_part
from storage.drop import Drop
from storage.notification import Notification
from storage.person import Person
from storage.roster import Roster, Shift
from storage.staff import StallStaff

SHOWN_DROPS = 8


@dataclass(frozen=True, kw_only=True)
class ShiftPlace:
    """A place in the shift `part`. `name` is the first name of its helper; `person` is None while it is empty. `wanted`: see `storage/roster.py`."""

    id: int
    drop: int
    part: int
    hours: ShiftHours
    person: int | None
    name: str
    offered_at: datetime | None
    wanted: int | None
    wanted_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class RosterFacts:
    """The roster of a drop. `hours` are those of its shifts."""

    drop: DropFacts
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
    """The rosters of a stall's drops that are not over, by start; and for those who may open one, its drops without."""

    stall: int
    reader: int
    rosters: tuple[RosterFacts, ...]
    without: tuple[DropFacts, ...]


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
    """A place and its drop, as a message needs them."""

    drop: DropFacts
    place: ShiftPlace


def roster_list(session: Session, actor: Actor, stall: int, now: datetime) -> RosterList:
    """Return the rosters of a stall. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.VIEW)
    ahead = (
        select(Drop.id)
        .where(col(Drop.stall_id) == stall, col(Drop.ends_at) > now, col(Drop.state).in_(LIVE))
        .order_by(col(Drop.starts_at), col(Drop.id))
    )
    drops = [drop or 0 for drop in session.exec(ahead.limit(SHOWN_DROPS))]
    facts = {drop.id: drop for drop in any_drops(session, tuple(drops))}
    found = {drop: _facts(session, facts[drop]) for drop in drops}
    manages = may(session, actor.person, stall, Right.STOCK)
    return RosterList(
        stall=stall,
        reader=actor.person,
        rosters=tuple(roster for roster in found.values() if roster),
        without=tuple(facts[drop] for drop, roster in found.items() if roster is None) if manages else (),
    )


def roster_page(session: Session, actor: Actor, drop: int) -> RosterPage:
    """Return the roster of a drop that takes place. Raises DropUnknown, NotYourStall, RosterGone."""
    facts = own_drop(session, actor, drop)
    roster = _facts(session, facts)
    if roster is None or facts.state not in LIVE:
        raise RosterGone
    works = helps(session, facts.stall.id, actor.person)
    busy = (
        part for part, hours in enumerate(roster.hours) if works and busy_hours(session, actor.person, hours)
    )
    return RosterPage(
        roster=roster,
        reader=actor.person,
        manages=may(session, actor.person, facts.stall.id, Right.STOCK),
        helps=works,
        busy=frozenset(busy),
    )


def shift_page(session: Session, actor: Actor, shift: int, now: datetime) -> ShiftPage:
    """Return a place. Raises ShiftGone, NotYourStall, RosterGone."""
    row = _row(session, shift)
    page = roster_page(session, actor, row.drop_id)
    place = _find(page.roster, shift)
    others = _own_places(session, page, place, now) if place.offered_at and page.helps else ()
    return ShiftPage(page=page, place=place, asks=_asks(session, place), own=others)


def candidates(session: Session, actor: Actor, shift: int) -> Candidates:
    """Return who could be put down for a place. For those who may post. Raises ShiftGone, NotYourStall, RosterGone."""
    row = _row(session, shift)
    page = roster_page(session, actor, row.drop_id)
    stall = page.roster.drop.stall.id
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


def has_roster(session: Session, drop: int) -> bool:
    """Return whether a drop has a roster."""
    return session.get(Roster, drop) is not None


def roster_of(session: Session, drop: int) -> RosterFacts:
    """Return the roster of a drop that takes place, for a message. Raises DropUnknown, RosterGone."""
    facts = any_drop(session, drop)
    roster = _facts(session, facts)
    if roster is None or facts.state not in LIVE:
        raise RosterGone
    return roster


def place_of(session: Session, shift: int) -> PlaceInWords:
    """Return a place with its drop, for a message. Raises ShiftGone."""
    drop = any_drop(session, _row(session, shift).drop_id)
    roster = _facts(session, drop)
    assert roster is not None, "a place belongs to a roster"
    return PlaceInWords(drop, _find(roster, shift))


def holds_place(session: Session, notification: int, shift: int) -> bool:
    """Return whether the person whom a notification is to has a place."""
    holds = select(Shift.id).join(Notification, col(Notification.person_id) == col(Shift.person_id))
    found = session.exec(holds.where(col(Notification.id) == notification, col(Shift.id) == shift))
    return found.first() is not None


def _row(session: Session, shift: int) -> Shift:
    return ShiftGone.unless(session.get(Shift, shift))


def _find(roster: RosterFacts, shift: int) -> ShiftPlace:
    return next(place for place in roster.places if place.id == shift)


def _facts(session: Session, drop: DropFacts) -> RosterFacts | None:
    row = session.get(Roster, drop.id)
    if row is None:
        return None
    hours = tuple(hours_of_part(drop.starts_at, drop.ends_at, part, row.parts) for part in range(row.parts))
    places = (
        select(Shift, Person.first_name)
        .outerjoin(Person, col(Person.id) == col(Shift.person_id))
        .where(col(Shift.drop_id) == drop.id)
        .order_by(col(Shift.part), col(Shift.id))
    )
    return RosterFacts(
        drop=drop,
        hours=hours,
        is_open=row.closed_since is None,
        places=tuple(_place(shift, name, hours) for shift, name in session.exec(places)),
    )


def _place(shift: Shift, name: str | None, hours: Sequence[ShiftHours]) -> ShiftPlace:
    return ShiftPlace(
        id=shift.id or 0,
        drop=shift.drop_id,
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
        .join(Drop, col(Drop.id) == col(Shift.drop_id))
        .where(
            col(Shift.person_id) == page.reader,
            col(Drop.stall_id) == page.roster.drop.stall.id,
            col(Drop.ends_at) > now,
            col(Drop.state).in_(LIVE),
        )
        .order_by(col(Drop.starts_at), col(Shift.part), col(Shift.id))
    )
    found = [place_of(session, shift or 0).place for shift in session.exec(own).all()]
    return tuple(
        each
        for each in found
        if each.hours.starts_at > now and not busy_hours(session, page.reader, place.hours, (each.id,))
    )
