"""Changing a booking: one more, fewer, another hour or a place in its waitlist."""

from sqlmodel import Session, col, select

from storage.drop import Drop, Item
from storage.waitlist import Booking
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, TOM
from tests.journeys.test_waitlist import empty_drop


def allow(session: Session, item: int, limit: int) -> None:
    session.get_one(Drop, session.get_one(Item, item).drop_id).per_person = limit


async def booked(market: Market, label: str, quantity: int, limit: int) -> tuple[Visitor, int]:
    """Tom books with the button `label`, and a minute passes."""
    tom = market.visitor(TOM)
    _, item = await market.change(empty_drop, market.town.kuih_lapis, quantity)
    await market.change(allow, item, limit)
    await tom.open(f"d_RACE{quantity}")
    await tom.tap(label)
    market.clock.move(seconds=61)
    await tom.tap("Change booking")
    return tom, item


async def test_one_more_is_a_ticket_of_its_own_where_there_is_one(market: Market) -> None:
    tom, item = await booked(market, "Join for 1", 3, 2)
    assert "Ask for 1 more" in tom.labels
    assert "Keep fewer" not in tom.labels
    await tom.tap("Ask for 1 more")
    assert "Pickup ticket: 1 ×" in tom.reads
    units = select(Booking.units).where(col(Booking.item_id) == item)
    assert [*await market.store.read(lambda session: session.exec(units).all())] == [1, 1]


async def test_fewer_are_kept_after_a_question_and_the_rest_goes_on(market: Market) -> None:
    tom, item = await booked(market, "Join for 2", 2, 2)
    lina = market.visitor(LINA)
    await lina.open("d_RACE2")
    await lina.tap("Join waitlist")
    await tom.tap("Keep fewer")
    assert "How many do you keep?" in tom.reads
    assert tom.labels == ["Keep only 1", "Back"]
    await tom.tap("Back")
    await tom.tap("Keep fewer")
    await tom.tap("Keep only 1")
    assert "1 × race for 2. Your ticket: /tickets" in tom.reads
    assert tom.labels == []
    held = select(Item.held).where(col(Item.id) == item)
    assert await market.store.read(lambda session: session.exec(held).one()) == 1


async def test_where_none_is_left_one_more_is_waited_for_and_the_booking_stays(market: Market) -> None:
    tom, _ = await booked(market, "Join for 1", 1, 1)
    assert not {"Ask for 1 more", "Keep fewer"} & set(tom.labels), "one is the limit"
    tom, _ = await booked(market, "Join for 1", 2, 2)
    lina = market.visitor(LINA)
    await lina.open("d_RACE2")
    await lina.tap("Take 1 now")
    await tom.tap("Back" if "Back" in tom.labels else "Details")
    await tom.tap("Change booking")
    await tom.tap("Ask for 1 more")
    assert "Your number is" in tom.reads


async def test_why_the_wait_leads_back_to_where_it_was_asked(market: Market) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await market.change(empty_drop, market.town.kuih_lapis, 1)
    await tom.open("d_RACE1")
    await tom.tap("Join for 1")
    await lina.open("d_RACE1")
    await lina.tap("Join waitlist")
    waiting = lina.reads
    await lina.tap("Why the wait?")
    await lina.tap("Back")
    assert lina.reads == waiting
