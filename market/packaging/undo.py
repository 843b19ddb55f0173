"""Taking back the last work with stock: within a minute, by the person who did it, all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from market.actor import Actor
from market.packaging.ledger import reverse, standing_transfers
from market.packaging.movement import is_still_there, reverse_each, standing_movements
from market.packaging.place import PlaceRef, known_place, ref_of, require_place_staff
from market.packaging.refund import UNDOABLE
from market.packaging.refusals import WorkOver, WorkTooLate
from market.person import lock_unblocked_person
from storage.packaging import MovementReason, PackagingMovement, Wash
from storage.packaging_ledger import PackagingTransfer
from storage.store import mark_changed
from storage.ticket import Loan

WORK = (
    MovementReason.LENT,
    MovementReason.UNRECORDED,
    MovementReason.WASH_STARTED,
    MovementReason.WASH_DONE,
    MovementReason.SENT,
    MovementReason.ARRIVED,
    MovementReason.DAMAGED,
    MovementReason.MIXED,
    MovementReason.RELEASED,
    MovementReason.WORN_OUT,
    MovementReason.FOUND,
    MovementReason.COUNTED_LOST,
)
"""Why units move by the work of staff. What a scan moves is undone with the scan."""


def last_work(session: Session, actor: Actor, place: PlaceRef, now: datetime) -> int:
    """Return the newest movement at a place that the actor can still undo; 0 for none, or where what it moved has moved on."""
    row = known_place(session, place)
    lent = select(Loan.place_id).where(col(Loan.lender_id) == row)
    here = or_(
        col(PackagingMovement.from_id) == row,
        col(PackagingMovement.to_id) == row,
        col(PackagingMovement.to_id).in_(lent),
    )
    found = standing_movements(session, here, *_undoable(actor, now)) if row else []
    if not found or not all(
        is_still_there(session, each) for each in _same_work(session, found[0], actor, now)
    ):
        return 0
    return found[0].id or 0


def undo_work(session: Session, actor: Actor, movement: int, *, now: datetime) -> None:
    """Move back what a movement moved, and all that was moved with it: a loan, a load, crates, a count. For the person who did it, who still works there.

    Raises Blocked, WorkOver, WorkTooLate, PackagingMovedOn, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall.
    locks: person, loan, wash, asset, stock
    """
    lock_unblocked_person(session, actor.person)
    row = WorkOver.unless(session.get(PackagingMovement, movement))
    loan, wash = _lock_loan(session, row), _lock_wash(session, row)
    undone = _same_work(session, row, actor, now)
    if movement not in [each.id for each in undone]:
        raise WorkTooLate if row.by_id == actor.person else WorkOver
    require_place_staff(session, actor, ref_of(session, _place_of(row, loan)))
    reverse_each(session, undone, actor.person, now)
    if loan:
        _end_loan(session, loan, actor, now)
    if wash:
        wash.done_at = now if row.reason is MovementReason.WASH_STARTED else None
    session.flush()
    mark_changed(session, "units", "packaging")


def _same_work(
    session: Session, row: PackagingMovement, actor: Actor, now: datetime
) -> Sequence[PackagingMovement]:
    return standing_movements(session, *_done_with(row), *_undoable(actor, now))


def _undoable(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(PackagingMovement.by_id) == actor.person,
        col(PackagingMovement.made_at) > now - UNDOABLE,
        col(PackagingMovement.scan_id).is_(None),
        col(PackagingMovement.reason).in_(WORK),
    )


def _done_with(row: PackagingMovement) -> tuple[ColumnElement[bool], ...]:
    """Return what is true of all movements of the same work."""
    same = (col(PackagingMovement.by_id) == row.by_id, col(PackagingMovement.made_at) == row.made_at)
    if row.wash_id:
        return *same, col(PackagingMovement.wash_id) == row.wash_id, _for(row)
    if row.haul_id:
        return *same, col(PackagingMovement.haul_id) == row.haul_id, _for(row)
    there = col(PackagingMovement.to_id) == row.to_id, col(PackagingMovement.to_state) == row.to_state
    if row.reason in (MovementReason.LENT, MovementReason.UNRECORDED):
        return *same, *there
    return *same, *there, _for(row), col(PackagingMovement.type_id) == row.type_id


def _for(row: PackagingMovement) -> ColumnElement[bool]:
    return col(PackagingMovement.reason) == row.reason


def _place_of(row: PackagingMovement, loan: Loan | None) -> int:
    """Return the place at which the work was done: what arrived is where it went, all else where it came from."""
    if loan:
        return loan.lender_id or 0
    arrived = row.reason is MovementReason.ARRIVED or row.from_id is None
    return (row.to_id if arrived else row.from_id) or 0


def _lock_loan(session: Session, row: PackagingMovement) -> Loan | None:
    """Lock the loan that a movement lent to; None where it lent nothing. locks: loan"""
    rows = select(Loan).where(col(Loan.place_id) == row.to_id).with_for_update(key_share=True)
    return session.exec(rows, execution_options={"populate_existing": True}).first() if row.to_id else None


def _lock_wash(session: Session, row: PackagingMovement) -> Wash | None:
    """Lock the wash of a movement, if it has one. locks: wash"""
    rows = select(Wash).where(col(Wash.id) == row.wash_id).with_for_update(key_share=True)
    return session.exec(rows, execution_options={"populate_existing": True}).first() if row.wash_id else None


def _end_loan(session: Session, loan: Loan, actor: Actor, now: datetime) -> None:
    """Let a loan be of no units, and take its deposit back: its ticket says that the handing over was undone."""
    for transfer in standing_transfers(session, col(PackagingTransfer.loan_id) == loan.id):
        reverse(session, transfer.id or 0, actor.person, now)
    loan.units = 0
