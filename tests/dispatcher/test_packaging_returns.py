"""Returns of packaging: posters of hubs, a late fee, and a cup that was lost."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA
from market.ticket.ticket_code import grouped
from storage.drop import Item
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market
from tests.journeys.harness import TOM
from tests.journeys.packaging_demo import (
    HANA,
    PHONES,
    PackagingDemo,
    add_packaging,
    borrow,
    paid,
)
from tests.journeys.test_packaging_returns import lend


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(sqlite_url, PHONES)) as market:
        await market.open()
        yield market


@pytest.fixture
async def town(market: Market) -> PackagingDemo:
    return await add_packaging(market)


async def test_a_cup_that_is_lost_still_comes_back_and_nothing_is_refunded(
    market: Market, town: PackagingDemo
) -> None:
    hana = market.visitor(HANA)
    code = await lend(market, town, town.bowl, 1)
    market.clock.move(days=45)
    await market.deliver()
    assert ("kept", 300) in await paid(market)
    await hana.writes(grouped(code))
    assert hana.reads == "⛔ TOO LATE. Take the packaging back, but give no refund."
    await hana.tap("Take back 1")
    assert hana.reads == "↩ RETURNED. 1 of 1. Nothing to refund."


async def test_a_poster_of_a_hub_that_is_gone_leads_to_the_list(market: Market, town: PackagingDemo) -> None:
    aina = market.visitor(AINA.id)
    await aina.open("h_NOPE99")
    assert aina.reads.startswith(
        "This is no longer here. Look at the list again.\n\nHubs take packaging back:\n1. Hub "
    )
    assert any(label.endswith(" Hub Bakau") for label in aina.labels)


async def test_without_a_hub_such_a_poster_says_where_packaging_goes(market: Market) -> None:
    aina = market.visitor(AINA.id)
    await aina.open("h_NOPE99")
    assert aina.reads == "No hub takes this yet. Bring it back to any stall of this market."


async def test_a_late_fee_is_said_before_booking_and_on_the_ticket(
    market: Market, town: PackagingDemo
) -> None:
    aina, tom = market.visitor(AINA.id), market.visitor(TOM)
    await market.change(_in_cups, market, town.cup)
    await tom.writes("kuih lapis")
    await tom.tap("1 Kuih lapis")
    fee = "In Cup, without a deposit. Bring it back within 7 days: after that RM0.50 a day, RM2.00 at most."
    assert fee in tom.reads
    await borrow(market, town.cup, units=1)
    returns = next(each for each in reversed(aina.phone.messages) if each.text.startswith("Returns ticket"))
    assert (
        "Until Tue 1 Dec 10:01 it costs nothing; then RM0.50 a day each, at most RM2.00 each."
        in aina.reading(returns.id)
    )


def _in_cups(session: Session, market: Market, cup: int) -> None:
    item = session.exec(select(Item).where(col(Item.drop_id) == market.town.kuih_lapis)).one()
    item.packaging_id, item.loan_deposit = cup, 0
    session.flush()
