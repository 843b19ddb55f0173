"""A usual drop, saved in each language."""

import pytest
from sqlmodel import select

from storage.stock_template import StockTemplate
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import ROS


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """She has a stall and posted before."""
    ros = market.visitor(ROS)
    await ros.writes("/start")
    return ros


@pytest.mark.parametrize(
    "words", ["simpan sebagai biasa saya Sabtu", "保存为常用 周六", "Save as my usual Saturday!"]
)
async def test_a_usual_drop_is_saved_in_each_language(market: Market, ros: Visitor, words: str) -> None:
    await ros.writes("12 kuih lapis RM8.50 fri 6pm")
    await ros.tap("Publish")
    await ros.writes(words)
    [saved] = await market.store.read(lambda session: session.exec(select(StockTemplate.weekday)).all())
    assert saved == 5
