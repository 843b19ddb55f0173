"""A screenshot of a transfer: sent after "I paid", seen by the stall, with a warning where it was sent before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from storage.deposit import Deposit, Payee
from storage.drop import Drop
from storage.organiser import Organiser
from storage.stall import Stall
from tests.drawn_screenshots import APPS, a_transfer, draw, jpeg, png, scaled
from tests.journeys.conftest import open_market
from tests.journeys.harness import TOM, Market, Visitor
from tests.journeys.true_messages import run_edits
from tests.market.deposit.payloads import DUITNOW
from tests.people import person_at

PICTURE = draw(a_transfer(APPS[0], Random(3)))
OTHER = draw(a_transfer(APPS[0], Random(4)))
ALIKE = "❗ A picture that looks the same was sent before, for another payment."
SAME = "❗ The same picture was sent before, for another payment."


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with market_with_deposit(sqlite_url) as market:
        yield market


@asynccontextmanager
async def market_with_deposit(url: str) -> AsyncIterator[Market]:
    """Yield the demo data with Ros's kuih lapis asking RM5.00 ahead, paid to her bank QR; Ken organises."""
    async with open_market(Market(url)) as market:
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


async def says_paid(market: Market, visitor: Visitor) -> int:
    """Hold one, say that the deposit is paid; the deposit."""
    drop = await market.change(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await visitor.open(f"d_{drop}")
    await visitor.tap("Join for 1")
    await visitor.tap("Pay the deposit")
    await visitor.tap("Bank QR")
    await visitor.tap("I paid")
    return await market.change(lambda session: max(session.exec(select(Deposit.id))) or 0)


async def photo(market: Market, visitor: Visitor, data: bytes, caption: str = "") -> None:
    await visitor.phone.photo(data, caption)
    await market.until_idle()


async def file(market: Market, visitor: Visitor, name: str, data: bytes) -> None:
    await visitor.phone.document(name, data)
    await market.until_idle()


async def test_sent_after_i_paid_seen_by_the_stall_and_taken_back(market: Market) -> None:
    aina, ros, tom = (market.visitor(one) for one in (AINA.id, ROS.id, TOM))
    deposit = await says_paid(market, aina)
    assert (
        "If you like, send a screenshot of the transfer: the stall sees it with your payment." in aina.reads
    )
    await market.deliver()
    message = ros.screen.id
    assert "Show the screenshot" not in ros.labels
    await photo(market, aina, jpeg(scaled(PICTURE, 1280), 87))
    assert aina.reads.startswith("Screenshot sent.")
    assert "The stall sees the screenshot that you sent Tue 24 Nov 10:00." in aina.reads
    await run_edits(market)
    assert "The payer sent a screenshot Tue 24 Nov 10:00." in ros.reading(message)
    assert "A screenshot is not proof." in ros.reading(message)
    assert "❗" not in ros.reading(message)
    await ros.tap("Show the screenshot")
    assert ros.screen.photo is not None
    assert "Aina" not in ros.reads
    for data in (f"zj:{deposit}", f"zja:{deposit}", f"zjx:{deposit}", f"oej:{deposit}"):
        assert (await tom.tap(data=data)).text.startswith(
            ("Only the stall can do this", "This is someone else’s")
        ), data
    assert (await aina.tap(data=f"zj:{deposit}")).text.startswith("Only the stall can do this")
    assert (await aina.tap("Remove")).text == "Removed."
    await run_edits(market)
    assert "screenshot Tue" not in ros.reading(message)
    assert (await ros.tap(data=f"zj:{deposit}")).text.startswith("This screenshot is gone.")
    await ros.tap("Money received")
    assert (await aina.tap(data=f"zja:{deposit}")).text.startswith("A screenshot can be sent or removed only")
    assert (await aina.tap(data=f"zjx:{deposit}")).text.startswith("A screenshot can be sent or removed only")


async def test_the_same_picture_for_two_payments_is_told_and_another_is_not(market: Market) -> None:
    aina, ros, tom = (market.visitor(one) for one in (AINA.id, ROS.id, TOM))
    await says_paid(market, aina)
    await file(market, aina, "transfer.png", png(PICTURE))
    assert aina.reads.startswith("Screenshot sent.")
    await says_paid(market, tom)
    await market.deliver()
    message = ros.screen.id
    await photo(market, tom, jpeg(scaled(PICTURE, 960), 70))
    await run_edits(market)
    assert ALIKE in ros.reading(message)
    await ros.tap("Show the screenshot")
    assert ALIKE in ros.reads
    assert "Aina" not in ros.reads
    await tom.tap("Send another")
    await file(market, tom, "again.png", png(PICTURE))
    await run_edits(market)
    assert SAME in ros.reading(message)
    await tom.tap("Send another")
    await photo(market, tom, jpeg(scaled(OTHER, 1280), 87))
    await run_edits(market)
    assert "❗" not in ros.reading(message)
    assert "The payer sent a screenshot" in ros.reading(message)


async def test_what_is_no_picture_is_answered_with_a_way_back(market: Market) -> None:
    aina = market.visitor(AINA.id)
    await says_paid(market, aina)
    await aina.tap("Send a screenshot")
    asked = "Send a screenshot of the transfer, as a photo or as an image file."
    assert asked in aina.reads
    one = {"file_id": "f", "file_unique_id": "u"}
    sizes = {"width": 9, "height": 9}
    for content in (
        {"video": {**one, **sizes, "duration": 1}},
        {"sticker": {**one, **sizes, "type": "regular", "is_animated": False, "is_video": False}},
        {"voice": {**one, "duration": 1}},
    ):
        await aina.send(**content)
        assert asked in aina.reads, content
        assert aina.labels == ["Back"]
    await file(market, aina, "receipt.pdf", b"%PDF-1.7 receipt")
    assert asked in aina.reads
    await aina.writes("I sent the money")
    assert asked in aina.reads
    await aina.tap("Back")
    assert "waiting for Dapur Nenek Ros" in aina.reads
    await photo(market, aina, jpeg(scaled(PICTURE, 1280), 87))
    assert "Screenshot sent." not in aina.reads, "the way back closed the question"


async def test_an_organiser_who_answers_for_a_silent_stall_sees_it(market: Market) -> None:
    aina, ken, ros = (market.visitor(one) for one in (AINA.id, KEN.id, ROS.id))
    await says_paid(market, aina)
    await photo(market, aina, jpeg(scaled(PICTURE, 1280), 87))
    await market.deliver()
    await market.change(_name_organiser, KEN.id, market.clock())
    await ken.phone.set_language("en")
    assert (await ken.tap(data="oej:1")).text.startswith("Only the stall can do this")
    market.clock.move(days=2)
    await ken.tap(data="oed:1")
    assert "The payer sent a screenshot Tue 24 Nov 10:00." in ken.reads
    await ken.tap("Show the screenshot")
    assert ken.screen.photo is not None
    await ken.tap("Back to the payment")
    assert "Ask the stall whether the money arrived" in ken.reads
    assert ros.reads


def _name_organiser(session: Session, telegram: int, now: datetime) -> None:
    session.add(Organiser(person_id=person_at(session, telegram), named_by=None, named_at=now))
