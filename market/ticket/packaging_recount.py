"""Making the stock and the money of packaging follow from the scans that count: each scan that counts has moved its units once, no other has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from market.packaging.late_fee import late_fee
from market.packaging.ledger import post, reverse, standing_transfers
from market.packaging.loan import (
    Handling,
    ReturnedUnits,
    books_of,
    hand_out,
    swap_units,
    take_in,
    terms_of,
)
from market.packaging.movement import assets_moved, standing_movements, take_out_movements
from market.packaging.packaging_type import packaging_row
from market.packaging.place import PlaceRef, hub_ref, place_row, stall_ref
from storage.packaging import MovementReason, PackagingMovement
from storage.packaging_ledger import ONCE_A_SCAN, FeeWaiver, PackagingTransfer, PackagingTransferKind
from storage.ticket import Loan, Scan

SENT_OUT = (MovementReason.LENT, MovementReason.UNRECORDED, MovementReason.SWAPPED_OUT)


@dataclass(frozen=True, kw_only=True)
class PackagingRecount:
    """A locked loan of a packaging type whose stock is counted anew. `scans` are all of its ticket or booking, in the sequence of the rule.

    Of the loan, `units` went out. `assets` are the pieces with a serial that a new scan names, by its id.
    """

    session: Session
    loan: Loan
    units: int
    scans: Sequence[Scan]
    now: datetime
    assets: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def counted(self) -> list[Scan]:
        return [scan for scan in self.scans if scan.undone_at is None]


def recount_lent(count: PackagingRecount) -> None:
    """Lend with each pickup scan that counts, and take back the lending of the others.

    Raises AssetElsewhere, LidMissing, PackagingMovedOn. locks: asset, stock
    """
    session, loan = count.session, count.loan
    standing = _standing(count)
    for scan in count.counted:
        if scan.id not in standing:
            hand_out(session, loan, scan.units, _handling(count, scan, loan.lender_id or 0))
    _take_out(count, [scan for scan in count.scans if scan.id in standing and scan.undone_at])
    set_due(session, loan)


def recount_returned(count: PackagingRecount) -> None:
    """Take in what each return that counts brought, and take out what the others did. The first units by time are those that were not written off.

    Raises AssetElsewhere, PackagingMovedOn. locks: asset, stock
    """
    session, loan = count.session, count.loan
    expected, standing = _expected(count), _standing(count)
    wrong = [scan for scan in count.scans if _brought(standing.get(scan.id)) != _units(expected.get(scan.id))]
    moved = [scan for scan in wrong if scan.id in standing]
    _take_out(count, moved)
    for scan in count.counted:
        handling = _handling(count, scan, place_row(session, place_of(scan)))
        if scan in wrong:
            take_in(session, loan, expected[scan.id], handling, condition=scan.condition)
        else:
            _change_fee(session, loan, expected[scan.id].fee, handling)


def recount_swaps(count: PackagingRecount) -> None:
    """Swap again with each swapping pickup scan that counts once more, and take back the swaps of the others. `count.loan` is the swapped one.

    Raises AssetElsewhere, LidMissing, PackagingMovedOn. locks: asset, stock
    """
    session, loan = count.session, count.loan
    standing = _standing(count)
    for scan in count.counted:
        if scan.id not in standing:
            empty = assets_moved(session, scan.id or 0, MovementReason.SWAPPED_IN)
            fresh = assets_moved(session, scan.id or 0, MovementReason.SWAPPED_OUT)
            handling = _handling(count, scan, place_row(session, place_of(scan)))
            swap_units(session, loan, scan.units, replace(handling, assets=empty), fresh=fresh)
    _take_out(count, [scan for scan in count.scans if scan.id in standing and scan.undone_at])
    set_due(session, loan)


def swapped_loans(session: Session, scans: Sequence[int]) -> dict[int | None, int]:
    """Return the place of the loan that each of these scans swapped, for those that ever did."""
    rows = select(PackagingMovement.scan_id, PackagingMovement.from_id).where(
        col(PackagingMovement.scan_id).in_(scans),
        col(PackagingMovement.reason) == MovementReason.SWAPPED_IN,
    )
    return {scan: place for scan, place in session.exec(rows) if place}


def written_off(session: Session, loan: Loan) -> int:
    """Return how many units of a loan were ever written off, those included that came back after all."""
    if loan.lost_at is None:
        return 0
    units = select(func.coalesce(func.sum(PackagingMovement.units), 0)).where(
        col(PackagingMovement.from_id) == loan.place_id,
        col(PackagingMovement.reason) == MovementReason.WRITTEN_OFF,
    )
    return int(session.exec(units).one())


def set_due(session: Session, loan: Loan) -> None:
    """Let a loan be due after its free days, counted from when units went out last."""
    times = _times_out(session, loan)
    if times:
        loan.due_at = times[-1] + _free_days(session, loan)
        session.flush()


def place_of(scan: Scan) -> PlaceRef:
    """Return the hub or stall of a scan."""
    return hub_ref(scan.hub_id) if scan.hub_id else stall_ref(scan.stall_id or 0)


def _expected(count: PackagingRecount) -> dict[int | None, ReturnedUnits]:
    """Return what each scan that counts has to have moved and to be charged."""
    session, loan = count.session, count.loan
    left, times = count.units - written_off(session, loan), _times_out(session, loan)
    found = dict[int | None, ReturnedUnits]()
    for scan in count.counted:
        out = min(scan.units, max(0, left))
        left -= out
        before = [time for time in times if time <= scan.scanned_at] or times[:1]
        due_at = before[-1] + _free_days(session, loan) if before else loan.due_at
        fee = out * late_fee(replace(terms_of(loan), due_at=due_at), scan.scanned_at)
        found[scan.id] = ReturnedUnits(out=out, lost=scan.units - out, fee=fee)
    return found


def _standing(count: PackagingRecount) -> dict[int | None, list[PackagingMovement]]:
    """Return what stands of what each scan moved, for those that moved anything."""
    of_scans = col(PackagingMovement.scan_id).in_([scan.id for scan in count.scans])
    found = dict[int | None, list[PackagingMovement]]()
    for row in standing_movements(count.session, of_scans):
        found.setdefault(row.scan_id, []).append(row)
    return found


def _brought(rows: Sequence[PackagingMovement] | None) -> tuple[int, int]:
    """Return the units that came back of what was out, and of what was written off."""
    late = MovementReason.BACK_AFTER_ALL
    units = [(row.units, row.reason is late) for row in rows or ()]
    return sum(n for n, lost in units if not lost), sum(n for n, lost in units if lost)


def _units(split: ReturnedUnits | None) -> tuple[int, int]:
    return (split.out, split.lost) if split else (0, 0)


def _take_out(count: PackagingRecount, scans: Sequence[Scan]) -> None:
    """Take back what scans moved, and what was posted because they counted."""
    session = count.session
    for scan in reversed(scans):
        take_out_movements(session, scan.id or 0, count.now)
        posted = standing_transfers(
            session, col(PackagingTransfer.scan_id) == scan.id, col(PackagingTransfer.kind).in_(ONCE_A_SCAN)
        )
        for transfer in posted:
            reverse(session, transfer.id or 0, None, count.now)


def _change_fee(session: Session, loan: Loan, fee: int, handling: Handling) -> None:
    """Charge another late fee for a return, where what went out became known later. A fee that was waived stays waived while it is the same."""
    charged = (
        col(PackagingTransfer.scan_id) == handling.scan,
        col(PackagingTransfer.kind) == PackagingTransferKind.CHARGED,
    )
    due = 0 if _is_waived(session, handling.scan, fee) else fee
    standing = standing_transfers(session, *charged)
    if sum(transfer.amount for transfer in standing) == due:
        return
    for transfer in standing:
        reverse(session, transfer.id or 0, None, handling.at)
    post(session, PackagingTransferKind.CHARGED, due, books_of(session, loan, handling))


def _is_waived(session: Session, scan: int | None, fee: int) -> bool:
    """Return whether a late fee of this amount was waived for a return."""
    rows = (
        select(FeeWaiver.id)
        .join(PackagingTransfer, col(PackagingTransfer.id) == col(FeeWaiver.transfer_id))
        .where(
            col(PackagingTransfer.scan_id) == scan,
            col(PackagingTransfer.amount) == fee,
            col(FeeWaiver.undone_at).is_(None),
        )
    )
    return session.exec(rows.limit(1)).first() is not None


def _handling(count: PackagingRecount, scan: Scan, place: int) -> Handling:
    assets = count.assets.get(scan.id or 0) or assets_moved(count.session, scan.id or 0)
    return Handling(place=place, by=scan.by_id, at=scan.scanned_at, scan=scan.id, assets=assets)


def _times_out(session: Session, loan: Loan) -> list[datetime]:
    """Return when units went out, by time."""
    went_out = col(PackagingMovement.to_id) == loan.place_id, col(PackagingMovement.reason).in_(SENT_OUT)
    return sorted(row.made_at for row in standing_movements(session, *went_out))


def _free_days(session: Session, loan: Loan) -> timedelta:
    return timedelta(days=packaging_row(session, loan.type_id or 0).free_days)
