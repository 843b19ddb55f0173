"""A stall does something with all of an evening, and a shopper with several things there hears of it once."""

import pytest
from sqlmodel import Session, col, select

from market.waitlist.join import join
from storage.drop import DropState, Item
from tests.journeys.harness import ROS, TOM, Market, Visitor, without_bidi_marks
from tests.journeys.test_desk import HOUR, add_drop, to_evening_of
from tests.journeys.test_vendor import DICE
from tests.people import person_at

DISHES = ("Apam", "Teh tarik", "Kuih lapis")


def book_each(session: Session, market: Market) -> None:
    for name in DISHES:
        drop = add_drop(session, name, market.clock.now + 25 * HOUR, DropState.PUBLISHED)
        item = session.exec(select(Item.id).where(col(Item.drop_id) == drop)).one()
        join(session, person_at(session, TOM), item or 0, 1, market.clock(), DICE)


@pytest.fixture
async def tom(market: Market) -> Visitor:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    return tom


@pytest.fixture
async def ros(market: Market, tom: Visitor) -> Visitor:
    ros = market.visitor(ROS)
    await ros.writes("/start")
    await market.change(book_each, market)
    await market.deliver()
    await to_evening_of(ros, "Apam")
    await ros.tap("All of 25 Nov")
    return ros


def messages_of(visitor: Visitor, words: str) -> list[str]:
    """Return the messages of the bot in a chat that have these words."""
    texts = (without_bidi_marks(message.text) for message in visitor.phone.messages)
    return [text for text in texts if words in text]


async def test_all_of_it_moves_in_five_taps_and_who_has_three_things_there_hears_it_once(
    market: Market, ros: Visitor, tom: Visitor
) -> None:
    await ros.tap("Move all")
    assert ros.reads == (
        "Wed 25 Nov · Lorong Bakau, 11:00 to 15:00\n"
        "When? Everything moves together. Tap a day, or write a day and hours: sat 7pm-10pm."
    )
    await ros.tap("Mon 30 Nov")
    assert ros.reads == (
        "Move all of it?\n"
        "Now: Wed 25 Nov · Lorong Bakau, 11:00 to 15:00\n"
        "New: Mon 30 Nov · Lorong Bakau, 11:00 to 15:00\n"
        "We tell 1 person."
    )
    stale = next(button.data or "" for row in ros.screen.buttons for button in row if "tell" in button.text)
    assert (await ros.tap("Move all, tell 1")).text == "Moved. We told 1 person."
    assert ros.reads.startswith("Mon 30 Nov · Lorong Bakau, 11:00 to 15:00, set up from 09:00\n")
    assert all(f"{dish}: " in ros.reads for dish in DISHES)
    await market.deliver()
    [moved] = messages_of(tom, "Moved: ")
    assert moved == (
        "Moved: Dapur Nenek Ros. Was: Wed 25 Nov, 11:00 to 15:00, Lorong Bakau. "
        "Now: Mon 30 Nov, 11:00 to 15:00, Lorong Bakau. Are you coming?"
    )
    await tom.tap("I am coming")
    assert "The stall knows you are coming." in tom.reads or all(dish in tom.reads for dish in DISHES)
    await ros.tap(data=stale)
    assert "This evening is over, cancelled or moved" in ros.reads, "it moved already"
    await market.deliver()
    assert len(messages_of(tom, "Moved: ")) == 1


async def test_a_typed_time_moves_all_and_nonsense_is_asked_again(
    market: Market, ros: Visitor, tom: Visitor
) -> None:
    await ros.tap("Move all")
    await ros.writes("whenever you like")
    assert "We did not understand that." in ros.reads
    await ros.writes("thu 12-3pm")
    assert "New: Thu 26 Nov · Lorong Bakau, 12:00 to 15:00" in ros.reads
    await ros.tap("Leave as it is")
    assert "When? Everything moves together." in ros.reads


async def test_a_pause_a_note_and_a_cancellation_reach_each_once(
    market: Market, ros: Visitor, tom: Visitor
) -> None:
    assert (await ros.tap("Pause all")).text == "Paused. We told 1 person."
    assert (await ros.tap("Resume all")).text == "Resumed. We told 1 person."
    await ros.tap("Note")
    assert "Write a line for everybody who comes" in ros.reads
    await ros.writes("Cash only, the <b>machine</b> is broken 🙈")
    assert "On your tickets and drops: “Cash only, the <b>machine</b> is broken 🙈”" in ros.reads
    assert "Not sent yet. 1 person has booked." in ros.reads
    assert (await ros.tap("Send to 1")).text == "Sent to 1 person."
    await market.deliver()
    [told] = messages_of(tom, "The stall says: ")
    assert told.endswith("The stall says: “Cash only, the <b>machine</b> is broken 🙈”")
    await tom.writes("/tickets")
    await ros.tap("Remove")
    await ros.tap("Cancel all")
    await ros.writes("The oven broke")
    assert "Reason: “The oven broke”." in ros.reads
    assert (await ros.tap("Cancel, tell 1")).text == "Cancelled. We told 1 person."
    assert "cancelled" in ros.reads
    await market.deliver()
    [cancelled] = messages_of(tom, "The oven broke")
    assert "Your place or booking has ended." in cancelled
