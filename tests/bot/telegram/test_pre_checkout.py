"""Pre-checkout queries are answered in time, whatever the state of the database."""

import asyncio
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast

from aiogram.types import PreCheckoutQuery, User

from bot.telegram.payments import check_pre_checkout
from handlers.ui.context import Services
from tests.market.samples import NOW

IN_TIME = 2.5
"""Two seconds are promised."""


async def hang(_person: int) -> Any:
    await asyncio.Event().wait()


async def test_a_check_that_hangs_is_answered_with_no_within_two_seconds() -> None:
    query = PreCheckoutQuery(
        id="1",
        from_user=User(id=9001, is_bot=False, first_name="Tom", language_code="en"),
        currency="MYR",
        total_amount=500,
        invoice_payload="deposit:1:1",
    )
    began = monotonic()
    why = await check_pre_checkout(cast(Services, SimpleNamespace(known=hang)), query, NOW)
    assert why == "We could not check this payment just now. You were not charged. Try again in a minute."
    assert monotonic() - began < IN_TIME
