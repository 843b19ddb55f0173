"""Payment by a Telegram invoice: the check before it, and the payment itself."""

import re
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.deposit.confirm_deposit import receive_money
from market.deposit.deposit_offer import new_reference
from market.deposit.refusals import (
    DepositChanged,
    DepositConfirmed,
    DepositDiffers,
    DepositNotYours,
    DepositReported,
)
from market.drop.locked_item import read_item
from market.ledger.deposit_end import mark_due_back
from market.ledger.deposit_facts import DepositFacts, find_deposits
from market.ledger.transfers import post_transfer
from market.waitlist.booking import lock_hold, refuse_ended
from storage.deposit import Deposit, DepositState, PaymentMethod, TransferKind, locked_deposit
from storage.waitlist import Hold

PAYLOAD = re.compile(r"deposit:(\d{1,18}):(\d{1,18})")


@dataclass(frozen=True, kw_only=True)
class InvoicePayment:
    """A payment as Telegram reports it: minor units, the invoice's payload, and the charge's id after the payment."""

    payload: str
    amount: int
    currency: str
    charge: str = ""


def payload_of(deposit: DepositFacts) -> str:
    """Return the payload of an invoice: the deposit and its hold."""
    return f"deposit:{deposit.id}:{deposit.hold}"


def check_payment(session: Session, person: int, payment: InvoicePayment, now: datetime) -> None:
    """Check that this person may pay this amount for this hold now. Changes nothing.

    Raises DepositNotYours, DepositConfirmed, DepositReported, DepositChanged, DepositDiffers, HoldExpired, DropCancelled.
    """
    row = _named(session, payment.payload)
    if row is None or row.person_id != person:
        raise DepositNotYours
    [facts] = find_deposits(session, col(Deposit.id) == row.id)
    if row.paid_at is not None:
        raise DepositConfirmed(row.paid_at, facts.drop.alley.zone)
    if row.state == DepositState.SAID:
        raise DepositReported(facts.drop.stall.name)
    hold = session.get_one(Hold, row.hold_id)
    locked = read_item(session, hold.item_id)
    assert locked is not None, "an item with holds stays"
    refuse_ended(locked, hold, now)
    if row.state != DepositState.ASKED:
        raise DepositChanged
    if not _fits(row, payment):
        raise DepositDiffers


def take_payment(session: Session, person: int, payment: InvoicePayment, now: datetime, rng: Random) -> int:
    """Record a payment once, by its charge, and return the deposit's id.

    The hold is booked; a payment that is late, repeated or of another amount is due back. Raises DepositNotYours for an unknown invoice.
    locks: drop, item, hold, deposit
    """
    named = _named(session, payment.payload)
    if named is None:
        raise DepositNotYours
    locked, hold = lock_hold(session, named.hold_id)
    known = session.exec(select(Deposit.id).where(col(Deposit.charge) == payment.charge)).first()
    if known is not None:
        return known
    row = locked_deposit(session, col(Deposit.id) == named.id)
    assert row is not None, "no deposit is ever deleted"
    if (
        row.person_id == person
        and row.state in (DepositState.ASKED, DepositState.SAID)
        and _fits(row, payment)
    ):
        row.way, row.charge = PaymentMethod.INVOICE, payment.charge
        receive_money(session, locked, hold, row, now=now, rng=rng, confirmed_by=None)
        return row.id or 0
    return _too_much(session, row, person, payment, now=now, rng=rng)


def _too_much(
    session: Session, original: Deposit, person: int, payment: InvoicePayment, now: datetime, rng: Random
) -> int:
    """Record a payment that cannot be used as a deposit of its own, which is due back."""
    row = Deposit(
        hold_id=original.hold_id,
        stall_id=original.stall_id,
        person_id=person,
        units=original.units,
        amount=payment.amount,
        currency=payment.currency,
        way=PaymentMethod.INVOICE,
        reference=new_reference(session, rng),
        charge=payment.charge,
        state=DepositState.DUE,
        refund_until=original.refund_until,
        asked_at=original.asked_at,
        paid_at=now,
        due_at=now,
    )
    session.add(row)
    session.flush()
    post_transfer(session, row, TransferKind.RECEIVED, now)
    mark_due_back(session, row, now)
    return row.id or 0


def _named(session: Session, payload: str) -> Deposit | None:
    found = PAYLOAD.fullmatch(payload)
    if not found:
        return None
    deposit, hold = map(int, found.groups())
    rows = select(Deposit).where(col(Deposit.id) == deposit, col(Deposit.hold_id) == hold)
    return session.exec(rows).first()


def _fits(row: Deposit, payment: InvoicePayment) -> bool:
    return (row.amount, row.currency) == (payment.amount, payment.currency)
