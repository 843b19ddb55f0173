"""Hauls: crates of one stream that go from one place to another. Both ends record them, and what differs stays in the haul."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.notification.outbox import notify
from market.packaging.crate import Crate, move_crate, stream_of, units_in
from market.packaging.loan import refuse_other_types
from market.packaging.movement import Cause, StockPoint
from market.packaging.notifications import HaulShort
from market.packaging.packaging_type import PackagingFacts, packaging_by_id, packaging_row
from market.packaging.place import (
    PlaceFacts,
    PlaceRef,
    known_place,
    lock_staffed_place,
    new_place,
    place_facts,
    place_row,
    places_by_row,
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
STOCK_OF_HAUL = and_(
    col(PackagingStock.place_id) == col(Haul.place_id), col(PackagingStock.state) == col(Haul.state)
)
PIECE_OF_HAUL = and_(
    col(PackagingAsset.place_id) == col(Haul.place_id), col(PackagingAsset.state) == col(Haul.state)
)
"""What has arrived, or was counted as lost, has another place or another state."""
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
    crate = _contents(session, [haul])[haul].crate
    cause = Cause(reason=MovementReason.COUNTED_LOST, by=actor.person, at=now, haul=haul)
    source = StockPoint(row.place_id, row.state)
    move_crate(session, crate, source, StockPoint(row.place_id, PackagingState.LOST), cause=cause)
    mark_changed(session, "packaging")
    return units_in(session, crate).total()


def haul_facts(session: Session, haul: int) -> HaulFacts:
    """Return a haul. Raises HaulUnknown."""
    row = HaulUnknown.unless(session.get(Haul, haul))
    return _all_facts(session, [row])[0]


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


def units_arriving(session: Session, place: int) -> int:
    """Return the units of all types that are on the way to a place, by its row."""
    rows = select(func.coalesce(func.sum(PackagingStock.units), 0)).join(Haul, STOCK_OF_HAUL)
    return session.exec(rows.where(col(Haul.to_id) == place)).one()


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
        select(Haul)
        .where(*conditions, exists().where(STOCK_OF_HAUL, col(PackagingStock.units) > 0))
        .order_by(col(Haul.sent_at), col(Haul.id))
    )
    return _all_facts(session, session.exec(rows).all())


def _all_facts(session: Session, hauls: Sequence[Haul]) -> tuple[HaulFacts, ...]:
    """Return hauls in their order: the same statements for one and for many."""
    contents = _contents(session, [haul.id or 0 for haul in hauls])
    places = places_by_row(session, {end for haul in hauls for end in (haul.from_id, haul.to_id)})
    kinds = packaging_by_id(session, {packaging for each in contents.values() for packaging in each.units})
    return tuple(
        HaulFacts(
            id=haul.id or 0,
            stream=haul.stream,
            state=haul.state,
            source=places[haul.from_id],
            target=places[haul.to_id],
            units=content.units,
            kinds=tuple(kinds[packaging] for packaging in sorted(content.units)),
            crate=content.crate,
            serials=content.serials,
            sent_at=haul.sent_at,
            received_at=haul.received_at,
        )
        for haul in hauls
        for content in (contents[haul.id or 0],)
    )


def _lock_haul(session: Session, haul: int) -> Haul:
    rows = select(Haul).where(col(Haul.id) == haul).with_for_update(key_share=True)
    return HaulUnknown.unless(session.exec(rows, execution_options={"populate_existing": True}).first())


@dataclass(frozen=True, kw_only=True)
class _HaulContent:
    """All that is on the way in a haul: units by type, pieces among them, and the serials of those by their id, in their order."""

    units: dict[int, int]
    crate: Crate
    serials: dict[int, str]


def _contents(session: Session, hauls: Sequence[int]) -> dict[int, _HaulContent]:
    """Return what is still on the way, by haul."""
    session.flush()
    pieces = (
        select(Haul.id, PackagingAsset.id, PackagingAsset.type_id, PackagingAsset.serial)
        .join(PackagingAsset, PIECE_OF_HAUL)
        .where(col(Haul.id).in_(hauls))
        .order_by(col(PackagingAsset.serial))
    )
    stock = (
        select(Haul.id, PackagingStock.type_id, PackagingStock.units)
        .join(PackagingStock, STOCK_OF_HAUL)
        .where(col(Haul.id).in_(hauls), col(PackagingStock.units) > 0)
    )
    units: dict[int, dict[int, int]] = {haul: {} for haul in hauls}
    loose: dict[int, Counter[int]] = {haul: Counter() for haul in hauls}
    serials: dict[int, dict[int, str]] = {haul: {} for haul in hauls}
    for haul, packaging, count in session.exec(stock):
        units[haul or 0][packaging] = loose[haul or 0][packaging] = count
    for haul, asset, packaging, serial in session.exec(pieces):
        serials[haul or 0][asset or 0] = serial
        loose[haul or 0][packaging] -= 1
    return {
        haul: _HaulContent(
            units=units[haul],
            crate=Crate(units=dict(+loose[haul]), assets=tuple(serials[haul])),
            serials=serials[haul],
        )
        for haul in hauls
    }
