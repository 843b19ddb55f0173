"""Messages that stay true: what one phone shows follows what happens on another."""

import io
from collections.abc import AsyncIterator

import pytest
import zxingcpp
from PIL import Image

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from sandbox import Message
from tests.journeys.conftest import open_market
from tests.journeys.harness import TOM, Market
from tests.journeys.test_ticket import book, scan
from tests.journeys.true_messages import settle, untrue


def has_qr(message: Message) -> bool:
    assert message.photo is not None
    return bool(zxingcpp.read_barcodes(Image.open(io.BytesIO(message.photo.content)).convert("L")))


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(sqlite_url)) as market:
        await market.open()
        for person in (AINA.id, ROS.id, KEN.id, TOM):
            await market.visitor(person).say("/start")
        yield market


async def test_a_ticket_says_collected_as_soon_as_the_stall_has_handed_it_over(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await book(market, AINA.id, units=2)
    await market.deliver()
    ticket = aina.screen
    assert has_qr(ticket)
    market.clock.move(days=3, hours=9, minutes=12)
    await market.deliver()

    await scan(ros, ticket)
    await ros.tap("Hand over 1")
    await settle(market)
    assert "Collected 1 of 2, Fri 27 Nov 19:12." in aina.reading(ticket.id)
    assert has_qr(_now(market, ticket))

    await scan(ros, ticket)
    await ros.tap("Hand over 1")
    await settle(market)
    assert "All collected, Fri 27 Nov 19:12." in aina.reading(ticket.id)
    assert not has_qr(_now(market, ticket)), "what is over cannot be scanned"

    await ros.tap("Undo")
    await settle(market)
    assert "Collected 1 of 2, Fri 27 Nov 19:12." in aina.reading(ticket.id)
    assert has_qr(_now(market, ticket))
    assert await untrue(market) == []


def _now(market: Market, message: Message) -> Message:
    phone = market.sandbox.person(AINA.id)
    return next(each for each in phone.messages if each.id == message.id)
