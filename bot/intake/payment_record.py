"""Recording a payment in the transaction that stores its update, so that none is confirmed to Telegram before it is recorded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.intake.raw_update import RawUpdate
from locales.languages import resolve
from market.address import known_person
from market.deposit.payment import RawPayment, record_payment
from storage.inbox import StoredUpdate, UnansweredUpdate, store_updates
from storage.person_lease import store_and_take

MAX_NAME = 100


@dataclass(frozen=True, kw_only=True)
class ReportedPayment:
    """A payment, and the Telegram id of who reports it; None where no person does. `first_name` and `language` are for somebody whom nobody knows yet."""

    paid: RawPayment
    payer: int | None
    first_name: str = ""
    language: str = "en"


def record_reported(session: Session, reported: ReportedPayment, now: datetime) -> bool:
    """Record a payment as that of the person who reports it, as `record_payment`. locks: person"""
    if reported.payer is None:
        return record_payment(session, reported.paid, now)
    person = known_person(session, reported.payer, reported.first_name, reported.language, now=now)
    return record_payment(session, replace(reported.paid, payer=person), now)


def store_with_payments(
    session: Session,
    updates: Sequence[StoredUpdate],
    answered: Collection[int],
    payments: Sequence[ReportedPayment],
    now: datetime,
) -> set[int]:
    """Record payments and store updates, as `store_updates`. locks: person"""
    for reported in payments:
        record_reported(session, reported, now)
    return store_updates(session, updates, answered, now)


def store_and_take_with_payments(
    session: Session,
    updates: Sequence[StoredUpdate],
    payments: Sequence[ReportedPayment],
    now: datetime,
    owner: str,
) -> list[UnansweredUpdate]:
    """Record payments, store updates and take the leases of their people, as `store_and_take`. locks: person, lease"""
    for reported in payments:
        record_reported(session, reported, now)
    return store_and_take(session, updates, now, owner)


def payment_in(update: RawUpdate) -> ReportedPayment | None:
    """Return the payment that an update tells of; None where it tells of none. What is missing in it is empty: an organiser looks at `raw`."""
    paid = update.payment
    if paid is None:
        return None
    charge, amount = paid.get("telegram_payment_charge_id"), paid.get("total_amount")
    chat = update.body.get("chat")
    raw_payment = RawPayment(
        charge=charge if isinstance(charge, str) else "",
        payload=str(paid.get("invoice_payload") or ""),
        amount=amount if isinstance(amount, int) else 0,
        currency=str(paid.get("currency") or ""),
        raw={name: value for name, value in paid.items() if name != "order_info"},
        message=message_name(
            chat.get("id") if isinstance(chat, dict) else None, update.body.get("message_id")
        ),
    )
    return ReportedPayment(
        paid=raw_payment,
        payer=update.sender or None,
        first_name=str(update.body["from"].get("first_name") or ""),
        language=resolve(update.language_code or None),
    )


def message_name(chat: object, message: object) -> str:
    """Return what names the message of a payment, whoever read it."""
    return f"{message} in chat {chat}"[:MAX_NAME]
