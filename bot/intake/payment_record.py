"""Recording a payment in the transaction that stores its update, so that none is confirmed to Telegram before it is recorded."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.intake.raw_update import RawUpdate
from locales.languages import resolve
from market.deposit.payment import RawPayment, record_payment
from storage.inbox import StoredUpdate, store_updates


def store_with_payments(
    session: Session,
    updates: Sequence[StoredUpdate],
    answered: Collection[int],
    payments: Sequence[RawPayment],
    now: datetime,
) -> set[int]:
    """Record payments and store updates, as `store_updates`. locks: person"""
    for paid in payments:
        record_payment(session, paid, now)
    return store_updates(session, updates, answered, now)


def payment_in(update: RawUpdate) -> RawPayment | None:
    """Return the payment that an update tells of; None where it tells of none, or of one without charge or amount, which its handler records."""
    paid = update.payment
    if paid is None:
        return None
    charge, amount = paid.get("telegram_payment_charge_id"), paid.get("total_amount")
    if not isinstance(charge, str) or not charge or not isinstance(amount, int):
        return None
    return RawPayment(
        charge=charge,
        payload=str(paid.get("invoice_payload") or ""),
        amount=amount,
        currency=str(paid.get("currency") or ""),
        raw={name: value for name, value in paid.items() if name != "order_info"},
        payer=update.sender or None,
        first_name=str(update.body["from"].get("first_name") or ""),
        language=resolve(update.language_code or None),
    )
