"""Places that keep packaging, and who may act there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import exists
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from market.actor import Actor, Right, StallUnknown, has_right, is_organiser, require_right
from market.packaging.refusals import HubClosed, HubUnknown, NotHubStaff
from market.person import lock_unblocked_person
from market.refusal import Refusal
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.hub import Hub, HubSlot, HubStaff
from storage.insert import insert_once
from storage.packaging import PackagingPlace, PlaceKind
from storage.stall import Stall, StallApproval


@dataclass(frozen=True)
class PlaceRef:
    """A hub or a stall, by its id."""

    kind: PlaceKind
    id: int


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """A hub or a stall, with the id, currency, territory and time zone of its alley."""

    ref: PlaceRef
    name: str
    alley: int
    currency: str
    territory: str
    zone: str


def hub_ref(hub: int) -> PlaceRef:
    """Return the place of a hub."""
    return PlaceRef(PlaceKind.HUB, hub)


def stall_ref(stall: int) -> PlaceRef:
    """Return the place of a stall."""
    return PlaceRef(PlaceKind.STALL, stall)


def lock_staffed_place(session: Session, actor: Actor, place: PlaceRef) -> int:
    """Return the row of a place, for a person who may act there: staff of an open hub, staff of an approved stall who may scan, an organiser everywhere.

    Raises Blocked, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall. locks: person
    """
    lock_unblocked_person(session, actor.person)
    require_place_staff(session, actor, place)
    return place_row(session, place)


def require_place_staff(session: Session, actor: Actor, place: PlaceRef) -> None:
    """Raise HubUnknown, HubClosed, NotHubStaff, StallUnknown or NotYourStall unless the actor may act there."""
    match place.kind:
        case PlaceKind.HUB:
            _require_hub_staff(session, actor, place.id)
        case PlaceKind.STALL:
            _require_stall_staff(session, actor, place.id)
        case PlaceKind.LOAN | PlaceKind.HAUL:
            raise HubUnknown
        case _:
            assert_never(place.kind)


def is_hub_staff(session: Session, person: int) -> bool:
    """Return whether a person works at an open hub."""
    return bool(hubs_of(session, person))


def works_with_packaging(session: Session, person: int) -> bool:
    """Return whether a person has a packaging desk."""
    return bool(workplaces(session, person))


def hubs_of(session: Session, person: int) -> tuple[int, ...]:
    """Return the open hubs at which a person works."""
    works = select(Hub.id).join(HubStaff, col(HubStaff.hub_id) == col(Hub.id))
    open_ones = works.where(col(HubStaff.person_id) == person, col(Hub.closed_at).is_(None))
    return tuple(hub for hub in session.exec(open_ones.order_by(col(Hub.id))) if hub)


def staffed_places(session: Session, actor: Actor) -> tuple[PlaceFacts, ...]:
    """Return the places where the actor works: their stalls and their hubs. An organiser may act everywhere, and is given all open hubs."""
    own = _stalls_of(actor.person)
    hubs = select(Hub.id).where(col(Hub.closed_at).is_(None))
    if not is_organiser(session, actor):
        hubs = hubs.join(HubStaff, col(HubStaff.hub_id) == col(Hub.id))
        hubs = hubs.where(col(HubStaff.person_id) == actor.person)
    refs = [
        *(stall_ref(stall) for stall in session.exec(own)),
        *(hub_ref(hub) for hub in session.exec(hubs.order_by(col(Hub.id))) if hub),
    ]
    return all_place_facts(session, refs)


def is_taken_at(session: Session, place: PlaceRef, packaging: int | None) -> bool:
    """Return whether packaging of a type (None: untyped) comes back at a stall or hub: stalls take all, hubs what they have a slot for."""
    return place.kind is not PlaceKind.HUB or (
        packaging is not None and session.get(HubSlot, (place.id, packaging)) is not None
    )


def works_at(session: Session, actor: Actor, place: PlaceRef) -> bool:
    """Return whether the actor may act at a hub or stall."""
    try:
        require_place_staff(session, actor, place)
    except Refusal:
        return False
    return True


def workplaces(session: Session, person: int) -> tuple[PlaceFacts, ...]:
    """Return the open hubs at which a person works, and the approved stalls where they may scan that ever had packaging or sell in a packaging type."""
    known = exists().where(col(PackagingPlace.stall_id) == col(Stall.id))
    sells = exists().where(
        col(Drop.stall_id) == col(Stall.id),
        col(Item.drop_id) == col(Drop.id),
        col(Item.packaging_id).is_not(None),
    )
    stalls = session.exec(_stalls_of(person)).all()
    with_packaging = select(Stall.id).where(col(Stall.id).in_(stalls), or_(known, sells))
    found = {*session.exec(with_packaging)} if stalls else {*()}
    refs = [
        *(hub_ref(hub) for hub in hubs_of(session, person)),
        *(stall_ref(stall) for stall in stalls if stall in found),
    ]
    return all_place_facts(session, refs)


def other_places(session: Session, actor: Actor, place: PlaceRef) -> tuple[PlaceFacts, ...]:
    """Return where crates can go from a place, for its staff: the open hubs and approved stalls of its alley, then the open hubs of others.

    Raises HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall.
    """
    require_place_staff(session, actor, place)
    alley = place_facts(session, place).alley
    hubs = (
        select(Hub.id, Hub.alley_id).where(col(Hub.closed_at).is_(None)).order_by(col(Hub.name), col(Hub.id))
    )
    stalls = select(Stall.id).where(col(Stall.alley_id) == alley, col(Stall.state) == StallApproval.APPROVED)
    found = [(hub_ref(hub or 0), at) for hub, at in session.exec(hubs)]
    refs = [
        *(hub for hub, at in found if at == alley),
        *(
            stall_ref(stall)
            for stall in session.exec(stalls.order_by(col(Stall.name), col(Stall.id)))
            if stall
        ),
        *(hub for hub, at in found if at != alley),
    ]
    return all_place_facts(session, [ref for ref in refs if ref != place])


def place_row(session: Session, place: PlaceRef) -> int:
    """Return the id of the row of a hub or stall, which is made when it is first needed."""
    known = _place_of(session, place)
    if known is None:
        key = {"hub_id": place.id} if place.kind is PlaceKind.HUB else {"stall_id": place.id}
        insert_once(session, PackagingPlace, kind=place.kind, **key)
        known = _place_of(session, place)
    assert known is not None
    return known


def lock_place(session: Session, place: PlaceRef) -> int:
    """Return the id of the row of a hub or stall, locked, so that its cash is settled once. locks: place"""
    row = place_row(session, place)
    locked = select(PackagingPlace.id).where(col(PackagingPlace.id) == row).with_for_update(key_share=True)
    session.exec(locked).one()
    return row


def known_place(session: Session, place: PlaceRef) -> int | None:
    """Return the id of the row of a hub or stall; None where it never had packaging."""
    return _place_of(session, place)


def new_place(session: Session, kind: PlaceKind) -> int:
    """Return the id of a new place, of a loan or a haul."""
    row = PackagingPlace(kind=kind)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def ref_of(session: Session, place: int) -> PlaceRef:
    """Return the hub or stall of a row."""
    row = session.get_one(PackagingPlace, place)
    return PlaceRef(row.kind, row.hub_id or row.stall_id or 0)


def place_facts(session: Session, place: PlaceRef) -> PlaceFacts:
    """Return a hub or stall. Raises HubUnknown, StallUnknown."""
    found = all_place_facts(session, (place,))
    if not found:
        raise StallUnknown if place.kind is PlaceKind.STALL else HubUnknown
    return found[0]


def all_place_facts(session: Session, places: Sequence[PlaceRef]) -> tuple[PlaceFacts, ...]:
    """Return hubs and stalls in their order, without unknown ones: a statement for all hubs and one for all stalls."""
    tables: tuple[tuple[PlaceKind, type[Hub] | type[Stall]], ...] = (
        (PlaceKind.HUB, Hub),
        (PlaceKind.STALL, Stall),
    )
    found: dict[PlaceRef, PlaceFacts] = {}
    for kind, table in tables:
        ids = {place.id for place in places if place.kind is kind}
        rows = select(table.id, table.name, Alley).join(Alley, col(Alley.id) == col(table.alley_id))
        for place, name, alley in session.exec(rows.where(col(table.id).in_(ids))) if ids else ():
            ref = PlaceRef(kind, place or 0)
            found[ref] = _facts(ref, name, alley)
    return tuple(found[place] for place in places if place in found)


def places_by_row(session: Session, rows: Collection[int]) -> dict[int, PlaceFacts]:
    """Return the hubs and stalls of these rows, by row."""
    found = session.exec(select(PackagingPlace).where(col(PackagingPlace.id).in_(rows))).all() if rows else ()
    refs = {row.id or 0: PlaceRef(row.kind, row.hub_id or row.stall_id or 0) for row in found}
    facts = {each.ref: each for each in all_place_facts(session, [*refs.values()])}
    return {row: facts[ref] for row, ref in refs.items()}


def _facts(place: PlaceRef, name: str, alley: Alley) -> PlaceFacts:
    return PlaceFacts(
        ref=place,
        name=name,
        alley=alley.id or 0,
        currency=alley.currency,
        territory=alley.territory,
        zone=alley.zone,
    )


def _place_of(session: Session, place: PlaceRef) -> int | None:
    column = PackagingPlace.hub_id if place.kind is PlaceKind.HUB else PackagingPlace.stall_id
    return session.exec(select(PackagingPlace.id).where(col(column) == place.id)).first()


def _stalls_of(person: int) -> SelectOfScalar[Any]:
    """Select the approved stalls where a person may scan, their own first."""
    approved = col(Stall.state) == StallApproval.APPROVED
    rows = select(Stall.id).where(has_right(person, Right.SCAN), approved)
    return rows.order_by((col(Stall.owner_id) == person).desc(), col(Stall.id))


def _require_hub_staff(session: Session, actor: Actor, hub: int) -> None:
    row = HubUnknown.unless(session.get(Hub, hub, populate_existing=True))
    if is_organiser(session, actor):
        return
    if session.get(HubStaff, (hub, actor.person)) is None:
        raise NotHubStaff(row.name)
    if row.closed_at:
        raise HubClosed(row.name)


def _require_stall_staff(session: Session, actor: Actor, stall: int) -> None:
    row = session.get(Stall, stall)
    if row is None or row.state != StallApproval.APPROVED:
        raise StallUnknown
    if not is_organiser(session, actor):
        require_right(session, actor, stall, Right.SCAN)
