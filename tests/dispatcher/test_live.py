"""A creator's live session: what is said of numbers, of its word, and when it has stopped."""

import pytest
from sqlmodel import select

from storage.live import LiveSession
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, MEI, ROS, TOM
from tests.journeys.test_live import EVENING, go_live, host_page, numbers


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Ros, who sells two boxes tonight, and three people who have opened the bot."""
    ros = market.visitor(ROS)
    for one in (ros, market.visitor(TOM), market.visitor(LINA), market.visitor(MEI)):
        await one.writes("/start")
    await ros.writes("2 kuih lapis RM8.50 today 6pm-10pm max 3")
    await ros.tap("2 × RM8.50")
    await ros.tap("Publish")
    market.clock.now = EVENING
    return ros


async def test_none_and_too_many_are_told_what_is_possible(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market)
    for units in (0, 7):
        await tom.writes(f"mine a001 {units}")
        assert tom.reads.startswith("You can have 1 to 3 here. Choose again.")
    assert await numbers(market) == []


async def test_a_session_that_stopped_says_what_was_confirmed(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market)
    await tom.writes("mine a001")
    await ros.tap("Stop live session")
    head = "The last one, from 19:00 to 19:00: 1 live booking, "
    assert await last_session(market, ros) == f"{head}not confirmed."
    await tom.tap("Confirm 1")
    assert await last_session(market, ros) == f"{head}1 confirmed."


async def last_session(market: Market, ros: Visitor) -> str:
    """The line about the session that stopped."""
    live = await market.store.read(lambda session: session.exec(select(LiveSession)).one())
    await ros.tap(data=f"lv:{live.drop_id}:0")
    return next(line for line in ros.reads.splitlines() if line.startswith("The last one"))


async def test_the_word_that_the_host_says_is_needed(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market, word=True)
    word = host_page(ros).text.partition("only you see it here: ")[2].split()[0]
    await tom.writes("mine a001")
    assert tom.reads.startswith("The live seller says a word")
    await tom.writes(f"mine a001 1 {word.upper()}")
    assert await numbers(market) == [1]
