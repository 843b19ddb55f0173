"""Typed texts get their own answers, by one order, for each role and in each language."""

import pytest
from sqlmodel import Session, col, select

from handlers.ticket.qr import qr_png
from storage.drop import Drop, DropState, Item
from storage.ticket import Ticket
from tests.journeys.harness import KEN, ROS, TOM, Market, Visitor
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


async def test_what_is_no_price_is_asked_once_more_and_then_means_what_it_says(
    market: Market, ros: Visitor
) -> None:
    await ros.say("10 durian")
    await ros.say("about 8")
    assert ros.reads == (
        "That is not a price. Write only the price, like RM8.50.\n\nWhat is the price of 1 durian?"
    )
    await ros.say("tonight")
    assert ros.reads.startswith("Tue 24 Nov · ")
    await ros.say("8")
    assert "durian" not in ros.reads
    assert await drafts_named(market, "durian") == [(10, 0)]


async def test_a_ticket_code_is_a_ticket_whatever_is_open(market: Market, ros: Visitor) -> None:
    """Finding 2: at the stall the queue stood still, because a code was read as stock."""

    def code_of_ros(session: Session) -> str:
        stalls = select(Drop.stall_id).where(col(Drop.id) == market.town.kuih_lapis)
        assert session.exec(stalls).one()
        return session.exec(select(Ticket.code).order_by(col(Ticket.id)).limit(1)).one()

    code = await market.store.read(code_of_ros)
    for question in ("/post", "10 durian", "/desk"):
        await ros.say(question)
        if question == "/desk":
            await ros.tap("Kuih lapis")
            await ros.tap("Type a number")
        await ros.say(f"{code[:4]}-{code[4:8]}-{code[8:]}")
        assert "VALID" in ros.reads, (question, ros.reads)


async def test_missing_numbers_are_asked_with_buttons_and_never_with_the_shoppers_list(
    market: Market, ros: Visitor
) -> None:
    """Finding 17."""
    await ros.say("cendol rm4")
    assert ros.reads == "How many cendol, at RM4.00 each?"
    assert ros.labels == ["5", "10", "20", "30", "Discard draft"]
    await ros.tap("20")
    assert ros.reads.startswith("Got it: 20 × cendol, RM4.00 each.")
    await ros.say("RM5 laksa")
    await ros.say("7 cups")
    assert ros.reads.startswith("Got it: 7 × laksa, RM5.00 each.")
    await ros.say("pisang goreng RM3")
    await ros.tap("Discard draft")
    assert await drafts_named(market, "pisang goreng") == []


async def test_what_costs_nothing_is_asked_about(market: Market, ros: Visitor) -> None:
    await ros.say("30 stickers RM0")
    assert ros.reads == "30 stickers at RM0.00 each?"
    await ros.tap("Yes, RM0.00")
    assert ros.reads.startswith("Got it: 30 × stickers, RM0.00 each.")
    await ros.say("30 badges RM0")
    await ros.tap("Set a price")
    await ros.say("RM2")
    assert ros.reads.startswith("Got it: 30 × badges, RM2.00 each.")


async def test_same_day_stock_after_the_usual_hour_begins_now(market: Market, ros: Visitor) -> None:
    """Finding 3: it was refused, because the hours of the last drop were over."""
    await ros.say("5 apam RM3 sat 10am-2pm")
    await ros.tap("Publish")
    market.clock.move(hours=1, minutes=3)
    await ros.say("10 tapai RM4 today")
    assert ros.reads.startswith("Got it: 10 × tapai, RM4.00 each.\nTue 24 Nov, 11:15 to 22:00, Lorong Bakau.")
    await ros.say("10 tapai RM4 today 9am")
    assert ros.reads.startswith("09:00 has passed, so it begins at 11:15.\n\nGot it: 10 × tapai")
    market.clock.move(minutes=30)
    await ros.tap("Publish")
    assert "Published: 10 × tapai, RM4.00 each." in ros.reads
    assert "Tue 24 Nov, 11:45 to 22:00" in ros.reads


async def quantity(market: Market) -> int:
    item = select(Item.quantity).where(col(Item.drop_id) == market.town.kuih_lapis)
    return await market.store.read(lambda session: session.exec(item).one())


async def test_a_number_alone_asks_which_item_and_answers_an_open_question_first(
    market: Market, ros: Visitor
) -> None:
    await ros.say("+5")
    assert ros.reads == "Which one?"
    await ros.tap("Kuih lapis, Fri 27 Nov")
    assert ros.reads == "Now 17 × Kuih lapis, Fri 27 Nov."
    await ros.say("cendol RM4")
    await ros.say("+5")
    assert "Which one?" not in ros.reads
    assert await quantity(market) == 17


async def test_an_old_question_which_one_counts_what_was_booked_since(market: Market, ros: Visitor) -> None:
    await ros.say("8 kuih lapis RM8.50 sat 6pm")
    await ros.tap("Publish")
    await ros.say("kuih lapis tinggal 3")
    await ros.tap("Kuih lapis, Fri 27 Nov")
    assert ros.reads == "Now 6 × Kuih lapis, Fri 27 Nov.", "three are on hold or booked"
    await ros.say("kuih lapis tinggal 3")
    asked = ros.screen.id
    tom = market.visitor(TOM)
    await tom.say("kuih lapis sat")
    await tom.tap("Join for 2")
    await ros.tap("kuih lapis, Sat 28 Nov", message=asked)
    assert ros.reading(asked) == "Now 3 × kuih lapis, Sat 28 Nov."
    await ros.say("/desk")
    assert "kuih lapis: 1 left of 3, 2 booked" in ros.reads


async def test_on_two_days_the_line_asks_which_one(market: Market, ros: Visitor) -> None:
    await ros.say("8 kuih lapis RM8.50 sat 6pm")
    await ros.tap("Publish")
    await ros.say("+5 kuih lapis")
    assert ros.reads == "Which one?"
    assert ros.labels[:2] == ["Kuih lapis, Fri 27 Nov", "kuih lapis, Sat 28 Nov"]
    await ros.tap("kuih lapis, Sat 28 Nov")
    assert ros.reads == "Now 13 × kuih lapis, Sat 28 Nov."
    await ros.say("sold out kuih lapis sat")
    assert ros.reads == "Sold out: kuih lapis, Sat 28 Nov. 13 were left."


async def test_the_same_name_that_day_can_be_added_to_what_is_there(market: Market, ros: Visitor) -> None:
    """Finding 28: two drops of one name and day, without a word."""
    await ros.say("12 kuih lapis RM8.50 fri")
    assert "You already have 12 × Kuih lapis that day." in ros.reads
    assert ros.labels[:2] == ["Add 12 to it", "Publish apart"]
    await ros.tap("Add 12 to it")
    assert ros.reads == "Now 24 × Kuih lapis, Fri 27 Nov."
    assert await drafts_named(market, "kuih lapis") == []
    await ros.say("3 kuih lapis RM8.50 fri")
    await ros.tap("Publish apart")
    assert "Published: 3 × kuih lapis" in ros.reads


async def test_a_line_that_is_edited_replaces_its_draft_and_not_what_is_on_sale(
    market: Market, ros: Visitor
) -> None:
    await ros.say("12 tapai RM4 sat")
    written = ros.phone.messages[-2].id
    await ros.edit(written, "20 tapai RM5 sat")
    assert "20 × tapai, RM5.00" in ros.reads
    assert await drafts_named(market, "tapai") == [(20, 500)]
    await ros.edit(written, "tapai")
    assert await drafts_named(market, "tapai") == [(20, 500)], "no stock line"
    await ros.edit(written, "18 tapai RM5 sat")
    await ros.tap("Publish")
    await ros.edit(written, "30 tapai RM5 sat")
    assert ros.reads.startswith("This message is on sale already, so nothing was changed.")
    assert "18 × tapai" in ros.reads
    assert await drafts_named(market, "tapai") == []


async def test_a_caption_and_a_line_whose_reading_was_asked_are_edited_too(
    market: Market, ros: Visitor
) -> None:
    await ros.phone.photo(photo(), "12 tapai RM4 sat")
    await market.until_idle()
    await ros.edit(ros.phone.messages[-2].id, "14 tapai RM4 sat")
    assert await drafts_named(market, "tapai") == [(14, 400)]
    await ros.say("kuih bingka 12 8")
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


async def test_an_addition_that_is_edited_is_not_made_twice_and_a_price_is_the_last_one(ros: Visitor) -> None:
    await ros.say("+5 kuih lapis")
    assert ros.reads.startswith("Now 17 × Kuih lapis")
    await ros.edit(ros.phone.messages[-2].id, "+6 kuih lapis")
    assert ros.reads.startswith("You edited a message after its units were added, so nothing was changed.")
    await ros.say("kuih lapis RM9")
    await ros.edit(ros.phone.messages[-2].id, "kuih lapis RM10")
    assert "RM10.00" in ros.reads
    await ros.say("+1 kuih lapis")
    assert ros.reads.startswith("Now 18 × Kuih lapis")


async def test_a_booking_to_cancel_is_named_and_a_deposit_is_found(market: Market, tom: Visitor) -> None:
    await tom.say("/start")
    await tom.say("coffe")
    await tom.tap("1 Tenom drip co…")
    await tom.tap("Join for 1")
    await tom.say("cancel my ticket")
    assert tom.reads == "Which booking? Open it, then tap “I can't come”."
    await tom.tap("Tenom drip coffee")
    assert tom.screen.photo is not None


async def test_a_refused_answer_leads_back_to_its_question(ros: Visitor) -> None:
    await ros.say("/stall")
    await ros.tap("Description")
    question = ros.reads
    await ros.say("x" * 2000)
    assert ros.reads == "A description has 1 to 600 characters. Write it again."
    assert ros.labels == ["Back", "Start"]
    await ros.tap("Back")
    assert ros.reads == question
    await ros.say("Kuih from six in the morning")
    assert "Kuih from six in the morning" in ros.reads


async def test_a_refused_photo_leads_back_to_its_question(market: Market, ros: Visitor) -> None:
    await ros.say("/desk")
    await ros.tap(data="za")
    question = ros.reads
    await ros.phone.photo(qr_png("https://example.org/"))
    await market.until_idle()
    assert ros.reads.startswith("That is not a bank payment QR.")
    assert ros.labels == ["Back", "Start"]
    await ros.tap("Back")
    assert ros.reads == question


async def test_an_organiser_is_not_sent_to_the_organisers(organised_market: Market) -> None:
    ken, tom = (organised_market.visitor(one) for one in (KEN, TOM))
    await ken.say("/language")
    await ken.tap("English")
    await ken.say("where is the toilet")
    assert ken.reads == "We found nothing for “where is the toilet”."
    assert ken.labels == ["All drops", "Desk", "Manage market"]
    await tom.say("where is the toilet")
    assert tom.reads == "We found nothing for “where is the toilet”. The organisers can answer."
    assert tom.labels == ["Ask organisers", "All drops"]
