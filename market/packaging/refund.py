"""The money owed for packaging that came back: paid out, left to the alley, or a fee that is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, case, col, func, select

from market.actor import Actor, require_organiser
from market.packaging.ledger import (
    REFUNDS,
    Books,
    balance_of_loan,
    balance_of_scan,
    place_balance,
    post,
    reverse,
    standing_transfers,
)
from market.packaging.place import (
    PlaceRef,
    hub_ref,
    lock_place,
    place_facts,
    place_row,
    require_place_staff,
    stall_ref,
)
from market.packaging.refusals import AmountUnfit, BalanceChanged, LeavingOver, NothingOwed
from market.person import lock_unblocked_person
from storage.packaging import PackagingType
from storage.packaging_ledger import PackagingAccount, PackagingTransfer, PackagingTransferKind
from storage.shown import ShownKind, mark_subject
from storage.store import mark_changed
from storage.ticket import Loan, Scan, Ticket

UNDOABLE = timedelta(minutes=1)
"""The time in which what was left to the alley can be taken back."""


@dataclass(frozen=True, kw_only=True)
class ReturnMoney:
    """The amount that a return is still owed, the late fee due for it, and what of its refund was left to the alley and paid out, in minor units."""

    owed: int
    fee: int
    left: int = 0
    paid: int = 0


def pay_back(session: Session, actor: Actor, scan: int, *, now: datetime) -> int:
    """Record that what a return is owed was paid out where it was scanned, and return the amount in minor units. For staff there.

    Raises Blocked, NothingOwed, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall. locks: person, loan
    """
    lock_unblocked_person(session, actor.person)
    loan, row = lock_return(session, scan)
    require_place_staff(session, actor, _place_of(row))
    owed = _owed(session, loan, scan)
    if owed <= 0:
        raise NothingOwed
    post(session, PackagingTransferKind.REFUNDED, owed, books_of_return(session, loan, row, actor, now=now))
    _mark_money(session, scan, now)
    return owed


def leave_to_alley(session: Session, actor: Actor, scan: int, amount: int, *, now: datetime) -> int:
    """Leave what a return is owed, or a part, to the alley's pot, and return the id of the transfer. For the ticket's holder, and staff where it was scanned.

    Raises Blocked, NothingOwed, AmountUnfit, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall. locks: person, loan
    """
    lock_unblocked_person(session, actor.person)
    loan, row = lock_return(session, scan)
    if session.get_one(Ticket, row.ticket_id).person_id != actor.person:
        require_place_staff(session, actor, _place_of(row))
    owed = _owed(session, loan, scan)
    if owed <= 0:
        raise NothingOwed
    if not 1 <= amount <= owed:
        raise AmountUnfit
    transfer = post(
        session, PackagingTransferKind.LEFT, amount, books_of_return(session, loan, row, actor, now=now)
    )
    _mark_money(session, scan, now)
    assert transfer is not None, "something was left"
    return transfer


def undo_leaving(session: Session, actor: Actor, transfer: int, *, now: datetime) -> None:
    """Take back what was left to the alley, once, within a minute, by the person who left it. Raises Blocked, LeavingOver. locks: person, loan"""
    lock_unblocked_person(session, actor.person)
    row = session.get(PackagingTransfer, transfer)
    if row is None or row.kind is not PackagingTransferKind.LEFT or row.by_id != actor.person:
        raise LeavingOver
    _lock_loan(session, row.loan_id or 0)
    stands = standing_transfers(session, col(PackagingTransfer.id) == transfer)
    if not stands or row.made_at <= now - UNDOABLE:
        raise LeavingOver
    reverse(session, transfer, actor.person, now)
    _mark_money(session, row.scan_id or 0, now)


def _mark_money(session: Session, scan: int, now: datetime) -> None:
    """Mark that what is owed for a return has changed, for desks and for the message to its holder."""
    mark_subject(session, scan, ShownKind.RETURNED, now=now)
    mark_changed(session, "packaging")


def take_fee(session: Session, actor: Actor, scan: int, *, now: datetime) -> int:
    """Record that the late fee of a return was paid where it was scanned, and return the amount in minor units. For staff there.

    Raises Blocked, NothingOwed, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall. locks: person, loan
    """
    lock_unblocked_person(session, actor.person)
    loan, row = lock_return(session, scan)
    require_place_staff(session, actor, _place_of(row))
    due = _due(session, loan, scan)
    if due <= 0:
        raise NothingOwed
    post(session, PackagingTransferKind.PAID, due, books_of_return(session, loan, row, actor, now=now))
    mark_changed(session, "packaging")
    return due


def settle_place(
    session: Session, actor: Actor, place: PlaceRef, *, now: datetime, expected: int | None = None
) -> int:
    """Record that a hub or stall and the market settled, and return what the place gave, in minor units; negative is what it was given. For organisers.

    `expected` is what the actor was shown. Raises Blocked, NotOrganiser, HubUnknown, StallUnknown, NothingOwed, BalanceChanged. locks: person, place
    """
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    known = place_facts(session, place)
    row = lock_place(session, place)
    cash = place_balance(session, row)
    books = Books(place=row, currency=known.currency, by=actor.person, at=now)
    if not cash:
        raise NothingOwed
    if expected not in (None, cash):
        raise BalanceChanged
    kind = PackagingTransferKind.SETTLED_IN if cash > 0 else PackagingTransferKind.SETTLED_OUT
    post(session, kind, abs(cash), books)
    mark_changed(session, "packaging")
    return cash


def owed_for(session: Session, scan: int) -> int:
    """Return what a return is still owed, in minor units: nothing where another scan of the same units was paid."""
    loan = _loan_of(session, scan)
    return max(0, _owed(session, loan, scan)) if loan else 0


def owed_scans(session: Session, place: int | None) -> list[int]:
    """Return the returns that were scanned at a place, by its row, and are still owed something, the oldest first."""
    return _owed_scans(session, col(PackagingTransfer.place_id) == place)


def owed_scans_of(session: Session, ticket: int) -> list[int]:
    """Return the returns of a ticket that are still owed something, wherever they were scanned, the oldest first."""
    return _owed_scans(session, col(Scan.ticket_id) == ticket)


def owed_scans_to(session: Session, person: int) -> list[int]:
    """Return the returns on a person's tickets that are still owed something, the oldest first."""
    return _owed_scans(
        session, col(Scan.ticket_id).in_(select(Ticket.id).where(col(Ticket.person_id) == person))
    )


def _owed_scans(session: Session, condition: ColumnElement[bool]) -> list[int]:
    amount = col(PackagingTransfer.amount)
    debit, credit = col(PackagingTransfer.debit) == REFUNDS, col(PackagingTransfer.credit) == REFUNDS
    rows = (
        select(PackagingTransfer.scan_id)
        .join(Scan, col(Scan.id) == col(PackagingTransfer.scan_id))
        .where(condition, col(Scan.undone_at).is_(None))
        .group_by(col(PackagingTransfer.scan_id))
        .having(func.sum(case((credit, amount), (debit, -amount), else_=0)) > 0)
        .order_by(col(PackagingTransfer.scan_id))
    )
    return [scan for scan in session.exec(rows).all() if scan and owed_for(session, scan)]


def fee_scans(session: Session, places: Sequence[int]) -> list[int]:
    """Return the returns that were scanned at these places, by their rows, and whose late fee was neither paid nor waived, the oldest first."""
    dues, amount = PackagingAccount.DUES, col(PackagingTransfer.amount)
    debit, credit = col(PackagingTransfer.debit) == dues, col(PackagingTransfer.credit) == dues
    rows = (
        select(PackagingTransfer.scan_id)
        .join(Scan, col(Scan.id) == col(PackagingTransfer.scan_id))
        .where(col(PackagingTransfer.place_id).in_(places), col(Scan.undone_at).is_(None))
        .group_by(col(PackagingTransfer.scan_id))
        .having(func.sum(case((debit, amount), (credit, -amount), else_=0)) > 0)
        .order_by(col(PackagingTransfer.scan_id))
    )
    return [scan for scan in session.exec(rows).all() if scan and fee_due(session, scan)]


def fee_due(session: Session, scan: int) -> int:
    """Return the late fee of a return that was neither paid nor waived, in minor units."""
    loan = _loan_of(session, scan)
    return max(0, _due(session, loan, scan)) if loan else 0


def return_money(session: Session, scan: int) -> ReturnMoney | None:
    """Return the money of a return; None for untyped packaging, which has no ledger, and for any other scan."""
    loan = _loan_of(session, scan)
    if loan is None or loan.type_id is None:
        return None
    left = -balance_of_scan(session, scan, PackagingAccount.POT)
    refunded = standing_transfers(
        session,
        col(PackagingTransfer.scan_id) == scan,
        col(PackagingTransfer.kind) == PackagingTransferKind.REFUNDED,
    )
    return ReturnMoney(
        owed=owed_for(session, scan),
        fee=fee_due(session, scan),
        left=left,
        paid=sum(transfer.amount for transfer in refunded),
    )


def _owed(session: Session, loan: Loan, scan: int) -> int:
    """Return what is owed for a scan, but no more than for its whole loan: what was paid for a scan that counts no more was paid."""
    of_scan, of_loan = (
        balance_of_scan(session, scan, REFUNDS),
        balance_of_loan(session, loan.id or 0, REFUNDS),
    )
    return min(-of_scan, -of_loan)


def _due(session: Session, loan: Loan, scan: int) -> int:
    """Return the fee that is due for a scan, but no more than for its whole loan."""
    dues = PackagingAccount.DUES
    return min(balance_of_scan(session, scan, dues), balance_of_loan(session, loan.id or 0, dues))


def _loan_of(session: Session, scan: int) -> Loan | None:
    rows = select(Loan).join(Ticket, col(Ticket.loan_id) == col(Loan.id))
    return session.exec(
        rows.join(Scan, col(Scan.ticket_id) == col(Ticket.id)).where(col(Scan.id) == scan)
    ).first()


def lock_return(session: Session, scan: int) -> tuple[Loan, Scan]:
    """Lock the loan of a return that stands. Raises NothingOwed for any other scan, and for untyped packaging. locks: loan"""
    row = session.get(Scan, scan, populate_existing=True)
    ticket = session.get_one(Ticket, row.ticket_id) if row else None
    if row is None or ticket is None or ticket.loan_id is None:
        raise NothingOwed
    loan = _lock_loan(session, ticket.loan_id)
    session.refresh(row)
    if row.undone_at or loan.type_id is None:
        raise NothingOwed
    return loan, row


def _lock_loan(session: Session, loan: int) -> Loan:
    rows = select(Loan).where(col(Loan.id) == loan).with_for_update(key_share=True)
    return session.exec(rows, execution_options={"populate_existing": True}).one()


def _place_of(scan: Scan) -> PlaceRef:
    return hub_ref(scan.hub_id) if scan.hub_id else stall_ref(scan.stall_id or 0)


def books_of_return(session: Session, loan: Loan, scan: Scan, actor: Actor, *, now: datetime) -> Books:
    """Return where the money of a return is written: in the books of the place that scanned it."""
    return Books(
        place=place_row(session, _place_of(scan)),
        currency=session.get_one(PackagingType, loan.type_id).currency,
        by=actor.person,
        at=now,
        loan=loan.id,
        scan=scan.id,
    )
