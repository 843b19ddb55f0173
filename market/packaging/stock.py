"""Changes to units that stand in a place: bought, quarantined, released, retired, counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from market.actor import Actor, require_organiser
from market.packaging.loan import refuse_other_types
from market.packaging.movement import (
    Cause,
    Route,
    StockPoint,
    lock_untagged,
    move_units,
    units_at,
)
from market.packaging.packaging_type import lent_packaging_row, packaging_row
from market.packaging.place import PlaceRef, lock_staffed_place
from market.packaging.refusals import NotReleased, TooFewUnits
from market.refusal import ButtonForged
from storage.packaging import MovementReason, PackagingState, PackagingType
from storage.store import mark_changed

CLEAN, RETURNED, QUARANTINED = (
    PackagingState.CLEAN,
    PackagingState.RETURNED,
    PackagingState.QUARANTINED,
)
COUNTABLE = (CLEAN, RETURNED, QUARANTINED)
"""The states in which units stand on shelves, where they can be counted; those in a wash cannot."""


@dataclass(frozen=True, kw_only=True)
class StockUnits:
    """Units of one type in one place, of one state; `assets` are the pieces with a serial that are meant among them."""

    place: PlaceRef
    packaging: int
    state: PackagingState
    assets: tuple[int, ...] = ()


def buy_packaging(
    session: Session, actor: Actor, place: PlaceRef, packaging: int, *, units: int, now: datetime
) -> None:
    """Add new, clean units to a place. For organisers.

    Raises Blocked, NotOrganiser, HubUnknown, HubClosed, StallUnknown, PackagingTypeUnknown, PackagingTypeEnded, HubDoesNotTake, TooFewUnits.
    locks: person, stock
    """
    require_organiser(session, actor)
    row = lock_staffed_place(session, actor, place)
    kind = lent_packaging_row(session, packaging)
    refuse_other_types(session, row, kind)
    _refuse_none(kind, units)
    route = Route(source=None, target=StockPoint(row, CLEAN))
    move_units(session, kind, units, route=route, cause=_cause(MovementReason.BOUGHT, actor, now))
    mark_changed(session, "packaging")


def quarantine(
    session: Session, actor: Actor, chosen: StockUnits, *, units: int, reason: MovementReason, now: datetime
) -> None:
    """Quarantine clean or returned units, because they are DAMAGED, or halal and found MIXED with others.

    Raises Blocked, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall, PackagingTypeUnknown, TooFewUnits, NotReleased. locks: person, stock
    """
    if chosen.state not in (CLEAN, RETURNED) or reason not in (
        MovementReason.DAMAGED,
        MovementReason.MIXED,
    ):
        raise NotReleased
    _shift(session, actor, chosen, QUARANTINED, units=units, cause=_cause(reason, actor, now))


def release_quarantined(
    session: Session,
    actor: Actor,
    place: PlaceRef,
    packaging: int,
    *,
    units: int,
    now: datetime,
    assets: tuple[int, ...] = (),
) -> None:
    """Let quarantined units be washed again. For organisers.

    Raises Blocked, NotOrganiser, HubUnknown, HubClosed, StallUnknown, PackagingTypeUnknown, TooFewUnits. locks: person, stock
    """
    require_organiser(session, actor)
    chosen = StockUnits(place=place, packaging=packaging, state=QUARANTINED, assets=assets)
    cause = _cause(MovementReason.RELEASED, actor, now)
    _shift(session, actor, chosen, RETURNED, units=units, cause=cause)


def retire(session: Session, actor: Actor, chosen: StockUnits, *, units: int, now: datetime) -> None:
    """Retire clean, returned or quarantined units that are worn out.

    Raises Blocked, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall, PackagingTypeUnknown, TooFewUnits, NotReleased. locks: person, stock
    """
    if chosen.state not in (CLEAN, RETURNED, QUARANTINED):
        raise NotReleased
    cause = _cause(MovementReason.WORN_OUT, actor, now)
    _shift(session, actor, chosen, PackagingState.RETIRED, units=units, cause=cause)


def count_stock(
    session: Session,
    actor: Actor,
    place: PlaceRef,
    packaging: int,
    *,
    counted: Mapping[PackagingState, int],
    now: datetime,
) -> dict[PackagingState, int]:
    """Set the units of a type on the shelves to what was counted, and return the differences by state: more are found, fewer are lost.

    What is found comes first from what was lost here before. Raises Blocked, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall,
    PackagingTypeUnknown, TooFewUnits, NotReleased. locks: person, stock
    """
    row = lock_staffed_place(session, actor, place)
    kind = packaging_row(session, packaging)
    if any(state not in COUNTABLE or units < 0 for state, units in counted.items()):
        raise NotReleased
    found = {}
    for state in sorted(counted):
        lock_untagged(session, kind, StockPoint(row, state))
        found[state] = counted[state] - units_at(session, packaging, StockPoint(row, state))
        _book_difference(session, kind, StockPoint(row, state), found[state], actor=actor, now=now)
    mark_changed(session, "packaging")
    return found


def _book_difference(
    session: Session, kind: PackagingType, point: StockPoint, difference: int, *, actor: Actor, now: datetime
) -> None:
    """Book a difference: fewer are lost here, more are found again here or enter the books. locks: asset, stock"""
    gone = StockPoint(point.place, PackagingState.LOST)
    if difference < 0:
        route = Route(source=point, target=gone)
        cause = _cause(MovementReason.COUNTED_LOST, actor, now)
        move_units(session, kind, -difference, route=route, cause=cause)
        return
    cause = _cause(MovementReason.FOUND, actor, now)
    again = min(difference, lock_untagged(session, kind, gone))
    if again:
        move_units(session, kind, again, route=Route(source=gone, target=point), cause=cause)
    if difference > again:
        entry = Route(source=None, target=point)
        move_units(session, kind, difference - again, route=entry, cause=cause)


def _shift(
    session: Session, actor: Actor, chosen: StockUnits, state: PackagingState, *, units: int, cause: Cause
) -> None:
    """Change the state of units where they stand. locks: person, stock"""
    row = lock_staffed_place(session, actor, chosen.place)
    kind = packaging_row(session, chosen.packaging)
    _refuse_none(kind, units)
    if len({*chosen.assets}) != len(chosen.assets) or len(chosen.assets) > units:
        raise ButtonForged
    source, target = StockPoint(row, chosen.state), StockPoint(row, state)
    for asset in chosen.assets:
        route = Route(source=source, target=target, asset=asset)
        move_units(session, kind, 1, route=route, cause=cause)
    rest = units - len(chosen.assets)
    if rest:
        move_units(session, kind, rest, route=Route(source=source, target=target), cause=cause)
    mark_changed(session, "packaging")


def _refuse_none(kind: PackagingType, units: int) -> None:
    if units < 1:
        raise TooFewUnits(0, kind.name)


def _cause(reason: MovementReason, actor: Actor, now: datetime) -> Cause:
    return Cause(reason=reason, by=actor.person, at=now)
