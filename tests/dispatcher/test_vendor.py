"""A vendor's lines: long ones, misread ones, and what is said of them."""

import pytest

from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA
from tests.journeys.test_vendor import opened_stall


@pytest.fixture
def lina(market: Market) -> Visitor:
    """She opens a stall."""
    return market.visitor(LINA)


async def test_what_was_misread_is_quoted_with_one_suggestion(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.say("12 kuih lapis RM8.5.0 sat")
    assert lina.reads.endswith("but not “RM8.5.0”. Did you mean RM8.50?")
    await lina.tap("Use RM8.50")
    assert "12 × kuih lapis, RM8.50 each" in lina.reads
    assert "Sat 28 Nov, 18:00 to 22:00" in lina.reads
    await lina.say("/post nonsense without any")
    assert lina.reads == "We did not understand that as stock. Write it like: 12 kuih lapis RM8.50"


async def test_a_line_of_5000_signs_emoji_and_turned_direction_are_answered_kindly(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    await lina.say("/post " + "kuih " * 800)
    assert "characters" in lina.reads
    await lina.say("12 🥮🥮 RM8 sat")
    assert lina.reads.startswith("Got it: 12 × 🥮🥮")
    await lina.say("12 \u202eكعك\u202c RM8 sat")
    assert lina.reads.startswith("Got it: 12 × ")


async def test_a_long_message_of_stock_needs_no_asking(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    rows = [f"{n} kuih lapis of {n * 111} layers, with coconut RM{n}.50" for n in range(2, 7)]
    await lina.say("\n".join([*rows, "sat 7pm"]))
    assert lina.reads.startswith("Got it: kuih lapis of 222 layers, with coconut")
    assert "6 × kuih lapis of 666 layers, with coconut, RM6.50 each" in lina.reads
    await lina.say("12 kuih RM8\n" + "so good " * 200)
    assert lina.reads.startswith("1,611 of 900 characters: 711 too many. Shorten it.")


async def test_seven_lines_are_too_many(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.say("sat\n" + "\n".join(f"{place} kuih{'abcdefg'[place - 1]} RM8" for place in range(1, 8)))
    assert "A drop can have up to 6 items. Write fewer." in lina.reads


async def test_a_reading_tapped_after_the_question_is_closed_asks_for_the_message_again(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    await lina.say("kuih lapis 12 8")
    await lina.say("/desk")
    await lina.tap("1: 12 × RM8.00, kuih lapis")
    assert lina.reads.startswith("Write what you are bringing in one message")


async def test_the_card_says_why_the_line_was_read_so(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.say("iphone 12 case 5 pcs RM25 sat 7pm")
    await lina.tap("Why?")
    assert lina.reads == (
        "Why we read it so:\n12 belongs to the name, because of “iphone”.\n"
        "5 is how many, because of “pcs”.\n25 is the price, because of “RM”."
    )
    await lina.tap("Back")
    assert lina.reads.startswith("Got it: 5 × iphone 12 case, RM25.00 each.")
