"""The stock and the money of a loan. The calling action has locked the loan and checked authority."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from market.packaging.late_fee import LoanTerms, late_fee
from market.packaging.ledger import Books, post
from market.packaging.movement import (
    Cause,
    Route,
    StockPoint,
    assets_at,
    lock_untagged,
    move_units,
    units_at,
)
from market.packaging.packaging_type import packaging_row
from market.packaging.place import PlaceRef, new_place, place_facts, place_row, ref_of
from market.packaging.refusals import AssetElsewhere, HubDoesNotTake, LidMissing
from storage.hub import HubSlot
from storage.packaging import (
    MovementReason,
    PackagingAsset,
    PackagingPlace,
    PackagingState,
    PackagingType,
    PlaceKind,
    Stream,
)
from storage.packaging_ledger import PackagingTransferKind
from storage.ticket import Loan, ReturnCondition

CLEAN, OUT, RETURNED = PackagingState.CLEAN, PackagingState.OUT, PackagingState.RETURNED


@dataclass(frozen=True, kw_only=True)
class Handling:
    """The handling of units of a loan: who, at which place (its row), when, in which scan; and the pieces with a serial among them."""

    place: int
    by: int | None
    at: datetime
    scan: int | None = None
    assets: tuple[int, ...] = ()

    def cause(self, reason: MovementReason) -> Cause:
        """Return the cause of its movements."""
        return Cause(reason=reason, by=self.by, at=self.at, scan=self.scan)


@dataclass(frozen=True, kw_only=True)
class ReturnedUnits:
    """The units that came back in one scan: units that were out, units that were written off before, and the late fee of all, in minor units."""

    out: int
    lost: int
    fee: int


def new_loan(
    session: Session, packaging: PackagingType, lender: PlaceRef, *, deposit: int, now: datetime
) -> Loan:
    """Return a loan of no units yet, with its place and terms: the deposit that was told, or the fee of a type without one."""
    fee = 0 if deposit else packaging.fee_per_day
    return Loan(
        type_id=packaging.id,
        person_id=None,
        place_id=new_place(session, PlaceKind.LOAN),
        lender_id=place_row(session, lender),
        units=0,
        deposit=deposit,
        fee_per_day=fee,
        price=packaging.price,
        out_at=now,
        due_at=now + timedelta(days=packaging.free_days),
    )


def hand_out(session: Session, loan: Loan, units: int, handling: Handling) -> None:
    """Move clean units from the lender to the loan, and take the deposit. What the lender's stock lacks enters the books as unrecorded.

    Raises AssetElsewhere, LidMissing. locks: asset, stock
    """
    _send_out(session, loan, units, handling, reason=MovementReason.LENT)
    post(session, PackagingTransferKind.TAKEN, units * loan.deposit, books_of(session, loan, handling))


def take_in(
    session: Session, loan: Loan, split: ReturnedUnits, handling: Handling, *, condition: ReturnCondition
) -> None:
    """Move units from the loan to the place; what was out with a deposit is owed back, what is late is charged. Units that were written off bring no money.

    Raises AssetElsewhere, TooFewUnits. locks: asset, stock
    """
    packaging = packaging_row(session, loan.type_id or 0)
    target, place = StockPoint(handling.place, state_of(packaging, condition)), loan.place_id or 0
    lost = _assets_lost(session, handling.assets) if split.lost else ()
    out = tuple(asset for asset in handling.assets if asset not in lost) if split.out else ()
    lost = lost if split.out else handling.assets
    for units, state, reason, assets in (
        (split.out, OUT, MovementReason.TAKEN_BACK, out),
        (split.lost, PackagingState.LOST, MovementReason.BACK_AFTER_ALL, lost),
    ):
        points = StockPoint(place, state), target
        _move(session, packaging, units, points, assets=assets, cause=handling.cause(reason))
    books = books_of(session, loan, handling)
    post(session, PackagingTransferKind.OWED, split.out * loan.deposit, books)
    post(session, PackagingTransferKind.CHARGED, split.fee, books)


def swap_units(
    session: Session, loan: Loan, units: int, handling: Handling, *, fresh: tuple[int, ...]
) -> None:
    """Take units in and send as many clean ones out; `fresh` are the pieces that go out. No money moves.

    Raises AssetElsewhere, LidMissing, TooFewUnits. locks: asset, stock
    """
    packaging = packaging_row(session, loan.type_id or 0)
    points = StockPoint(loan.place_id or 0, OUT), StockPoint(handling.place, RETURNED)
    cause = handling.cause(MovementReason.SWAPPED_IN)
    _move(session, packaging, units, points, assets=handling.assets, cause=cause)
    _send_out(session, loan, units, replace(handling, assets=fresh), reason=MovementReason.SWAPPED_OUT)


def lose(session: Session, loan: Loan, now: datetime, actor_id: int | None) -> None:
    """Write off what is out of a loan: its deposit is kept, its fee is charged. locks: stock"""
    packaging, units = packaging_row(session, loan.type_id or 0), loan.out
    place = loan.place_id or 0
    cause = Cause(reason=MovementReason.WRITTEN_OFF, by=actor_id, at=now)
    source, target = StockPoint(place, OUT), StockPoint(place, PackagingState.LOST)
    for asset in assets_at(session, packaging.id or 0, source):
        route = Route(source=source, target=target, asset=asset)
        move_units(session, packaging, 1, route=route, cause=cause)
    rest = units_at(session, packaging.id or 0, source)
    if rest:
        move_units(session, packaging, rest, route=Route(source=source, target=target), cause=cause)
    books = Books(place=loan.lender_id or 0, currency=packaging.currency, by=actor_id, at=now, loan=loan.id)
    post(session, PackagingTransferKind.KEPT, units * loan.deposit, books)
    post(session, PackagingTransferKind.CHARGED, units * late_fee(terms_of(loan), now), books)
    loan.lost, loan.lost_at = loan.lost + units, now
    session.flush()


def terms_of(loan: Loan) -> LoanTerms:
    """Return the terms that the borrower was told."""
    return LoanTerms(deposit=loan.deposit, fee_per_day=loan.fee_per_day, price=loan.price, due_at=loan.due_at)


def state_of(packaging: PackagingType, condition: ReturnCondition) -> PackagingState:
    """Return the state in which units come back: damaged ones are quarantined, and halal ones from a mixed crate."""
    spoilt = condition is ReturnCondition.MIXED and packaging.stream is Stream.HALAL
    quarantined = spoilt or condition is ReturnCondition.DAMAGED
    return PackagingState.QUARANTINED if quarantined else RETURNED


def refuse_other_types(session: Session, place: int, packaging: PackagingType) -> None:
    """Raise HubDoesNotTake where a hub has no slot for a type; stalls take all."""
    row = session.get_one(PackagingPlace, place)
    if row.hub_id and session.get(HubSlot, (row.hub_id, packaging.id)) is None:
        raise HubDoesNotTake(place_facts(session, ref_of(session, place)).name, packaging.name)


def _send_out(
    session: Session, loan: Loan, units: int, handling: Handling, *, reason: MovementReason
) -> None:
    """Move clean units from the place to the loan, and enter what is not in the books there. locks: asset, stock"""
    packaging = packaging_row(session, loan.type_id or 0)
    source, target = StockPoint(handling.place, CLEAN), StockPoint(loan.place_id or 0, OUT)
    for asset in handling.assets:
        row = session.get_one(PackagingAsset, asset)
        if row.lid_missing:
            raise LidMissing(row.serial)
        route = Route(source=source, target=target, asset=asset)
        move_units(session, packaging, 1, route=route, cause=handling.cause(reason))
    wanted = units - len(handling.assets)
    known = lock_untagged(session, packaging, source)
    recorded = min(wanted, known)
    if recorded:
        route = Route(source=source, target=target)
        move_units(session, packaging, recorded, route=route, cause=handling.cause(reason))
    if wanted > recorded:
        entry = Route(source=None, target=target)
        cause = handling.cause(MovementReason.UNRECORDED)
        move_units(session, packaging, wanted - recorded, route=entry, cause=cause)


def _move(
    session: Session,
    packaging: PackagingType,
    units: int,
    points: tuple[StockPoint, StockPoint],
    *,
    assets: tuple[int, ...],
    cause: Cause,
) -> None:
    """Move the pieces with a serial one by one, and the others together. Raises AssetElsewhere, TooFewUnits."""
    source, target = points
    if len(assets) > units:
        raise AssetElsewhere(session.get_one(PackagingAsset, assets[-1]).serial)
    for asset in assets:
        route = Route(source=source, target=target, asset=asset)
        move_units(session, packaging, 1, route=route, cause=cause)
    rest = units - len(assets)
    if rest:
        move_units(session, packaging, rest, route=Route(source=source, target=target), cause=cause)


def _assets_lost(session: Session, assets: tuple[int, ...]) -> tuple[int, ...]:
    """Return those of these pieces that were written off."""
    lost = PackagingState.LOST
    return tuple(asset for asset in assets if session.get_one(PackagingAsset, asset).state is lost)


def books_of(session: Session, loan: Loan, handling: Handling) -> Books:
    """Return where the money of a loan is written when its units are handled."""
    return Books(
        place=handling.place,
        currency=packaging_row(session, loan.type_id or 0).currency,
        by=handling.by,
        at=handling.at,
        loan=loan.id,
        scan=handling.scan,
    )
