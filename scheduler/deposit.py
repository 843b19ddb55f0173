"""The jobs of payments: those that could not be matched at once are tried again, and organisers are told what waits for them."""

from datetime import datetime
from random import Random

import structlog

from market.admins import Admins
from market.deposit.payment import match_payment
from market.deposit.unmatched import has_matters_for_organisers, notify_organisers, payments_to_match
from storage.store import Store

log = structlog.get_logger()


async def match_payments(store: Store, now: datetime, rng: Random) -> None:
    """Match each recorded payment to its deposit. One that fails does not keep the others, and is tried again."""
    for charge in await store.read(payments_to_match):
        try:
            await store.write(match_payment, charge, now, rng=rng)
        except Exception:
            log.exception("a payment is not matched yet", charge=charge)


async def notify_of_unsettled(store: Store, admins: Admins, now: datetime) -> None:
    """Tell organisers of payments without a deposit and deposits under review. If nothing is new, nothing is written."""
    if await store.read(has_matters_for_organisers, now):
        await store.write(notify_organisers, admins, now)
