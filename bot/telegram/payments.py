"""Telegram's payments: the check before one, and one that was made, which is recorded before anything else."""

import asyncio
from datetime import datetime
from typing import Any

import structlog
from aiogram.types import Message, PreCheckoutQuery, SuccessfulPayment

from bot.clock import Now
from bot.intake.payment_record import ReportedPayment, message_name, record_reported
from bot.telegram.retries import Sleep
from handlers.deposit.payments import payment_received
from handlers.deposit.views import payment_recorded
from handlers.ui.context import HandlerContext, Services
from handlers.ui.screen import Screen
from locales.languages import resolve
from locales.refusals import sentence
from locales.say import speak
from market.deposit.payment import (
    InvoicePayment,
    RawPayment,
    charge_of,
    check_payment,
    known_charges,
    record_lost_payment,
)
from market.deposit.refusals import DepositNotYours
from market.refusal import Refusal
from storage.payment_journal import PaymentJournal
from storage.store import Store

log = structlog.get_logger()

CHECK_TIMEOUT = 2.0
"""Seconds for the check. Telegram gives up after ten, and the answer may have to be sent again."""


async def check_pre_checkout(services: Services, query: PreCheckoutQuery, now: datetime) -> str:
    """Return why this may not be paid, in the payer's language; "" if it may. If the check fails, nothing is charged."""
    payment = InvoicePayment(
        payload=query.invoice_payload, amount=query.total_amount, currency=query.currency
    )
    say = speak(resolve(query.from_user.language_code))
    try:
        async with asyncio.timeout(CHECK_TIMEOUT):
            person = await services.known(query.from_user.id)
            say = speak(person.language) if person and person.language_chosen else say
            if person is None:
                raise DepositNotYours
            await services.store.read(check_payment, person.id, payment, now)
    except Refusal as refusal:
        return sentence(say, type(refusal).__name__, refusal.facts()).unescape()
    except Exception:
        log.exception("a pre-checkout query was not checked", person=query.from_user.id)
        return say.plain(
            "We could not check this payment just now. You were not charged. Try again in a minute."
        )
    return ""


RETRY_DELAY, MAX_RETRY_DELAY = 0.25, 5.0
"""Seconds until a payment that could not be stored is stored again; the delay doubles."""


async def record_until_stored(store: Store, message: Message, now: Now, sleep: Sleep = asyncio.sleep) -> None:
    """Record the payment that a message reports, once by its charge. Returns only when it is stored: until then its update is not confirmed."""
    assert message.successful_payment is not None
    reported = reported_payment(message, message.successful_payment)
    delay, in_journal = RETRY_DELAY, False
    while True:
        in_journal = in_journal or await _append(PaymentJournal(store.url), reported.paid, now())
        try:
            await store.write(record_reported, reported, now())
            return
        except Exception:
            log.exception("a payment is not stored yet and is stored again", charge=reported.paid.charge)
            await sleep(delay)
            delay = min(2 * delay, MAX_RETRY_DELAY)


async def recover_payments(store: Store, now: Now) -> int:
    """Record the payments of the journal that the database lacks, because it was restored from an older backup; return how many."""
    lines = await asyncio.to_thread(lambda: [*PaymentJournal(store.url).lines()])
    known = (
        await store.read(known_charges, tuple(str(line.get("charge")) for line in lines)) if lines else set()
    )
    missing = {str(line["charge"]): line for line in lines if line.get("charge") not in known}
    for line in missing.values():
        await store.write(record_lost_payment, _from_line(line), datetime.fromisoformat(line["received_at"]))
    if missing:
        log.warning("payments were taken from the journal", payments=len(missing))
    return len(missing)


async def _append(journal: PaymentJournal, paid: RawPayment, now: datetime) -> bool:
    """Write a payment into the journal; return whether it is there. The row counts where it is not."""
    try:
        await asyncio.to_thread(journal.append, paid_line(paid, now))
    except OSError:
        log.exception("a payment is not in the journal", charge=paid.charge)
        return False
    return True


def _from_line(line: dict[str, Any]) -> RawPayment:
    fields = ("charge", "payload", "amount", "currency", "raw")
    return RawPayment(**{name: line[name] for name in fields})


async def answer_payment(ctx: HandlerContext, message: Message, paid: SuccessfulPayment) -> Screen:
    """Return the screen for a recorded payment. What keeps it from being matched now does not undo the record: a job tries again."""
    charge = charge_of(to_raw_payment(message, paid))
    try:
        return await payment_received(ctx, charge)
    except Exception:
        log.exception("a recorded payment is not matched yet", charge=charge)
        return payment_recorded(ctx.say, ctx.services.contact)


def reported_payment(message: Message, paid: SuccessfulPayment) -> ReportedPayment:
    """Return the payment with its payer."""
    payer = message.from_user
    if payer is None or payer.is_bot:
        return ReportedPayment(paid=to_raw_payment(message, paid), payer=None)
    return ReportedPayment(
        paid=to_raw_payment(message, paid),
        payer=payer.id,
        first_name=payer.first_name,
        language=resolve(payer.language_code),
    )


def to_raw_payment(message: Message, paid: SuccessfulPayment) -> RawPayment:
    """Return the payment as Telegram reports it, without the personal details of an order, for which no invoice asks."""
    return RawPayment(
        charge=paid.telegram_payment_charge_id,
        payload=paid.invoice_payload,
        amount=paid.total_amount,
        currency=paid.currency,
        raw=paid.model_dump(mode="json", exclude_none=True, exclude={"order_info"}),
        message=message_name(message.chat.id, message.message_id),
    )


def paid_line(paid: RawPayment, now: datetime) -> dict[str, object]:
    """Return what the journal keeps of a payment: everything but its payer."""
    return {
        "charge": charge_of(paid),
        "payload": paid.payload,
        "amount": paid.amount,
        "currency": paid.currency,
        "raw": dict(paid.raw),
        "received_at": now.isoformat(),
    }
