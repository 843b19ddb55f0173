"""Packaging of a hub, lent to a ticket's holder: its late fee."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from market.packaging.packaging_type import (
    PackagingTerms,
)
from market.ticket.ticket_code import grouped
from sandbox import UserProfile
from storage.packaging import PackagingPolicy
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market
from tests.journeys.test_packaging import HANA, lend, paid

CUPS = PackagingTerms(policy=PackagingPolicy.LATE_FEE, free_days=7, fee_per_day=50, price=200)


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data, with Hana, and Ken as an organiser."""
    helper = UserProfile(id=HANA, first_name="Hana", language_code="en")
    async with open_market(Market(sqlite_url, (helper,))) as market:
        await market.open()
        for person in (AINA.id, ROS.id, KEN.id, HANA):
            await market.visitor(person).writes("/start")
        yield market


async def test_a_late_fee_is_taken_once(market: Market) -> None:
    hana = market.visitor(HANA)
    code = await lend(market, CUPS, 1)
    await hana.writes(grouped(code))
    assert "It went out without a deposit: there is nothing to refund." in hana.reads
    market.clock.move(days=9)
    await hana.tap("Take back 1")
    assert hana.reads == "↩ RETURNED. 1 of 1. Nothing to refund.\nLate fee to take: RM1.00."
    await hana.tap("Take fee RM1.00")
    assert hana.reads == "↩ RETURNED. 1 of 1. Nothing to refund."
    assert await paid(market) == [("charged", 100), ("paid", 100)]
