"""Late fees that organisers waive: once, with a reason or without one, undone for a minute."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from market.actor import Actor, require_organiser
from market.notification.outbox import notify, withdraw
from market.packaging.ledger import places_of_alley, post, reverse, standing_transfers
from market.packaging.notifications import FeeWaived
from market.packaging.refund import UNDOABLE, books_of_return, fee_due, fee_scans, lock_return
from market.packaging.refusals import NothingOwed, WaiverOver
from market.person import lock_unblocked_person
from storage.packaging_ledger import FeeWaiver, PackagingTransfer, PackagingTransferKind, WaiverReason
from storage.person import Person
from storage.store import mark_changed
from storage.ticket import Ticket


@dataclass(frozen=True, kw_only=True)
class WaivedFee:
    """A late fee that was waived, in minor units. `by` is a first name, "" for a person who asked to be forgotten."""

    id: int
    scan: int
    amount: int
    reason: WaiverReason
    by: str
    by_id: int | None
    at: datetime


def waive_fee(
    session: Session, actor: Actor, scan: int, reason: WaiverReason = WaiverReason.NONE, *, now: datetime
) -> int:
    """Waive the late fee of a return that was not paid, tell its borrower a minute later, and return the waiver's id. For organisers.

    Raises Blocked, NotOrganiser, NothingOwed. locks: person, loan
    """
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    _, row = lock_return(session, scan)
    charged = standing_transfers(session, *_charges(scan))
    if not charged or fee_due(session, scan) <= 0:
        raise NothingOwed
    reverse(session, charged[0].id or 0, actor.person, now)
    waiver = FeeWaiver(transfer_id=charged[0].id or 0, reason=reason, by_id=actor.person, made_at=now)
    session.add(waiver)
    session.flush()
    number = waiver.id or 0
    holder = session.get_one(Ticket, row.ticket_id).person_id
    if holder is not None:
        notify(session, holder, FeeWaived(waiver_id=number), now + UNDOABLE, about=_about(number))
    mark_changed(session, "packaging")
    return number


def undo_waiver(session: Session, actor: Actor, waiver: int, *, now: datetime) -> None:
    """Charge a waived fee after all, once, within a minute, by the person who waived it and still organises.

    Raises Blocked, NotOrganiser, NothingOwed, WaiverOver. locks: person, loan
    """
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    row = session.get(FeeWaiver, waiver)
    if row is None or row.by_id != actor.person:
        raise WaiverOver
    charge = session.get_one(PackagingTransfer, row.transfer_id)
    scan = charge.scan_id or 0
    loan, returned = lock_return(session, scan)
    if standing_transfers(session, *_charges(scan)):
        raise WaiverOver
    still = update(FeeWaiver).where(
        col(FeeWaiver.id) == waiver,
        col(FeeWaiver.undone_at).is_(None),
        col(FeeWaiver.made_at) > now - UNDOABLE,
    )
    if session.connection().execute(still.values(undone_at=now)).rowcount != 1:
        raise WaiverOver
    books = books_of_return(session, loan, returned, actor, now=now)
    post(session, PackagingTransferKind.CHARGED, charge.amount, books)
    holder = session.get_one(Ticket, returned.ticket_id).person_id
    if holder is not None:
        withdraw(session, holder, FeeWaived, _about(waiver))
    mark_changed(session, "packaging")


def waived_fee(session: Session, scan: int) -> WaivedFee | None:
    """Return the waiver of a return's late fee that stands; None where nothing was waived, or another fee is charged since."""
    rows = (
        select(FeeWaiver.id)
        .join(PackagingTransfer, col(PackagingTransfer.id) == col(FeeWaiver.transfer_id))
        .where(col(PackagingTransfer.scan_id) == scan, col(FeeWaiver.undone_at).is_(None))
        .order_by(col(FeeWaiver.id).desc())
    )
    waiver = session.exec(rows.limit(1)).first()
    if waiver is None or standing_transfers(session, *_charges(scan)):
        return None
    return waiver_facts(session, waiver)


def waiver_facts(session: Session, waiver: int) -> WaivedFee:
    """Return a waiver, for its message. Raises WaiverOver where it was undone."""
    row = session.get(FeeWaiver, waiver)
    if row is None or row.undone_at:
        raise WaiverOver
    charge = session.get_one(PackagingTransfer, row.transfer_id)
    by = session.get(Person, row.by_id) if row.by_id else None
    return WaivedFee(
        id=waiver,
        scan=charge.scan_id or 0,
        amount=charge.amount,
        reason=row.reason,
        by=by.first_name if by else "",
        by_id=row.by_id,
        at=row.made_at,
    )


def unpaid_fees(session: Session, actor: Actor, alley: int) -> tuple[int, ...]:
    """Return the returns of an alley whose late fee was neither paid nor waived, the oldest first. For organisers. Raises NotOrganiser."""
    require_organiser(session, actor)
    return tuple(fee_scans(session, places_of_alley(session, alley)))


def _charges(scan: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        col(PackagingTransfer.scan_id) == scan,
        col(PackagingTransfer.kind) == PackagingTransferKind.CHARGED,
    )


def _about(waiver: int) -> str:
    return f"waiver:{waiver}"
