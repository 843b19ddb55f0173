"""Payment by a Telegram invoice: the check before it, the record of what came, and its deposit."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any

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
from market.text_checks import on_one_line
from market.waitlist.booking import lock_hold, refuse_unavailable
from market.waitlist.join_checks import refuse_minor
from storage.deposit import Deposit, DepositState, PaymentMethod, TransferKind, locked_deposit
from storage.insert import insert_once
from storage.payment import Payment
from storage.waitlist import Hold

PAYLOAD = re.compile(r"deposit:(\d{1,18}):(\d{1,18})(?::(LR-[0-9A-Z]{1,9}))?")

UNKNOWN_INVOICE, UNKNOWN_DEPOSIT = "unknown invoice", "unknown deposit"
"""The reasons of a payment that no try will match: an organiser has to look."""

MAX_AMOUNT = 2**63 - 1
"""What a column can hold; the raw record has what came."""

MAX_CHARGE = 255
UNNAMED_CHARGE = "without a charge id"


@dataclass(frozen=True, kw_only=True)
class InvoicePayment:
    """A payment before it is made: minor units and the invoice's payload."""

    payload: str
    amount: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class RawPayment:
    """A payment as Telegram reports it: `charge` is its id, `raw` the whole record, `payer` the person who made it.

    `message` names the message that reports it, and so the payment where it has no charge id.
    """

    charge: str
    payload: str
    amount: int
    currency: str
    raw: Mapping[str, Any] = field(default_factory=dict)
    payer: int | None = None
    message: str = ""


def payload_of(deposit: DepositFacts) -> str:
    """Return the payload of an invoice: the deposit, its hold and its reference, so that a restored database matches no other deposit."""
    return f"deposit:{deposit.id}:{deposit.hold}:{deposit.reference}"


def check_payment(session: Session, person: int, payment: InvoicePayment, now: datetime) -> None:
    """Check that this person may pay this amount for this hold now. Changes nothing.

    Raises DepositNotYours, DepositConfirmed, DepositReported, DepositChanged, DepositDiffers, HoldExpired, DropCancelled, DropUnknown, AdultsOnly.
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
    refuse_unavailable(locked, hold, now)
    refuse_minor(session, locked, person)
    if row.state != DepositState.ASKED:
        raise DepositChanged
    if (row.amount, row.currency) != (payment.amount, payment.currency):
        raise DepositDiffers


def record_payment(session: Session, paid: RawPayment, now: datetime) -> bool:
    """Record a payment, whatever it is for, once by its charge; return whether it is new. Nothing it holds can keep it from being stored."""
    return insert_once(
        session,
        Payment,
        charge=charge_of(paid),
        payload=_storable(paid.payload, 128),
        amount=max(-MAX_AMOUNT, min(paid.amount, MAX_AMOUNT)),
        currency=_storable(paid.currency, 3),
        raw=_storable_json(paid.raw),
        received_at=now,
        payer_id=paid.payer,
        reason="",
    )


def record_lost_payment(session: Session, paid: RawPayment, received_at: datetime) -> bool:
    """Record a payment of the journal, which names no payer: the person of its deposit. Returns whether it is new."""
    named = _named(session, paid.payload)
    return record_payment(session, replace(paid, payer=named.person_id if named else None), received_at)


def known_charges(session: Session, charges: Collection[str]) -> set[str]:
    """Return those of the charges that are recorded."""
    return set(session.exec(select(Payment.charge).where(col(Payment.charge).in_(charges))))


def charge_of(paid: RawPayment) -> str:
    """Return the charge id as it is stored: the same for a payment that is reported again, another for every other payment.

    One that no column takes as it is ends with its hash; without one, the message names the payment.
    """
    stored = _storable(paid.charge, MAX_CHARGE)
    if not stored:
        return f"{UNNAMED_CHARGE}, message {paid.message}"
    if stored == paid.charge:
        return stored
    digest = sha256(paid.charge.encode(errors="surrogatepass")).hexdigest()
    return f"{stored[: MAX_CHARGE - len(digest) - 1]} {digest}"


def match_payment(session: Session, charge: str, now: datetime, rng: Random) -> int | None:
    """Match a recorded payment to its deposit, once, and return the deposit's id; None where there is no such deposit.

    The hold is booked; a payment that is late, repeated, of another amount or by somebody else is due back.
    locks: drop, item, hold, deposit, payment
    """
    known = session.exec(select(Payment.payload).where(col(Payment.charge) == charge)).one()
    named = _named(session, known)
    found = lock_hold(session, named.hold_id) if named else None
    payment = locked_payment(session, charge)
    if payment.matched_at or payment.settled_at:
        return payment.deposit_id
    if named is None or found is None:
        payment.reason = UNKNOWN_DEPOSIT if PAYLOAD.fullmatch(known) else UNKNOWN_INVOICE
        return None
    row = locked_deposit(session, col(Deposit.id) == named.id)
    assert row is not None, "no deposit is ever deleted"
    if _pays(row, payment):
        row.way, row.charge = PaymentMethod.INVOICE, charge
        receive_money(session, *found, row, now=now, rng=rng, confirmed_by=None)
    else:
        row = _too_much(session, row, payment, now=now, rng=rng)
    payment.deposit_id, payment.matched_at, payment.reason = row.id, now, ""
    return row.id


def locked_payment(session: Session, charge: str) -> Payment:
    """Return the payment of a charge, locked for update. locks: payment"""
    rows = select(Payment).where(col(Payment.charge) == charge).with_for_update(key_share=True)
    return session.scalars(rows, execution_options={"populate_existing": True}).one()


def _pays(row: Deposit, payment: Payment) -> bool:
    """Return whether a payment is what an open deposit asks for."""
    mine = row.person_id is not None and row.person_id == payment.payer_id
    asked = row.state in (DepositState.ASKED, DepositState.SAID)
    return mine and asked and (row.amount, row.currency) == (payment.amount, payment.currency)


def _too_much(session: Session, original: Deposit, payment: Payment, now: datetime, rng: Random) -> Deposit:
    """Record a payment that cannot be used as a deposit of its own, which is due back."""
    row = Deposit(
        hold_id=original.hold_id,
        stall_id=original.stall_id,
        person_id=payment.payer_id,
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
    return row


def _named(session: Session, payload: str) -> Deposit | None:
    """Return the deposit that a payload names; one with another reference is another deposit."""
    found = PAYLOAD.fullmatch(payload)
    if not found:
        return None
    deposit, hold, reference = found.groups()
    rows = select(Deposit).where(col(Deposit.id) == int(deposit), col(Deposit.hold_id) == int(hold))
    row = session.exec(rows).first()
    return row if row and reference in (None, row.reference) else None


def _storable(text: str, length: int) -> str:
    return on_one_line(text)[:length]


def _storable_json(value: Any) -> Any:
    """Return JSON values that every database stores: text without NUL or unpaired surrogates."""
    if isinstance(value, str):
        return on_one_line(value)
    if isinstance(value, Mapping):
        return {on_one_line(str(key)): _storable_json(each) for key, each in value.items()}
    return [_storable_json(each) for each in value] if isinstance(value, list | tuple) else value
