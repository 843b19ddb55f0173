"""A creator's link to their stream, forgotten with them."""

import pytest
from sqlmodel import col, select

from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import MEI, ROS, TOM
from tests.journeys.test_creator import publish_stream, stall_link


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


async def test_forgetting_takes_the_link_away(market: Market, ros: Visitor) -> None:
    await publish_stream(ros)
    link = await stall_link(market)
    await ros.writes("/forget")
    await ros.tap("Delete")
    rows = select(Stall.stream_url, Stall.stream_draft).where(col(Stall.code) == link[2:])
    assert await market.store.read(lambda session: tuple(session.exec(rows).one())) == ("", "")
