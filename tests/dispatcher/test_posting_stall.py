"""A stock line of whoever works at several stalls: it goes to where they may post, and they are asked once where there are two."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import col, select

from sandbox import UserProfile
from storage.drop import Drop, DropState, Item
from storage.stall import Stall
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import ROS
from tests.journeys.test_staff import invited
from tests.journeys.test_ticket import MARIUS

LINE, MORE = "12 bahulu RM8.50 tomorrow 10am-4pm", "20 apam RM2 tomorrow 10am-4pm"
HERS = "Dapur Nenek Ros"


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    marius = UserProfile(id=MARIUS, first_name="Marius", language_code="en")
    async with open_market(Market(sqlite_url, (marius,))) as market:
        await market.open()
        for person in (ROS, MARIUS):
            await market.visitor(person).writes("/start")
        yield market


async def helping(market: Market, role: str) -> Visitor:
    """Marius, who has a stall, and the desk of Ros open, whom he helps in a role."""
    marius = market.visitor(MARIUS)
    await marius.open(await invited(market.visitor(ROS), role))
    await marius.tap("Yes, I'll help")
    return marius


async def his_stall(market: Market) -> str:
    owner = await market.person(MARIUS)
    named = select(Stall.name).where(col(Stall.owner_id) == owner)
    return await market.store.read(lambda session: session.exec(named).one())


async def drafts(market: Market) -> list[tuple[str, str]]:
    """The items of drafts, and of which stall they are."""
    rows = select(Item.name, Stall.name).join(Drop, col(Drop.id) == col(Item.drop_id))
    rows = rows.join(Stall, col(Stall.id) == col(Drop.stall_id)).where(col(Drop.state) == DropState.DRAFT)
    return await market.store.read(
        lambda session: sorted((item.lower(), stall) for item, stall in session.exec(rows))
    )


@pytest.mark.parametrize("role", ["Scan", "Sell and scan"])
async def test_an_owner_who_helps_elsewhere_posts_for_the_own_stall(market: Market, role: str) -> None:
    marius, own = await helping(market, role), await his_stall(market)
    await marius.writes(LINE)
    assert marius.reads.startswith(f"For {own}.")
    assert await drafts(market) == [("bahulu", own)]
    await marius.writes("/post")
    await marius.writes(MORE)
    assert await drafts(market) == [("apam", own), ("bahulu", own)]


async def test_where_there_are_two_the_stall_is_asked_once_and_named(market: Market) -> None:
    marius, own = await helping(market, "Everything"), await his_stall(market)
    await marius.writes(LINE)
    assert marius.reads == "Which stall is this for? Your next messages go there too."
    assert marius.labels == [own, HERS, "Back"]
    assert await drafts(market) == []
    await marius.tap(own)
    assert marius.reads.startswith(f"For {own}.")
    await marius.writes(MORE)
    assert marius.reads.startswith(f"For {own}.")
    assert await drafts(market) == [("apam", own), ("bahulu", own)]


async def test_opening_a_desk_says_it_too(market: Market) -> None:
    marius = await helping(market, "Everything")
    await marius.writes("/desk")
    await marius.tap("More")
    await marius.tap("Other stall")
    await marius.tap(HERS)
    await marius.writes(LINE)
    assert marius.reads.startswith(f"For {HERS}.")
    assert await drafts(market) == [("bahulu", HERS)]


async def test_two_lines_before_the_answer_are_one_draft_and_a_name_is_an_answer(market: Market) -> None:
    marius = await helping(market, "Everything")
    await marius.writes(LINE)
    await marius.writes(MORE)
    await marius.writes("nobody’s")
    assert marius.reads.startswith("Tap the stall, or write its name.")
    await marius.writes("nenek ros")
    assert marius.reads.startswith(f"For {HERS}.")
    assert await drafts(market) == [("apam", HERS), ("bahulu", HERS)]


async def test_a_message_too_long_to_keep_is_asked_for_once_more(market: Market) -> None:
    marius, own = await helping(market, "Everything"), await his_stall(market)
    long = f"{LINE}\n" + "\n".join(f"{number} kuih with a long name {number} RM3" for number in range(11, 16))
    await marius.writes(long)
    assert "please send it once more" in marius.reads
    await marius.tap(own)
    await marius.writes(long)
    assert marius.reads.startswith(f"For {own}.")


async def test_who_may_post_for_neither_any_more_is_asked_nothing(market: Market) -> None:
    marius, own = await helping(market, "Everything"), await his_stall(market)
    await marius.writes(LINE)
    ros = market.visitor(ROS)
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Staff")
    await ros.tap("Marius")
    await ros.tap("Remove")
    await ros.tap("Remove")
    await marius.tap(HERS)
    assert await drafts(market) == []
    await marius.writes(LINE)
    assert await drafts(market) == [("bahulu", own)]
