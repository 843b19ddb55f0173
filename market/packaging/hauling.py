"""Hauls: crates of one stream that go from one place to another. Both ends record them, and what differs stays in the haul."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.notification.outbox import notify
from market.packaging.crate import Crate, move_crate, stream_of, units_in
from market.packaging.loan import refuse_other_types
from market.packaging.movement import Cause, StockPoint
from market.packaging.notifications import HaulShort
from market.packaging.packaging_type import PackagingFacts, packaging_facts, packaging_row
from market.packaging.place import (
    PlaceFacts,
    PlaceRef,
    known_place,
    lock_staffed_place,
    new_place,
    place_facts,
    place_row,
    ref_of,
    require_place_staff,
    works_at,
)
from market.packaging.refusals import HaulClosed, HaulSamePlace, HaulUnknown, NotReleased, StreamsMixed
from market.person import lock_unblocked_person
from storage.packaging import (
    Haul,
    MovementReason,
    PackagingAsset,
    PackagingState,
    PackagingStock,
    PlaceKind,
    Stream,
)
from storage.store import mark_changed

CARRIED = (PackagingState.CLEAN, PackagingState.RETURNED)
PACKED_FOR = timedelta(hours=12)
"""The time in which more can be put into crates that nobody has received yet."""
COUNTED_FOR = timedelta(minutes=10)
"""The time that receiving several types and pieces takes; who sent them hears of what is missing after it."""


@dataclass(frozen=True, kw_only=True)
class HaulFacts:
    """A haul. `units` are still on the way, by type, `kinds` are those types, and `crate` is all of it; `received_at` is when the first of it arrived.

    `serials` are those of the pieces in the crate, by their id.
    """

    id: int
    stream: Stream
    state: PackagingState
    source: PlaceFacts
    target: PlaceFacts
    units: dict[int, int]
    kinds: tuple[PackagingFacts, ...]
    crate: Crate
    serials: dict[int, str]
    sent_at: datetime
    received_at: datetime | None

    def takes_more(self, now: datetime) -> bool:
        """Return whether more can still be put in: until somebody receives any of it, for half a day at most."""
        return self.received_at is None and self.sent_at > now - PACKED_FOR


def send_haul(
    session: Session,
    actor: Actor,
    ends: tuple[PlaceRef, PlaceRef],
    crate: Crate,
    *,
    state: PackagingState,
    now: datetime,
) -> int:
    """Send clean or returned units of one stream from one place to another, and return the haul's id. For staff of the first.

    Raises Blocked, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall, HaulSamePlace, NotReleased, PackagingTypeUnknown, StreamsMixed,
    HubDoesNotTake, TooFewUnits, AssetElsewhere. locks: person, asset, stock
    """
    source, target = ends
    if source == target:
        raise HaulSamePlace
    if state not in CARRIED:
        raise NotReleased
    row = lock_staffed_place(session, actor, source)
    place_facts(session, target)
    there = place_row(session, target)
    for packaging in units_in(session, crate):
        refuse_other_types(session, there, packaging_row(session, packaging))
    haul = Haul(
        stream=stream_of(session, crate),
        state=state,
        place_id=new_place(session, PlaceKind.HAUL),
        from_id=row,
        to_id=there,
        sent_by=actor.person,
        sent_at=now,
    )
    session.add(haul)
    session.flush()
    assert haul.id is not None
    cause = Cause(reason=MovementReason.SENT, by=actor.person, at=now, haul=haul.id)
    move_crate(session, crate, StockPoint(row, state), StockPoint(haul.place_id, state), cause=cause)
    mark_changed(session, "packaging")
    return haul.id


def add_to_haul(session: Session, actor: Actor, haul: int, crate: Crate, *, now: datetime) -> HaulFacts:
    """Put more units or pieces of the same stream and state into crates on the way, and return them. For staff of the place they left.

    Raises Blocked, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall, HaulUnknown, HaulClosed, PackagingTypeUnknown, StreamsMixed,
    HubDoesNotTake, TooFewUnits, AssetElsewhere. locks: person, haul, asset, stock
    """
    lock_unblocked_person(session, actor.person)
    row = _lock_haul(session, haul)
    require_place_staff(session, actor, ref_of(session, row.from_id))
    if row.received_at or row.sent_at <= now - PACKED_FOR:
        raise HaulClosed
    if stream_of(session, crate) is not row.stream:
        raise StreamsMixed
    for packaging in units_in(session, crate):
        refuse_other_types(session, row.to_id, packaging_row(session, packaging))
    cause = Cause(reason=MovementReason.SENT, by=actor.person, at=now, haul=haul)
    source, target = StockPoint(row.from_id, row.state), StockPoint(row.place_id, row.state)
    move_crate(session, crate, source, target, cause=cause)
    mark_changed(session, "packaging")
    return haul_facts(session, haul)


def receive_haul(
    session: Session, actor: Actor, haul: int, crate: Crate, *, mixed: bool, now: datetime
) -> HaulFacts:
    """Record what arrived of a haul, and return it with what is still on the way. For staff of the place it goes to; again, when more arrives.

    `mixed`: packaging of the other stream was in the crates, so halal units are quarantined. Who sent it is told of what is missing ten minutes after
    the first of it.
    Raises Blocked, HaulUnknown, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall, PackagingTypeUnknown, TooFewUnits, AssetElsewhere.
    locks: person, haul, asset, stock
    """
    lock_unblocked_person(session, actor.person)
    row = _lock_haul(session, haul)
    require_place_staff(session, actor, ref_of(session, row.to_id))
    spoilt = mixed and row.stream is Stream.HALAL
    state = PackagingState.QUARANTINED if spoilt else row.state
    cause = Cause(reason=MovementReason.ARRIVED, by=actor.person, at=now, haul=haul)
    source, target = StockPoint(row.place_id, row.state), StockPoint(row.to_id, state)
    move_crate(session, crate, source, target, cause=cause)
    first = row.received_at is None
    row.received_by, row.received_at = actor.person, row.received_at or now
    session.flush()
    left = haul_facts(session, haul)
    if first and left.units and row.sent_by is not None:
        due = now + COUNTED_FOR
        notify(session, row.sent_by, HaulShort(haul_id=haul), due, about=f"haul:{haul}")
    mark_changed(session, "packaging")
    return left


def lose_haul(session: Session, actor: Actor, haul: int, *, now: datetime) -> int:
    """Count what did not arrive as lost, and return how many units. For organisers. Raises Blocked, NotOrganiser, HaulUnknown.

    locks: person, haul, asset, stock
    """
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    row = _lock_haul(session, haul)
    crate = _left(session, row)
    cause = Cause(reason=MovementReason.COUNTED_LOST, by=actor.person, at=now, haul=haul)
    source = StockPoint(row.place_id, row.state)
    move_crate(session, crate, source, StockPoint(row.place_id, PackagingState.LOST), cause=cause)
    mark_changed(session, "packaging")
    return units_in(session, crate).total()


def haul_facts(session: Session, haul: int) -> HaulFacts:
    """Return a haul. Raises HaulUnknown."""
    row = session.get(Haul, haul)
    if row is None:
        raise HaulUnknown
    left = _left(session, row)
    units = dict(units_in(session, left))
    return HaulFacts(
        id=haul,
        stream=row.stream,
        state=row.state,
        source=place_facts(session, ref_of(session, row.from_id)),
        target=place_facts(session, ref_of(session, row.to_id)),
        units=units,
        kinds=tuple(packaging_facts(session, packaging) for packaging in sorted(units)),
        crate=left,
        serials=_serials(session, left),
        sent_at=row.sent_at,
        received_at=row.received_at,
    )


def hauls_to(session: Session, actor: Actor, place: PlaceRef) -> tuple[HaulFacts, ...]:
    """Return the hauls that have units on the way to a place, the oldest first. For its staff.

    Raises HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall.
    """
    require_place_staff(session, actor, place)
    return _on_the_way(session, col(Haul.to_id) == known_place(session, place))


def hauls_from(session: Session, actor: Actor, place: PlaceRef) -> tuple[HaulFacts, ...]:
    """Return the hauls from a place that have units on the way, the oldest first. For its staff. Raises as `hauls_to`."""
    require_place_staff(session, actor, place)
    return _on_the_way(session, col(Haul.from_id) == known_place(session, place))


def overseen_haul(session: Session, actor: Actor, haul: int) -> HaulFacts:
    """Return a haul. For organisers. Raises NotOrganiser, HaulUnknown."""
    require_organiser(session, actor)
    return haul_facts(session, haul)


def open_hauls(session: Session, actor: Actor, place: PlaceRef, now: datetime) -> tuple[HaulFacts, ...]:
    """Return the hauls from a place into which more can be put, the oldest first. For its staff. Raises as `hauls_to`."""
    require_place_staff(session, actor, place)
    here = col(Haul.from_id) == known_place(session, place)
    return _on_the_way(session, here, col(Haul.received_at).is_(None), col(Haul.sent_at) > now - PACKED_FOR)


def arriving_haul(session: Session, actor: Actor, asset: int) -> HaulFacts | None:
    """Return the haul that a piece is on the way in, to a place where the actor works; None for any other piece."""
    rows = (
        select(Haul.id, Haul.to_id)
        .join(PackagingAsset, col(PackagingAsset.place_id) == col(Haul.place_id))
        .where(col(PackagingAsset.id) == asset, col(PackagingAsset.state) == col(Haul.state))
    )
    found = session.exec(rows).first()
    if found is None or not works_at(session, actor, ref_of(session, found[1])):
        return None
    return haul_facts(session, found[0] or 0)


def _on_the_way(session: Session, *conditions: ColumnElement[bool]) -> tuple[HaulFacts, ...]:
    """Return the hauls that have units on the way, the oldest first."""
    rows = (
        select(Haul.id)
        .join(PackagingStock, col(PackagingStock.place_id) == col(Haul.place_id))
        .where(*conditions, col(PackagingStock.state) == col(Haul.state), col(PackagingStock.units) > 0)
        .group_by(col(Haul.id))
        .order_by(func.min(col(Haul.sent_at)), col(Haul.id))
    )
    return tuple(haul_facts(session, haul) for haul in session.exec(rows) if haul)


def _serials(session: Session, crate: Crate) -> dict[int, str]:
    """Return the serials of a crate's pieces by their id, in their order."""
    rows = select(PackagingAsset.id, PackagingAsset.serial).where(col(PackagingAsset.id).in_(crate.assets))
    return {
        asset: serial for asset, serial in session.exec(rows.order_by(col(PackagingAsset.serial))) if asset
    }


def _lock_haul(session: Session, haul: int) -> Haul:
    rows = select(Haul).where(col(Haul.id) == haul).with_for_update(key_share=True)
    row = session.exec(rows, execution_options={"populate_existing": True}).first()
    if row is None:
        raise HaulUnknown
    return row


def _left(session: Session, haul: Haul) -> Crate:
    """Return what is still on the way."""
    session.flush()
    assets = select(PackagingAsset.id, PackagingAsset.type_id).where(
        col(PackagingAsset.place_id) == haul.place_id, col(PackagingAsset.state) == haul.state
    )
    pieces = {asset: packaging for asset, packaging in session.exec(assets) if asset}
    stock = select(PackagingStock.type_id, PackagingStock.units).where(
        col(PackagingStock.place_id) == haul.place_id, col(PackagingStock.state) == haul.state
    )
    known = list(pieces.values())
    units = {packaging: units - known.count(packaging) for packaging, units in session.exec(stock)}
    loose = {packaging: count for packaging, count in units.items() if count}
    return Crate(units=loose, assets=tuple(pieces))
