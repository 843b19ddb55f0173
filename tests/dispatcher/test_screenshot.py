"""A screenshot of a transfer: a text after "I paid" means what it means."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from storage.deposit import Payee
from storage.drop import Drop
from storage.stall import Stall
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market
from tests.journeys.harness import TOM
from tests.journeys.test_screenshot import says_paid
from tests.market.deposit.payloads import DUITNOW
from tests.people import person_at


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with Ros's kuih lapis asking RM5.00 ahead, paid to her bank QR; Ken organises."""
    async with open_market(Market(sqlite_url)) as market:
        await market.open()
        for person in (AINA.id, ROS.id, KEN.id, TOM):
            await market.visitor(person).writes("/start")

        def ask(session: Session) -> None:
            drop = session.get_one(Drop, market.town.kuih_lapis)
            drop.deposit, drop.refund_until = 500, drop.starts_at - timedelta(hours=24)
            session.get_one(Stall, drop.stall_id).deposits_at = market.clock()
            long_ago = market.clock() - timedelta(days=3)
            named = {"payload": DUITNOW, "name": "OMBAK PRINT", "set_by": person_at(session, ROS.id)}
            session.add(Payee(stall_id=drop.stall_id, set_at=long_ago, confirmed_at=long_ago, **named))

        await market.change(ask)
        yield market


async def test_after_i_paid_a_text_means_what_it_means(market: Market) -> None:
    aina = market.visitor(AINA.id)
    await says_paid(market, aina)
    await aina.writes("lovely evening")
    assert "screenshot" not in aina.reads
