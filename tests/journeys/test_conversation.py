"""Typed texts get their own answers, by one order, for each role and in each language."""

import pytest
from sqlmodel import Session, col, select

from handlers.ticket.qr import qr_png
from storage.drop import Drop, DropState, Item
from tests.journeys.harness import ROS, TOM, Market, Visitor
from tests.journeys.test_desk import to_evening_of
from tests.journeys.test_vendor import photo


def newest(session: Session) -> Drop:
    return session.exec(select(Drop).order_by(col(Drop.id).desc()).limit(1)).one()


async def drafts_named(market: Market, name: str) -> list[tuple[int, int]]:
    """The quantity and price of each draft item with this name."""
    rows = (
        select(Item.quantity, Item.price)
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Drop.state) == DropState.DRAFT, col(Item.name) == name)
    )
    return await market.store.read(lambda session: [(row[0], row[1]) for row in session.exec(rows)])


@pytest.fixture
def ros(market: Market) -> Visitor:
    """She has a stall, and drops on sale."""
    return market.visitor(ROS)


async def test_missing_numbers_are_asked_with_buttons_and_never_with_the_shoppers_list(
    market: Market, ros: Visitor
) -> None:
    """Finding 17."""
    await ros.writes("cendol rm4")
    assert ros.reads == "How many cendol, at RM4.00 each?"
    assert ros.labels == ["5", "10", "20", "30", "Discard draft"]
    await ros.tap("20")
    assert ros.reads.startswith("Got it: 20 × cendol, RM4.00 each.")
    await ros.writes("RM5 laksa")
    await ros.writes("7 cups")
    assert ros.reads.startswith("Got it: 7 × laksa, RM5.00 each.")
    await ros.writes("pisang goreng RM3")
    await ros.tap("Discard draft")
    assert await drafts_named(market, "pisang goreng") == []


async def test_what_costs_nothing_is_asked_about(market: Market, ros: Visitor) -> None:
    await ros.writes("30 stickers RM0")
    assert ros.reads == "30 stickers at RM0.00 each?"
    await ros.tap("Yes, RM0.00")
    assert ros.reads.startswith("Got it: 30 × stickers, RM0.00 each.")
    await ros.writes("30 badges RM0")
    await ros.tap("Set a price")
    await ros.writes("RM2")
    assert ros.reads.startswith("Changed.\n\nGot it: 30 × badges, RM2.00 each.")


async def quantity(market: Market) -> int:
    item = select(Item.quantity).where(col(Item.drop_id) == market.town.kuih_lapis)
    return await market.store.read(lambda session: session.exec(item).one())


async def test_an_old_question_which_one_counts_what_was_booked_since(market: Market, ros: Visitor) -> None:
    await ros.writes("8 kuih lapis RM8.50 sat 6pm")
    await ros.tap("Publish")
    await ros.writes("kuih lapis tinggal 3")
    await ros.tap("Kuih lapis, Fri 27 Nov")
    assert ros.reads == "Now 6 × Kuih lapis, Fri 27 Nov.", "three are on hold or booked"
    await ros.writes("kuih lapis tinggal 3")
    asked = ros.screen.id
    tom = market.visitor(TOM)
    await tom.writes("kuih lapis sat")
    await tom.tap("Join for 2")
    await ros.tap("kuih lapis, Sat 28 Nov", message=asked)
    assert ros.reading(asked) == "Now 3 × kuih lapis, Sat 28 Nov."
    await to_evening_of(ros, "kuih lapis")
    assert "kuih lapis: 1 left, 2 booked" in ros.reads


async def test_a_line_that_is_edited_replaces_its_draft_and_not_what_is_on_sale(
    market: Market, ros: Visitor
) -> None:
    await ros.writes("12 tapai RM4 sat")
    written = ros.phone.messages[-2].id
    await ros.edit(written, "20 tapai RM5 sat")
    assert "20 × tapai, RM5.00" in ros.reads
    assert await drafts_named(market, "tapai") == [(20, 500)]
    await ros.edit(written, "tapai")
    assert await drafts_named(market, "tapai") == [(20, 500)], "no stock line"
    await ros.edit(written, "18 tapai RM5 sat")
    await ros.tap("Publish")
    await ros.edit(written, "30 tapai RM5 sat")
    assert ros.reads.startswith("All of this message is on sale already, so nothing was changed.")
    assert "18 × tapai" in ros.reads
    assert await drafts_named(market, "tapai") == []


async def test_a_caption_and_a_line_whose_reading_was_asked_are_edited_too(
    market: Market, ros: Visitor
) -> None:
    await ros.phone.photo(photo(), "12 tapai RM4 sat")
    await market.until_idle()
    await ros.edit(ros.phone.messages[-2].id, "14 tapai RM4 sat")
    assert await drafts_named(market, "tapai") == [(14, 400)]
    await ros.writes("kuih bingka 12 8")
    written = ros.phone.messages[-2].id
    assert ros.reads.startswith("Which one do you mean?")
    await ros.tap(ros.labels[0])
    assert len(await drafts_named(market, "kuih bingka")) == 1
    await ros.edit(written, "30 kuih bingka RM2 sat")
    assert await drafts_named(market, "kuih bingka") == [(30, 200)]
    await ros.edit(written, "kuih bingka 12 8")
    await ros.tap(ros.labels[0])
    [(quantity, _)] = await drafts_named(market, "kuih bingka")
    assert quantity != 30


async def test_a_booking_to_cancel_is_named_and_a_deposit_is_found(market: Market, tom: Visitor) -> None:
    await tom.writes("/start")
    await tom.writes("coffe")
    await tom.tap("1 Tenom drip co…")
    await tom.tap("Join for 1")
    await tom.writes("cancel my ticket")
    assert tom.reads == "Which booking? Open it, then tap “I can't come”."
    await tom.tap("Tenom drip coffee")
    assert tom.screen.photo is not None


async def test_a_refused_photo_stands_above_its_question(market: Market, ros: Visitor) -> None:
    await ros.writes("/desk")
    await ros.tap(data="za")
    question = ros.reads
    await ros.phone.photo(qr_png("https://example.org/"))
    await market.until_idle()
    assert ros.reads.startswith("That is not a bank payment QR.")
    assert ros.reads.endswith("\n\n" + question)
