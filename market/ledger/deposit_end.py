"""The end of a deposit with its hold or booking. The calling action has locked drop and item."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, update
from sqlmodel import Session, col, select

from market.ledger.deposit_marks import mark_deposit
from market.ledger.deposit_notifications import notify_payer, notify_payers, notify_refunds_due
from market.ledger.notifications import RefundDue
from market.ledger.refusals import RefundTooLate
from market.ledger.transfers import post_transfer, post_transfers
from storage.deposit import Deposit, DepositState, TransferKind, current_deposit_of, locked_deposit
from storage.heartbeat import in_outage, outage_around, was_away
from storage.waitlist import Booking, BookingState, Hold

Ids = Select[int | None]
BACK_WITHIN = timedelta(days=2)
"""The time in which a stall has to return what is due."""


def hold_ended(session: Session, hold: Hold, now: datetime) -> None:
    """Void a deposit that was only asked; a reported one waits for the stall's answer. locks: deposit"""
    deposit = locked_deposit(
        session, col(Deposit.hold_id) == hold.id, col(Deposit.state) == DepositState.ASKED
    )
    if deposit:
        deposit.state, deposit.ended_at = DepositState.VOID, now
        mark_deposit(session, deposit, now)


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


def refuse_too_late(session: Session, booking: Booking, zone: str, now: datetime) -> None:
    """Refuse to release a booking whose deposit would stay with the stall. No deadline passes during an outage. Raises RefundTooLate. locks: deposit"""
    deposit = _paid(session, booking.id)
    if deposit and now >= deposit.refund_until and not in_outage(session):
        raise RefundTooLate(deposit.refund_until, zone)


def void_asked(session: Session, holds: Ids, now: datetime) -> None:
    """As `hold_ended` for many holds, in one statement. locks: deposit"""
    asked = col(Deposit.hold_id).in_(holds), col(Deposit.state) == DepositState.ASKED
    session.connection().execute(update(Deposit).where(*asked).values(state=DepositState.VOID, ended_at=now))


def refund_in_full(session: Session, booking: Booking, now: datetime) -> None:
    """Refund the deposit of a booking that others ended, at any time. locks: deposit"""
    refund_all_in_full(session, select(col(Booking.id)).where(col(Booking.id) == booking.id), now)


def refund_all_in_full(session: Session, bookings: Ids, now: datetime) -> None:
    """As `refund_in_full` for many bookings, in a few statements. locks: deposit"""
    deposits = _all_paid(session, bookings)
    for deposit in deposits:
        deposit.state, deposit.due_at = DepositState.DUE, now
        mark_deposit(session, deposit, now)
    post_transfers(session, deposits, TransferKind.OWED, now)
    notify_payers(session, deposits, RefundDue, now)
    for stall in {deposit.stall_id for deposit in deposits}:
        notify_refunds_due(session, stall, now)


def forfeit_missed(
    session: Session, bookings: Ids, now: datetime, *, starts_at: datetime, ends_at: datetime
) -> None:
    """Forfeit the deposits of bookings that nobody collected in these hours, unless Lorong was away.

    Away in these hours, nobody knows who came: an organiser decides. Away from the deadline until the start, the payer could not decline: refunded.
    locks: deposit
    """
    deposits, kept = _all_paid(session, bookings), list[Deposit]()
    away = was_away(session, starts_at, ends_at) if deposits else False
    for deposit in deposits:
        mark_deposit(session, deposit, now)
        if away:
            deposit.state = DepositState.REVIEW
        elif _could_not_decline(session, deposit, starts_at):
            mark_due_back(session, deposit, now)
        else:
            deposit.state, deposit.ended_at = DepositState.KEPT, now
            kept.append(deposit)
    post_transfers(session, kept, TransferKind.KEPT, now)


def decide_review(session: Session, deposit: Deposit, keep: bool, now: datetime, decided_by: int) -> None:
    """Settle a deposit that an organiser decides: the stall keeps it, or the payer gets it back. The caller has locked it."""
    mark_deposit(session, deposit, now)
    if keep:
        deposit.state, deposit.ended_at = DepositState.KEPT, now
        post_transfer(session, deposit, TransferKind.KEPT, now, made_by=decided_by)
    else:
        mark_due_back(session, deposit, now)


def _could_not_decline(session: Session, deposit: Deposit, starts_at: datetime) -> bool:
    outage = outage_around(session, deposit.refund_until)
    return outage is not None and outage.ended_at >= starts_at


def count_towards_price(session: Session, booking: int, now: datetime) -> None:
    """Count the deposit towards the price when the first unit is collected; then there is nothing left to review. One that was kept stays kept.

    locks: deposit
    """
    session.flush()
    held = col(Deposit.state).in_((DepositState.PAID, DepositState.REVIEW))
    deposit = locked_deposit(session, col(Deposit.booking_id) == booking, held)
    if deposit:
        _end(session, deposit, DepositState.SETTLED, now)


def reopen(session: Session, booking: int, now: datetime) -> None:
    """Reopen the deposit of a scan that was undone, where nothing else is collected; after the drop an organiser decides about it.

    locks: deposit
    """
    deposit = locked_deposit(
        session, col(Deposit.booking_id) == booking, col(Deposit.state) == DepositState.SETTLED
    )
    row = session.get_one(Booking, booking)
    if deposit and not row.collected:
        missed = row.state == BookingState.MISSED
        deposit.state, deposit.ended_at = DepositState.REVIEW if missed else DepositState.PAID, None
        mark_deposit(session, deposit, now)
        post_transfer(session, deposit, TransferKind.REOPENED, now)


def pass_on(session: Session, hold: int, person: int, now: datetime) -> None:
    """Pass the deposit to the person who accepted a gift. locks: deposit"""
    deposit = locked_deposit(session, current_deposit_of(hold))
    if deposit:
        deposit.person_id = person
        mark_deposit(session, deposit, now)


def move_to_booking(session: Session, booking: Booking, target: Booking, now: datetime) -> None:
    """Move the paid deposit to the booking of another hour. locks: deposit"""
    deposit = _paid(session, booking.id)
    if deposit:
        deposit.hold_id, deposit.booking_id = target.hold_id, target.id
        mark_deposit(session, deposit, now)


def mark_due_back(session: Session, deposit: Deposit, now: datetime) -> None:
    """Mark a deposit due back, and notify payer and stall. The caller has locked it."""
    deposit.state, deposit.due_at = DepositState.DUE, now
    mark_deposit(session, deposit, now)
    post_transfer(session, deposit, TransferKind.OWED, now)
    notify_payer(session, deposit, RefundDue, now)
    notify_refunds_due(session, deposit.stall_id, now)


def _end(session: Session, deposit: Deposit, state: DepositState, now: datetime) -> None:
    deposit.state, deposit.ended_at = state, now
    mark_deposit(session, deposit, now)
    post_transfer(session, deposit, TransferKind(state), now)


def _all_paid(session: Session, bookings: Ids) -> Sequence[Deposit]:
    session.flush()
    paid = select(Deposit).where(
        col(Deposit.booking_id).in_(bookings), col(Deposit.state) == DepositState.PAID
    )
    rows = paid.order_by(col(Deposit.id)).with_for_update(key_share=True)
    return session.scalars(rows, execution_options={"populate_existing": True}).all()


def _paid(session: Session, booking: int | None) -> Deposit | None:
    session.flush()
    return locked_deposit(
        session, col(Deposit.booking_id) == booking, col(Deposit.state) == DepositState.PAID
    )
