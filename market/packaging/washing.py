"""Washing: a load of one stream in one place, from returned to clean."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.packaging.crate import Crate, crate_at, move_crate, stream_of
from market.packaging.movement import Cause, Route, StockPoint, move_units
from market.packaging.packaging_type import PackagingFacts, packaging_facts, packaging_row
from market.packaging.place import (
    PlaceRef,
    known_place,
    lock_staffed_place,
    place_facts,
    ref_of,
    require_place_staff,
)
from market.packaging.refusals import WashOver, WashUnknown
from market.person import lock_unblocked_person
from storage.packaging import (
    MovementReason,
    PackagingMovement,
    PackagingState,
    Stream,
    Wash,
)
from storage.store import mark_changed

RETURNED, WASHING, CLEAN = PackagingState.RETURNED, PackagingState.WASHING, PackagingState.CLEAN


def start_wash(session: Session, actor: Actor, place: PlaceRef, crate: Crate, *, now: datetime) -> int:
    """Wash returned units of one stream, and return the id of the wash.

    Raises Blocked, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall, PackagingTypeUnknown, StreamsMixed, TooFewUnits, AssetElsewhere.
    locks: person, asset, stock
    """
    row = lock_staffed_place(session, actor, place)
    wash = Wash(stream=stream_of(session, crate), place_id=row, by_id=actor.person, started_at=now)
    session.add(wash)
    session.flush()
    cause = Cause(reason=MovementReason.WASH_STARTED, by=actor.person, at=now, wash=wash.id)
    move_crate(session, crate, StockPoint(row, RETURNED), StockPoint(row, WASHING), cause=cause)
    mark_changed(session, "packaging")
    assert wash.id is not None
    return wash.id


def wash_all(session: Session, actor: Actor, place: PlaceRef, stream: Stream, *, now: datetime) -> int:
    """Wash all returned units of a stream, single pieces too, and return the id of the wash. Raises as `start_wash`. locks: person, asset, stock"""
    row = lock_staffed_place(session, actor, place)
    return start_wash(session, actor, place, crate_at(session, StockPoint(row, RETURNED), stream), now=now)


def finish_wash(session: Session, actor: Actor, wash: int, *, now: datetime) -> None:
    """Make all units of a wash clean that are still being washed.

    Raises Blocked, WashUnknown, WashOver, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall, TooFewUnits. locks: person, wash, stock
    """
    lock_unblocked_person(session, actor.person)
    rows = select(Wash).where(col(Wash.id) == wash).with_for_update(key_share=True)
    row = WashUnknown.unless(session.exec(rows, execution_options={"populate_existing": True}).first())
    place = ref_of(session, row.place_id)
    require_place_staff(session, actor, place)
    if row.done_at:
        raise WashOver(row.done_at, place_facts(session, place).zone)
    row.done_at = now
    cause = Cause(reason=MovementReason.WASH_DONE, by=actor.person, at=now, wash=wash)
    source, target = StockPoint(row.place_id, WASHING), StockPoint(row.place_id, CLEAN)
    started = select(PackagingMovement).where(
        col(PackagingMovement.wash_id) == wash,
        col(PackagingMovement.reason) == MovementReason.WASH_STARTED,
    )
    for load in session.exec(started.order_by(col(PackagingMovement.id))).all():
        route = Route(source=source, target=target, asset=load.asset_id)
        kind = packaging_row(session, load.type_id)
        move_units(session, kind, load.units, route=route, cause=cause)
    mark_changed(session, "packaging")


@dataclass(frozen=True, kw_only=True)
class WashFacts:
    """A wash that is not done; `units` by type, `kinds` are those types."""

    id: int
    stream: Stream
    units: dict[int, int]
    kinds: tuple[PackagingFacts, ...]
    started_at: datetime


def open_washes(session: Session, actor: Actor, place: PlaceRef) -> tuple[WashFacts, ...]:
    """Return what is being washed in a place, the oldest first. For its staff. Raises HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall."""
    require_place_staff(session, actor, place)
    rows = select(Wash).where(col(Wash.place_id) == known_place(session, place), col(Wash.done_at).is_(None))
    washes = session.exec(rows.order_by(col(Wash.started_at), col(Wash.id))).all()
    return tuple(_facts(session, wash) for wash in washes)


def _facts(session: Session, wash: Wash) -> WashFacts:
    units = (
        select(PackagingMovement.type_id, func.sum(PackagingMovement.units))
        .where(
            col(PackagingMovement.wash_id) == wash.id,
            col(PackagingMovement.reason) == MovementReason.WASH_STARTED,
        )
        .group_by(col(PackagingMovement.type_id))
    )
    found = {packaging: int(count) for packaging, count in session.exec(units)}
    return WashFacts(
        id=wash.id or 0,
        stream=wash.stream,
        units=found,
        kinds=tuple(packaging_facts(session, packaging) for packaging in sorted(found)),
        started_at=wash.started_at,
    )
