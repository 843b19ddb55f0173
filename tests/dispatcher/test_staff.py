"""A helper of a stall: what they see and write in their role, a link that was cancelled, and how they leave."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import col, select

from bot.demo.data.people_and_stalls import AINA
from sandbox import UserProfile
from storage.staff import StallStaff
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import ROS, TOM
from tests.journeys.test_desk import to_evening_of
from tests.journeys.test_sale import add_goods
from tests.journeys.test_staff import hired, invited
from tests.journeys.test_ticket import MARIUS


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data, with an address for its pages; Ros sells apam and putu today."""
    marius = UserProfile(id=MARIUS, first_name="Marius", language_code="en")
    async with open_market(Market(sqlite_url, (marius,))) as market:
        await market.open(public_url="https://lorong.example")
        for person in (ROS, TOM, AINA.id, MARIUS):
            await market.visitor(person).writes("/start")
        await market.change(add_goods, market)
        yield market


async def test_a_helper_with_all_posts_but_sees_no_money(market: Market) -> None:
    _, tom = await hired(market, "Everything")
    for allowed in ("Scan", "Post stock", "Sell"):
        assert allowed in tom.labels
    for hers in ("Money",):
        assert hers not in tom.labels
    await tom.tap("More")
    assert "Showroom" in tom.labels
    assert "Deposits" not in tom.labels
    assert "Staff" not in tom.labels
    await tom.writes("12 bahulu RM8.50 tomorrow 10am-4pm")
    assert "Publish" in tom.labels
    await tom.tap("Publish")
    await to_evening_of(tom, "ahulu")
    assert "12 left" in tom.reads


async def test_what_a_shopper_writes_is_no_stock_of_the_stall_where_they_scan(market: Market) -> None:
    _, tom = await hired(market, "Scan")
    await tom.writes("12 bahulu RM8.50 tomorrow 10am-4pm")
    assert "Publish" not in tom.labels
    refused = await tom.writes("/post")
    assert "Your role at Dapur Nenek Ros does not include this." in refused.text


async def test_a_helper_leaves_and_the_owner_is_told(market: Market) -> None:
    ros, tom = await hired(market, "Scan")
    helping = select(StallStaff).where(col(StallStaff.person_id) == await market.person(TOM))
    assert len(await market.store.read(lambda session: session.exec(helping).all())) == 1
    await tom.tap("More")
    await tom.tap("Stop helping")
    await tom.tap("Stop helping")
    assert await market.store.read(lambda session: session.exec(helping).all()) == []
    await market.deliver()
    assert ros.reads == "Tom no longer helps at Dapur Nenek Ros."


async def test_a_cancelled_link_is_refused(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    link = await invited(ros, "Scan")
    await ros.tap("Back")
    await ros.tap("Cancel link")
    await tom.open(link)
    assert "This link has expired" in tom.reads
    await ros.open(await invited(ros, "Scan"))
    assert "Send it to them; it still works." in ros.reads


ROLES = ("Sell", "Scan", "Everything")


@pytest.mark.parametrize("role", ROLES)
async def test_no_button_that_a_helper_sees_is_outside_their_role(market: Market, role: str) -> None:
    """Every button of the desk, of its second page, of an item's page and of its drop's page."""
    _, tom = await hired(market, role)
    await tom.writes("/desk")
    item = next(label for label in tom.labels if "Apam" in label)
    tried, refused = 0, []
    for way in ([], ["More"], [item], [item, "View drop"]):
        for label in await labels_after(tom, way):
            if label in ("Back", "Desk", "Stop helping"):
                continue
            await labels_after(tom, way)
            answer = await tom.tap(label)
            tried += 1
            if "Your role" in answer.text or "Only the stall" in answer.text:
                refused.append((*way, label))
    assert refused == []
    assert tried > 6


async def labels_after(tom: Visitor, way: list[str]) -> list[str]:
    """Go this way from the desk; the buttons then that stay in the chat."""
    await tom.writes("/desk")
    for label in way:
        await tom.tap(label)
    return [each for each in tom.labels if each not in ("Copy link", "Copy as text", "Open here")]
