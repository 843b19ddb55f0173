"""Telegram's payments: the check before one, and one that was made."""

import asyncio
from datetime import datetime

import structlog
from aiogram.types import PreCheckoutQuery, SuccessfulPayment

from handlers.ui.context import Services
from locales.languages import resolve
from locales.refusals import sentence
from locales.say import speak
from market.deposit.payment import InvoicePayment, check_payment
from market.deposit.refusals import DepositNotYours
from market.refusal import Refusal

log = structlog.get_logger()

CHECK_TIMEOUT = 7.0
"""Seconds for the check; Telegram gives up after ten."""


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
        return say.plain("We could not check just now. You were not charged. Try again in a minute.")
    return ""


def to_payment(paid: SuccessfulPayment) -> InvoicePayment:
    """Return the payment that was made, with the id of its charge."""
    return InvoicePayment(
        payload=paid.invoice_payload,
        amount=paid.total_amount,
        currency=paid.currency,
        charge=paid.telegram_payment_charge_id,
    )
