"""What becomes of the answer to a question: the same for each of them (docs/adding.md)."""

import pytest
from sqlmodel import Session, col, select

from storage.drop import Drop, Item
from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import KEN, LINA
from tests.journeys.test_vendor import opened_stall

QUESTION = "How many kuih lapis"


@pytest.fixture
async def lina(market: Market) -> Visitor:
    """She is asked how many kuih lapis she has, of which there are 12."""
    lina = market.visitor(LINA)
    await opened_stall(market, lina)
    await lina.writes("12 kuih lapis RM8.50 sat 7pm")
    await lina.tap("Publish")
    await lina.tap(data=f"vi:{await item(market)}")
    assert lina.reads.startswith(QUESTION)
    return lina


async def item(market: Market) -> int:
    newest = select(Item.id).order_by(col(Item.id).desc()).limit(1)
    return await market.store.read(lambda session: session.exec(newest).one() or 0)


async def quantity(market: Market) -> int:
    newest = await item(market)
    return await market.store.read(lambda session: session.get_one(Item, newest).quantity)


async def test_an_answer_is_confirmed_above_where_the_question_came_from(
    market: Market, lina: Visitor
) -> None:
    await lina.writes("20")
    assert lina.reads.startswith("Now 20.\n\nSat 28 Nov")
    assert "Type a number" in lina.labels
    await lina.writes("30")
    assert await quantity(market) == 20, "the question is closed"


async def test_a_text_that_is_none_is_asked_about_once_and_then_means_what_it_means(
    market: Market, lina: Visitor
) -> None:
    await lina.writes("a dozen")
    assert lina.reads.startswith("That is not a number. Write only the number, like 20.\n\n" + QUESTION)
    await lina.writes("a score")
    assert QUESTION not in lina.reads
    await lina.writes("20")
    assert await quantity(market) == 12, "the question is closed"


async def test_a_number_after_a_text_that_was_none_is_the_answer(market: Market, lina: Visitor) -> None:
    await lina.writes("a dozen")
    await lina.writes("20")
    assert await quantity(market) == 20


async def test_what_is_refused_is_asked_again_until_it_fits(market: Market, lina: Visitor) -> None:
    for _ in range(3):
        await lina.writes("1000000")
        assert "\n\n" + QUESTION in lina.reads, "the sentence of the refusal stands above"
    await lina.writes("20")
    assert await quantity(market) == 20


async def test_a_question_that_cannot_be_asked_any_more_is_closed(market: Market, lina: Visitor) -> None:
    """Somebody else has the stall by now: the answer is refused, and so is the question."""
    ken = await market.person(KEN)
    newest = await item(market)

    def hand_over(session: Session) -> None:
        drop = session.get_one(Drop, session.get_one(Item, newest).drop_id)
        session.get_one(Stall, drop.stall_id).owner_id = ken

    await market.change(hand_over)
    await lina.writes("20")
    assert lina.reads.startswith("Only the stall can do this")
    assert lina.labels == ["Start"]
    await lina.writes("20")
    assert "Only the stall" not in lina.reads, "the question is closed"


async def test_cancel_closes_the_question(market: Market, lina: Visitor) -> None:
    await lina.writes("cancel")
    assert lina.reads == "Cancelled. Nothing was changed."
    await lina.writes("20")
    assert await quantity(market) == 12
