"""A creator announces a live drop and links their stream; a follower finds both, and the mark for what is new."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from storage.stall import Stall
from tests.journeys.harness import MEI, ROS, TOM, Market, Visitor
from tests.people import person_of

EVENING = datetime(2026, 11, 24, 11, tzinfo=UTC)
"""Tuesday, 19:00 in Kota Kinabalu; the drop runs from 18:00 to 22:00."""
URL = "https://www.tiktok.com/@dapurros/live"


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Ros, who sells two boxes tonight, and two people who have opened the bot."""
    ros = market.visitor(ROS)
    for one in (ros, market.visitor(TOM), market.visitor(MEI)):
        await one.writes("/start")
    await ros.writes("2 kuih lapis RM8.50 today 6pm-10pm max 3")
    await ros.tap("2 × RM8.50")
    await ros.tap("Publish")
    return ros


async def stall_link(market: Market) -> str:
    def read(session: Session) -> str:
        owned = select(Stall.code).where(col(Stall.owner_id) == person_of(ROS))
        return f"s_{session.exec(owned).one()}"

    return await market.store.read(read)


async def publish_stream(ros: Visitor) -> None:
    await ros.writes("/stall")
    await ros.tap("Stream link")
    await ros.tap("Add link")
    await ros.writes(URL)
    await ros.tap("Publish")


def links(visitor: Visitor) -> list[str]:
    return [button.url for row in visitor.screen.buttons for button in row if button.url]


async def test_a_link_is_seen_by_its_owner_first_and_then_by_everybody(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await ros.writes("/stall")
    await ros.tap("Stream link")
    assert "No link yet." in ros.reads
    await ros.tap("Add link")
    await ros.writes("http://www.tiktok.com/@dapurros")
    assert "That is not an address we can show." in ros.screen.text
    await ros.writes(URL)
    assert f"Not published yet: {URL}" in ros.reads
    assert links(ros) == [URL]
    link = await stall_link(market)
    await tom.open(link)
    assert links(tom) == []
    assert (await ros.tap("Publish")).text == "Published."
    await tom.open(link)
    assert "Stream on www.tiktok.com, outside Telegram." in tom.reads
    assert links(tom) == [URL]
    await ros.tap("Remove")
    await tom.open(link)
    assert links(tom) == []
    await ros.tap("Publish")
    await tom.open(link)
    assert links(tom) == [URL], "the way back"


async def test_a_follower_finds_the_next_live_drop_and_then_that_it_is_live(
    market: Market, ros: Visitor
) -> None:
    tom, link = market.visitor(TOM), await stall_link(market)
    await publish_stream(ros)
    await ros.tap("More")
    await ros.tap("Live session")
    assert (await ros.tap("Announce live")).text == "Announced on your stall’s page."
    await tom.open(link)
    assert "Next live: kuih lapis, Tue 24 Nov 18:00." in tom.reads
    row = next(row for row in tom.screen.buttons if row[0].text == "Next live")
    assert [button.text for button in row] == ["Next live", "Follow stall"]
    await tom.tap("Follow stall")
    market.clock.now = EVENING
    await ros.tap("2 min")
    await tom.open(link)
    assert "Live now: kuih lapis, Tue 24 Nov 18:00." in tom.reads
    await tom.writes("mine a001")
    await tom.tap("Live order")
    assert "Stream on www.tiktok.com, outside Telegram." in tom.reads
    assert links(tom) == [URL]


async def test_a_follower_reads_what_is_new_since_their_visit(market: Market, ros: Visitor) -> None:
    tom, mei, link = market.visitor(TOM), market.visitor(MEI), await stall_link(market)
    await tom.open(link)
    await tom.tap("Follow stall")
    assert "New since your visit" not in tom.reads
    market.clock.move(hours=3)
    await ros.writes("12 bahulu RM4 sat 6pm")
    await ros.tap("Publish")
    await tom.open(link)
    assert "New since your visit: 1 drop." in tom.reads
    assert "bahulu · Sat 28 Nov 18:00 · new" in tom.reads
    await mei.open(link)
    assert "new" not in mei.reads.lower(), "nobody's visits are stored but a follower's"
