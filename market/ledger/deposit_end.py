"""The end of a deposit with its hold or booking. The calling action has locked drop and item."""

from datetime import datetime, timedelta

from sqlmodel import Session, col

from market.ledger.deposit_notifications import notify_payer, notify_refunds_due
from market.ledger.notifications import RefundDue
from market.ledger.refusals import RefundTooLate
from market.ledger.transfers import post_transfer
from storage.deposit import Deposit, DepositState, TransferKind, current_deposit_of, locked_deposit
from storage.heartbeat import in_outage, outage_around, was_away
from storage.waitlist import Booking, Hold

BACK_WITHIN = timedelta(days=2)
"""The time in which a stall has to return what is due."""


def hold_ended(session: Session, hold: Hold, now: datetime) -> None:
    """Void a deposit that was only asked; a reported one waits for the stall's answer. locks: deposit"""
    deposit = locked_deposit(
        session, col(Deposit.hold_id) == hold.id, col(Deposit.state) == DepositState.ASKED
    )
    if deposit:
        deposit.state, deposit.ended_at = DepositState.VOID, now


def refund_or_forfeit(session: Session, booking: Booking, zone: str, now: datetime, forfeit: bool) -> None:
    """Refund a released booking's deposit before the deadline; after it the stall keeps it, if `forfeit`. No deadline passes during an outage.

    Raises RefundTooLate. locks: deposit
    """
    deposit = _paid(session, booking.id)
    if deposit is None:
        return
    if now < deposit.refund_until or in_outage(session):
        mark_due_back(session, deposit, now)
        return
    if not forfeit:
        raise RefundTooLate(deposit.refund_until, zone)
    _end(session, deposit, DepositState.KEPT, now)


def refund_in_full(session: Session, booking: Booking, now: datetime) -> None:
    """Refund the deposit of a booking that others ended, at any time. locks: deposit"""
    deposit = _paid(session, booking.id)
    if deposit:
        mark_due_back(session, deposit, now)


def forfeit_missed(
    session: Session, booking: Booking, now: datetime, *, starts_at: datetime, ends_at: datetime
) -> None:
    """Forfeit the deposit of a booking that nobody collected in these hours, unless Lorong was away.

    Away in these hours, nobody knows who came: an organiser decides. Away from the deadline until the start, the payer could not decline: refunded.
    locks: deposit
    """
    deposit = _paid(session, booking.id)
    if deposit is None:
        return
    if was_away(session, starts_at, ends_at):
        deposit.state = DepositState.REVIEW
    elif _could_not_decline(session, deposit, starts_at):
        mark_due_back(session, deposit, now)
    else:
        _end(session, deposit, DepositState.KEPT, now)


def decide_review(session: Session, deposit: Deposit, keep: bool, now: datetime, decided_by: int) -> None:
    """Settle a deposit that an organiser decides: the stall keeps it, or the payer gets it back. The caller has locked it."""
    if keep:
        deposit.state, deposit.ended_at = DepositState.KEPT, now
        post_transfer(session, deposit, TransferKind.KEPT, now, made_by=decided_by)
    else:
        mark_due_back(session, deposit, now)


def _could_not_decline(session: Session, deposit: Deposit, starts_at: datetime) -> bool:
    outage = outage_around(session, deposit.refund_until)
    return outage is not None and outage.ended_at >= starts_at


def count_towards_price(session: Session, booking: int, now: datetime) -> None:
    """Count the deposit towards the price when the first unit is collected. locks: deposit"""
    deposit = _paid(session, booking)
    if deposit:
        _end(session, deposit, DepositState.SETTLED, now)


def reopen(session: Session, booking: int, now: datetime) -> None:
    """Reopen the deposit of a scan that was undone, where nothing else is collected. locks: deposit"""
    deposit = locked_deposit(
        session, col(Deposit.booking_id) == booking, col(Deposit.state) == DepositState.SETTLED
    )
    if deposit and not session.get_one(Booking, booking).collected:
        deposit.state, deposit.ended_at = DepositState.PAID, None
        post_transfer(session, deposit, TransferKind.REOPENED, now)


def pass_on(session: Session, hold: int, person: int) -> None:
    """Pass the deposit to the person who accepted a gift. locks: deposit"""
    deposit = locked_deposit(session, current_deposit_of(hold))
    if deposit:
        deposit.person_id = person


def move_to_booking(session: Session, booking: Booking, target: Booking) -> None:
    """Move the paid deposit to the booking of another hour. locks: deposit"""
    deposit = _paid(session, booking.id)
    if deposit:
        deposit.hold_id, deposit.booking_id = target.hold_id, target.id


def mark_due_back(session: Session, deposit: Deposit, now: datetime) -> None:
    """Mark a deposit due back, and notify payer and stall. The caller has locked it."""
    deposit.state, deposit.due_at = DepositState.DUE, now
    post_transfer(session, deposit, TransferKind.OWED, now)
    notify_payer(session, deposit, RefundDue, now)
    notify_refunds_due(session, deposit.stall_id, now)


def _end(session: Session, deposit: Deposit, state: DepositState, now: datetime) -> None:
    deposit.state, deposit.ended_at = state, now
    post_transfer(session, deposit, TransferKind(state), now)


def _paid(session: Session, booking: int | None) -> Deposit | None:
    session.flush()
    return locked_deposit(
        session, col(Deposit.booking_id) == booking, col(Deposit.state) == DepositState.PAID
    )
