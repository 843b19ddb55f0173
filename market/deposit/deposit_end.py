"""What becomes of a deposit when its hold or its claim ends. Each is called by the action that ends it, which has locked the drop and the line."""

from datetime import datetime, timedelta

from sqlmodel import Session, col

from market.deposit.deposit_notifications import notify_payer, notify_refunds_due
from market.deposit.ledger import post_transfer
from market.refusal import RefundTooLate
from storage.deposit import Deposit, DepositState, TransferKind, current_deposit_of, locked_deposit
from storage.waitlist import Booking, Hold

BACK_WITHIN = timedelta(days=2)
"""How long a stall has to give back what is due."""


def hold_ended(session: Session, hold: Hold, now: datetime) -> None:
    """What was only asked is asked no more; what was said to be paid waits for the vendor's answer. locks: deposit"""
    deposit = locked_deposit(
        session, col(Deposit.hold_id) == hold.id, col(Deposit.state) == DepositState.ASKED
    )
    if deposit:
        deposit.state, deposit.ended_at = DepositState.VOID, now


def refund_or_forfeit(session: Session, booking: Booking, zone: str, now: datetime, forfeit: bool) -> None:
    """Its holder cannot come: back in full before the deadline, after it the stall's, to which `forfeit` says yes.

    Raises RefundTooLate. locks: deposit
    """
    deposit = _paid(session, booking.id)
    if deposit is None:
        return
    if now < deposit.refund_until:
        mark_due_back(session, deposit, now)
        return
    if not forfeit:
        raise RefundTooLate(deposit.refund_until, zone)
    _end(session, deposit, DepositState.KEPT, now)


def refund_in_full(session: Session, booking: Booking, now: datetime) -> None:
    """The claim was taken from its holder, by a cancelled drop or a decision of others: back in full, whenever. locks: deposit"""
    deposit = _paid(session, booking.id)
    if deposit:
        mark_due_back(session, deposit, now)


def forfeit_missed(session: Session, booking: Booking, now: datetime) -> None:
    """The drop is over and nobody came. locks: deposit"""
    deposit = _paid(session, booking.id)
    if deposit:
        _end(session, deposit, DepositState.KEPT, now)


def count_towards_price(session: Session, booking: int, now: datetime) -> None:
    """Something of it was collected: the deposit counts to the price. locks: deposit"""
    deposit = _paid(session, booking)
    if deposit:
        _end(session, deposit, DepositState.SETTLED, now)


def reopen(session: Session, booking: int, now: datetime) -> None:
    """The scan was undone, and nothing of the claim is collected: as if it had not been counted. locks: deposit"""
    deposit = locked_deposit(
        session, col(Deposit.booking_id) == booking, col(Deposit.state) == DepositState.SETTLED
    )
    if deposit and not session.get_one(Booking, booking).collected:
        deposit.state, deposit.ended_at = DepositState.PAID, None
        post_transfer(session, deposit, TransferKind.REOPENED, now)


def pass_on(session: Session, hold: int, person: int) -> None:
    """The place is a friend's now, with what is asked or was paid for it. locks: deposit"""
    deposit = locked_deposit(session, current_deposit_of(hold))
    if deposit:
        deposit.person_id = person


def move_to_booking(session: Session, booking: Booking, target: Booking) -> None:
    """What was paid of a claim counts to the one it became at another hour. locks: deposit"""
    deposit = _paid(session, booking.id)
    if deposit:
        deposit.hold_id, deposit.booking_id = target.hold_id, target.id


def mark_due_back(session: Session, deposit: Deposit, now: datetime) -> None:
    """It has to go back; payer and stall are told. The deposit is locked by who asks."""
    deposit.state, deposit.due_at = DepositState.DUE, now
    post_transfer(session, deposit, TransferKind.OWED, now)
    notify_payer(session, deposit, "DepositDue", now)
    notify_refunds_due(session, deposit.stall_id, now)


def _end(session: Session, deposit: Deposit, state: DepositState, now: datetime) -> None:
    deposit.state, deposit.ended_at = state, now
    post_transfer(session, deposit, TransferKind(state), now)


def _paid(session: Session, booking: int | None) -> Deposit | None:
    session.flush()
    return locked_deposit(
        session, col(Deposit.booking_id) == booking, col(Deposit.state) == DepositState.PAID
    )
