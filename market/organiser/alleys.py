"""Adding an alley: its name, its place, and the defaults that follow from them."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Select, and_
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from locales.user_text import ALLEY
from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown, lock_alley
from market.alley_zone import BY_ZONE, NEAR, nearest
from market.audit_log import record_change
from market.drop.facts import AlleyFacts, alley_facts
from market.notification.outbox import notify_selected
from market.organiser.notifications import AlleyClosedAhead, AlleyClosingChanged
from market.organiser.refusals import AlleyNameTaken, AlleyUnfinished, PlaceUnfit
from market.preferences.refusals import ZoneUnknown
from market.public_code import new_code
from market.showroom.ended import end_showrooms
from market.text_checks import check_name
from market.waitlist.hold_clock import run_drops, stop_drops
from storage.alley import Alley, AlleyDraft
from storage.audit import AuditAction
from storage.drop import Drop, DropState, Item
from storage.neighbour import Neighbour
from storage.permit import permit_end
from storage.showroom import ShowroomVisit, VisitState
from storage.stall import Stall, StallApproval
from storage.stop import Stop
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState


@dataclass(frozen=True, kw_only=True)
class DraftedAlley:
    """An alley being prepared; missing values are empty or None."""

    name: str
    city: str
    zone: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, kw_only=True)
class OverseenAlley:
    """An alley for organisers: the last day of its permit, when it was closed, and how many neighbours are notified, never who.

    While it is being closed for good, `stop` is the stop that closes it at `closes_at`.
    """

    id: int
    name: str
    city: str
    permit_until: date | None
    closed_at: datetime | None
    neighbours: int
    stop: int = 0
    closes_at: datetime | None = None
    zone: str = "UTC"


def overseen_alleys(session: Session, actor: Actor) -> tuple[OverseenAlley, ...]:
    """Return all alleys in the order of adding. Raises NotOrganiser."""
    require_organiser(session, actor)
    listen = select(func.count()).where(col(Neighbour.alley_id) == col(Alley.id)).scalar_subquery()
    closes = (
        col(Stop.alley_id) == col(Alley.id),
        col(Stop.undone_at).is_(None),
        col(Stop.finished_at).is_(None),
    )
    columns_of = select(Alley, listen, permit_end(col(Alley.id)), Stop)
    rows = columns_of.outerjoin(Stop, and_(*closes)).order_by(col(Alley.id))
    return tuple(
        OverseenAlley(
            id=alley.id or 0,
            name=alley.name,
            city=alley.city,
            permit_until=permit_until,
            closed_at=alley.closed_at,
            neighbours=count,
            stop=stop.id or 0 if stop else 0,
            closes_at=stop.final_at if stop else None,
            zone=alley.zone,
        )
        for alley, count, permit_until, stop in session.exec(rows)
    )


def open_alleys(session: Session, actor: Actor) -> tuple[AlleyFacts, ...]:
    """Return the alleys that are not closed, in the order of adding. Raises NotOrganiser."""
    require_organiser(session, actor)
    rows = select(Alley).where(col(Alley.closed_at).is_(None)).order_by(col(Alley.id))
    return tuple(map(alley_facts, session.exec(rows)))


def alley_draft(session: Session, actor: Actor) -> DraftedAlley:
    """Return this organiser's own draft. Raises NotOrganiser."""
    require_organiser(session, actor)
    row = session.get(AlleyDraft, actor.person)
    if row is None:
        return DraftedAlley(name="", city="", zone="", latitude=None, longitude=None)
    return DraftedAlley(
        name=row.name, city=row.city, zone=row.zone, latitude=row.latitude, longitude=row.longitude
    )


def name_alley(session: Session, actor: Actor, name: str) -> None:
    """Start a draft or change its name. Raises NotOrganiser, NameUnfit."""
    row = _draft(session, actor)
    row.name = check_name(name, ALLEY)


def name_city(session: Session, actor: Actor, city: str) -> None:
    """Change the city of the draft. Raises NotOrganiser, NameUnfit."""
    row = _draft(session, actor)
    row.city = check_name(city, ALLEY)


def place_alley(session: Session, actor: Actor, latitude: float, longitude: float) -> None:
    """Set the place on the map; the nearest city gives the time zone, and where it is near its name. Raises NotOrganiser, PlaceUnfit."""
    row = _draft(session, actor)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise PlaceUnfit
    city = nearest(latitude, longitude)
    row.latitude, row.longitude, row.zone = latitude, longitude, city.zone
    row.city = city.name if city.kilometres(latitude, longitude) <= NEAR else ""


def choose_zone(session: Session, actor: Actor, zone: str) -> None:
    """Choose one of the known time zones. Raises NotOrganiser, ZoneUnknown."""
    row = _draft(session, actor)
    if zone not in BY_ZONE:
        raise ZoneUnknown
    row.zone = zone


def add_alley(session: Session, actor: Actor, rng: Random) -> str:
    """Add the drafted alley and return its name; territory and currency follow its zone. Raises NotOrganiser, AlleyUnfinished, AlleyNameTaken."""
    require_organiser(session, actor)
    row = session.get(AlleyDraft, actor.person)
    if row is None or not row.name or not row.city or row.latitude is None or row.longitude is None:
        raise AlleyUnfinished
    same = func.lower(Alley.name) == row.name.lower(), func.lower(Alley.city) == row.city.lower()
    if session.exec(select(Alley.id).where(*same)).first() is not None:
        raise AlleyNameTaken(city=row.city)
    known = BY_ZONE[row.zone]
    session.add(
        Alley(
            code=new_code(session, Alley, rng),
            name=row.name,
            city=row.city,
            zone=row.zone,
            territory=known.territory,
            currency=known.currency,
            latitude=row.latitude,
            longitude=row.longitude,
        )
    )
    session.delete(row)
    mark_changed(session, "drop")
    return row.name


@dataclass(frozen=True, kw_only=True)
class AlleyClosing:
    """An alley that may be closed: the owners and shoppers who are then told, drops that nobody sees then, and visits to its showrooms that end."""

    id: int
    name: str
    closed_at: datetime | None
    zone: str
    owners: int
    shoppers: int
    drops: int
    visits: int


def alley_closing(session: Session, alley: int, now: datetime) -> AlleyClosing:
    """Return what closing an alley would do, for a message as well. Raises AlleyUnknown."""
    row = AlleyUnknown.unless(session.get(Alley, alley))
    visits = (
        select(func.count())
        .select_from(ShowroomVisit)
        .join(Stall, col(Stall.id) == col(ShowroomVisit.stall_id))
        .where(col(Stall.alley_id) == alley, col(ShowroomVisit.state) == VisitState.BOOKED)
    )
    drops = select(func.count()).select_from(Drop).where(*_ahead(alley, now))
    return AlleyClosing(
        id=alley,
        name=row.name,
        closed_at=row.closed_at,
        zone=row.zone,
        owners=session.exec(select(func.count()).select_from(_owners(alley, now).subquery())).one(),
        shoppers=session.exec(select(func.count()).select_from(_booked(alley, now).subquery())).one(),
        drops=session.exec(drops).one(),
        visits=session.exec(visits).one(),
    )


def _ahead(alley: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of an alley's drops that people see and that are not over."""
    return (
        col(Drop.alley_id) == alley,
        col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
        col(Drop.ends_at) > now,
    )


def _owners(alley: int, now: datetime) -> SelectOfScalar[int | None]:
    """Select the owners of the stalls that are in an alley or sell there."""
    sell = select(Drop.stall_id).where(*_ahead(alley, now))
    return (
        select(col(Stall.owner_id))
        .where(
            col(Stall.state) == StallApproval.APPROVED,
            col(Stall.owner_id).is_not(None),
            (col(Stall.alley_id) == alley) | col(Stall.id).in_(sell),
        )
        .distinct()
    )


def _booked(alley: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """Select who has something booked in an alley ahead, with the booking made first and the number of the others."""
    return (
        columns(
            col(Booking.person_id),
            func.min(Booking.id).label("booking_id"),
            (func.count() - 1).label("others"),
        )
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(*_ahead(alley, now), col(Booking.state) == BookingState.BOOKED)
        .group_by(col(Booking.person_id))
    )


def _tell_booked(session: Session, alley: int, now: datetime) -> None:
    """Notify each person who has booked there, once."""
    closed = AlleyClosedAhead(booking_id=0, others=0)
    notify_selected(session, _booked(alley, now), closed, now, about=f"alley:{alley}:ahead")


def _tell_owners(session: Session, row: Alley, now: datetime) -> None:
    """Notify the owners; of a closing and an opening at one moment, of each."""
    assert row.id is not None
    changed = AlleyClosingChanged(alley_id=row.id)
    about = f"alley:{row.id}:{'closed' if row.closed_at else 'open'}"
    notify_selected(session, _owners(row.id, now), changed, now, about=about)


def close_alley(session: Session, actor: Actor, alley: int, now: datetime) -> None:
    """Close an alley: nothing of its drops is given out, their holds stand still, and visits to its showrooms end.

    Its stalls and all who have booked there are notified. Raises NotOrganiser, AlleyUnknown. locks: stall, drop
    """
    require_organiser(session, actor)
    row = lock_alley(session, alley)
    if row.closed_at is None:
        close_locked_alley(session, row, organiser=actor.person, now=now)
        _tell_owners(session, row, now)
        _tell_booked(session, alley, now)


def close_locked_alley(session: Session, row: Alley, *, organiser: int | None, now: datetime) -> None:
    """Close an alley that is locked, unless it is closed, without telling anybody but the visitors of its showrooms. locks: stall, drop"""
    if row.closed_at is None:
        row.closed_at = now
        mark_changed(session, "drop")
        if organiser is not None:
            record_change(session, AuditAction.ALLEY_CLOSED, organiser, now, about=f"alley:{row.id}")
        stalls = session.exec(select(Stall.id).where(col(Stall.alley_id) == row.id)).all()
        end_showrooms(session, (stall or 0 for stall in stalls), now)
        stop_drops(session, col(Drop.alley_id) == row.id, now)


def open_alley(session: Session, actor: Actor, alley: int, now: datetime) -> None:
    """Open a closed alley again: its drops go on, and its stalls are notified. Raises NotOrganiser, AlleyUnknown. locks: drop, item, hold"""
    require_organiser(session, actor)
    row = lock_alley(session, alley)
    if row.closed_at is not None:
        row.closed_at = None
        mark_changed(session, "drop")
        record_change(session, AuditAction.ALLEY_OPENED, actor.person, now, about=f"alley:{alley}")
        run_drops(session, col(Drop.alley_id) == alley, now)
        _tell_owners(session, row, now)


def _draft(session: Session, actor: Actor) -> AlleyDraft:
    require_organiser(session, actor)
    row = session.get(AlleyDraft, actor.person)
    if row is None:
        row = AlleyDraft(author_id=actor.person)
        session.add(row)
    return row
