"""A vendor's lines: long ones, misread ones, and what is said of them."""

import pytest
from sqlmodel import col, select

from storage.drop import Item
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, TOM
from tests.journeys.test_vendor import newest_drop, opened_stall


@pytest.fixture
def lina(market: Market) -> Visitor:
    """She opens a stall."""
    return market.visitor(LINA)


async def test_a_first_line_without_a_day_is_asked_when_and_the_next_is_as_last_time(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    await lina.writes("kuih lapis x12 @8.50")
    assert lina.reads.startswith("When? Now it is Tue 24 Nov, 18:00 to 22:00.")
    await lina.writes("fri 5pm-9pm")
    assert "Fri 27 Nov, 17:00 to 21:00, Lorong Bakau." in lina.reads
    await lina.tap("Publish")
    await lina.writes("20 onde-onde RM6")
    assert lina.reads.startswith(
        "Got it: 20 × onde-onde, RM6.00 each.\nTue 24 Nov, 17:00 to 21:00, Lorong Bakau."
    )


async def test_what_was_misread_is_quoted_with_one_suggestion(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.writes("12 kuih lapis RM8.5.0 sat")
    assert lina.reads.endswith("but not “RM8.5.0”. Did you mean RM8.50?")
    await lina.tap("Use RM8.50")
    assert "12 × kuih lapis, RM8.50 each" in lina.reads
    assert "Sat 28 Nov, 18:00 to 22:00" in lina.reads
    await lina.writes("/post nonsense without any")
    assert (
        lina.reads
        == "Sorry, we did not understand that. Write how many, what and how much, like: 12 kuih lapis RM8.50"
    )


async def test_what_a_line_leaves_out_is_asked_for(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.writes("/post")
    await lina.writes("kuih lapis sat RM8.50")
    assert lina.reads == "How many kuih lapis, at RM8.50 each?"
    await lina.writes("many")
    assert lina.reads == (
        "That is not a number. Write only the number, like 20.\n\nHow many kuih lapis, at RM8.50 each?"
    )
    await lina.writes("১২")
    assert lina.reads.startswith("Got it: 12 × kuih lapis, RM8.50 each.")


async def test_a_stranger_s_buttons_change_nothing(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.writes("12 kuih lapis RM8.50 sat 7pm")
    await lina.tap("Publish")
    drop = await market.store.read(newest_drop)
    item = await market.store.read(
        lambda session: session.exec(select(Item.id).where(col(Item.drop_id) == drop)).one()
    )
    tom = market.visitor(TOM)
    await tom.writes("/start")
    for data in (
        *(f"{prefix}:{drop}" for prefix in ("vb", "vu", "vc", "vz", "vy", "vx", "vq")),
        *(f"vr:{drop}:1:", f"vk:{drop}:price:0", f"vn:{drop}:20261130", f"vm:{drop}:1", f"vl:{drop}:1"),
        *(f"vt:{drop}:pot", f"vf:{item}", f"vg:{item}:99", f"vh:{item}", f"vi:{item}", f"vj:{item}:1"),
    ):
        answer = await tom.tap(data=data, message=tom.screen.id)
        assert "Only the stall can do this" in answer.text, data
    left = await market.store.read(lambda session: session.get_one(Item, item).quantity)
    assert left == 12


async def test_a_line_of_5000_signs_emoji_and_turned_direction_are_answered_kindly(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    await lina.writes("/post " + "kuih " * 800)
    assert "characters" in lina.reads
    await lina.writes("12 🥮🥮 RM8 sat")
    assert lina.reads.startswith("Got it: 12 × 🥮🥮")
    await lina.writes("12 \u202eكعك\u202c RM8 sat")
    assert lina.reads.startswith("Got it: 12 × ")


async def test_a_long_message_of_stock_needs_no_asking(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    rows = [f"{n} kuih lapis of {n * 111} layers, with coconut RM{n}.50" for n in range(2, 7)]
    await lina.writes("\n".join([*rows, "sat 7pm"]))
    assert lina.reads.startswith("Got it: kuih lapis of 222 layers, with coconut")
    assert "6 × kuih lapis of 666 layers, with coconut, RM6.50 each" in lina.reads
    await lina.writes("12 kuih RM8\n" + "so good " * 200)
    assert lina.reads.startswith("1,611 of 900 characters: 711 too many. Shorten it.")


async def test_seven_lines_are_too_many(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.writes("sat\n" + "\n".join(f"{place} kuih{'abcdefg'[place - 1]} RM8" for place in range(1, 8)))
    assert "A drop can have up to 6 items. Write fewer." in lina.reads


async def test_a_reading_tapped_after_the_question_is_closed_asks_for_the_message_again(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    await lina.writes("kuih lapis 12 8")
    await lina.writes("/desk")
    await lina.tap("1: 12 × RM8.00, kuih lapis")
    assert lina.reads.startswith("Write what you are bringing in one message")


async def test_the_card_says_why_the_line_was_read_so(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.writes("iphone 12 case 5 pcs RM25 sat 7pm")
    await lina.tap("Why?")
    assert lina.reads == (
        "Why we read it this way:\n12 belongs to the name, because of “iphone”.\n"
        "5 is the quantity, because of “pcs”.\n25 is the price, because of “RM”."
    )
    await lina.tap("Back")
    assert lina.reads.startswith("Got it: 5 × iphone 12 case, RM25.00 each.")
