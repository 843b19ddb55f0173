"""The payer reports a payment, and the stall confirms or denies it; where the stall cannot, an organiser does."""

from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.deposit.notifications import DepositNotReceived, DepositRefunded, DepositToConfirm
from market.deposit.refusals import (
    DepositChanged,
    DepositConfirmed,
    DepositDenied,
    DepositNotYours,
    PaymentWayClosed,
)
from market.deposit.stalled import require_answering
from market.drop.locked_item import LockedItem
from market.ledger.deposit_end import decide_review, mark_due_back
from market.ledger.deposit_marks import mark_deposit
from market.ledger.deposit_notifications import notify_payer, notify_stall
from market.ledger.transfers import post_transfer
from market.person import lock_unblocked_person
from market.reminder import remind_hold
from market.waitlist.allocate import allocate, end_hold
from market.waitlist.booking import book_units, lock_hold, refuse_ended
from storage.deposit import Deposit, DepositState, PaymentMethod, TransferKind, locked_deposit
from storage.drop import DropState
from storage.stall import Stall
from storage.waitlist import Hold, HoldState

MIN_HOLD, DENIAL_INTERVAL = timedelta(minutes=30), timedelta(minutes=10)
"""The least time left of a hold after a denial; the time before a payment can be reported again."""


def report_paid(session: Session, person: int, deposit: int, now: datetime) -> None:
    """Report a bank payment: the hold does not expire until the stall answers, at most until the cut-off. A second report changes nothing.

    Raises DepositNotYours, DepositConfirmed, DepositChanged, HoldExpired, DropCancelled, PaymentWayClosed, DepositDenied.
    locks: person, drop, item, hold, deposit
    """
    lock_unblocked_person(session, person)
    locked, hold, row = _locked(session, deposit, person)
    if row.state == DepositState.SAID:
        return
    if row.state != DepositState.ASKED:
        raise _refusal_of(row, locked)
    refuse_ended(locked, hold, now)
    if row.way != PaymentMethod.BANK:
        raise PaymentWayClosed
    _refuse_repeated_report(session, locked, hold, row, now=now)
    row.state, row.said_at, row.until = DepositState.SAID, now, hold.until
    hold.until = locked.cut_off
    mark_deposit(session, row, now)
    notify_stall(session, row, DepositToConfirm, now)


def confirm_deposit(session: Session, actor: Actor, deposit: int, now: datetime, rng: Random) -> int | None:
    """Confirm that the stall has the money. Returns the booking's id; None where the hold has ended and the money is due back.

    Raises Blocked, DepositNotYours, NotYourStall, DepositConfirmed. locks: person, drop, item, hold, deposit
    """
    lock_unblocked_person(session, actor.person)
    locked, hold, row = _locked_to_answer(session, actor, deposit, now)
    if row.paid_at is not None:
        raise DepositConfirmed(row.paid_at, locked.alley.zone)
    return receive_money(session, locked, hold, row, now=now, rng=rng, confirmed_by=actor.person)


def receive_money(
    session: Session,
    locked: LockedItem,
    hold: Hold,
    row: Deposit,
    now: datetime,
    rng: Random,
    confirmed_by: int | None,
) -> int | None:
    """Book the units of a paid deposit, or mark it due back where the hold has ended or the drop is not open to the public.

    The deposit and its hold are locked.
    """
    row.state, row.paid_at, row.ended_at = DepositState.PAID, now, None
    mark_deposit(session, row, now)
    post_transfer(session, row, TransferKind.RECEIVED, now, made_by=confirmed_by)
    if (
        hold.state != HoldState.LIVE
        or locked.has_expired(hold.until, now)
        or locked.drop.state == DropState.CANCELLED
        or not locked.open_to_public
    ):
        mark_due_back(session, row, now)
        return None
    booking = book_units(session, locked, hold, row.units, now=now, rng=rng)
    row.booking_id = booking.id
    allocate(session, locked, now)
    return booking.id


def deny_deposit(session: Session, actor: Actor, deposit: int, now: datetime) -> bool:
    """Deny that the money arrived: the hold gets back its remaining time, at least half an hour. Returns whether it continues.

    Denied for the second time, the hold ends, and its units go to the next. The payer is notified.
    Raises Blocked, DepositNotYours, NotYourStall, DepositConfirmed, DepositChanged. locks: person, drop, item, hold, deposit
    """
    lock_unblocked_person(session, actor.person)
    locked, hold, row = _locked_to_answer(session, actor, deposit, now)
    if row.state != DepositState.SAID:
        raise _refusal_of(row, locked)
    live = hold.state == HoldState.LIVE and not locked.has_expired(hold.until, now)
    goes_on = live and row.denied_at is None
    if goes_on:
        hold.until = min(locked.cut_off, max(row.until or now, now + MIN_HOLD))
        row.state, row.until, row.denied_at = DepositState.ASKED, None, now
        remind_hold(session, hold, now)
    else:
        row.state, row.denied_at, row.ended_at = DepositState.VOID, now, now
        if live:
            end_hold(session, locked, hold, HoldState.EXPIRED, now=now)
            allocate(session, locked, now)
    mark_deposit(session, row, now)
    session.flush()
    notify_payer(session, row, DepositNotReceived, now)
    return goes_on


def mark_returned(session: Session, actor: Actor, deposit: int, now: datetime) -> None:
    """Record that the stall has returned what was due, and notify the payer.

    Raises Blocked, DepositNotYours, NotYourStall, DepositChanged. locks: person, deposit
    """
    lock_unblocked_person(session, actor.person)
    require_answering(session, actor, deposit, now)
    row = DepositChanged.unless(
        locked_deposit(session, col(Deposit.id) == deposit, col(Deposit.state) == DepositState.DUE)
    )
    row.state, row.ended_at = DepositState.RETURNED, now
    mark_deposit(session, row, now)
    post_transfer(session, row, TransferKind.RETURNED, now, made_by=actor.person)
    notify_payer(session, row, DepositRefunded, now)


def settle_review(session: Session, actor: Actor, deposit: int, keep: bool, now: datetime) -> None:
    """Decide a deposit that Lorong's absence left open: the stall keeps it, or the payer gets it back. Raises NotOrganiser, DepositChanged.

    locks: deposit
    """
    require_organiser(session, actor)
    row = DepositChanged.unless(
        locked_deposit(session, col(Deposit.id) == deposit, col(Deposit.state) == DepositState.REVIEW)
    )
    decide_review(session, row, keep, now=now, decided_by=actor.person)


def _locked_to_answer(
    session: Session, actor: Actor, deposit: int, now: datetime
) -> tuple[LockedItem, Hold, Deposit]:
    """Lock a deposit that this actor may answer. Raises DepositNotYours, NotYourStall. locks: drop, item, hold, deposit"""
    require_answering(session, actor, deposit, now)
    return _locked(session, deposit)


def _locked(session: Session, deposit: int, person: int | None = None) -> tuple[LockedItem, Hold, Deposit]:
    """Lock a deposit with its hold. The owner is checked first without loading the row, so that the row is read after the lock.

    Raises DepositNotYours. locks: drop, item, hold, deposit
    """
    known = session.exec(select(Deposit.hold_id, Deposit.person_id).where(col(Deposit.id) == deposit)).first()
    if known is None or person not in (None, known[1]):
        raise DepositNotYours
    locked, hold = lock_hold(session, known[0])
    row = locked_deposit(session, col(Deposit.id) == deposit)
    assert row is not None, "no deposit is ever deleted"
    return locked, hold, row


def _refuse_repeated_report(
    session: Session, locked: LockedItem, hold: Hold, row: Deposit, now: datetime
) -> None:
    if row.denied_at and now < row.denied_at + DENIAL_INTERVAL:
        stall = session.get_one(Stall, row.stall_id).name
        raise DepositDenied(stall=stall, reference=row.reference, until=hold.until, zone=locked.alley.zone)


def _refusal_of(row: Deposit, locked: LockedItem) -> DepositConfirmed | DepositChanged:
    return DepositConfirmed(row.paid_at, locked.alley.zone) if row.paid_at else DepositChanged()
