"""Fewer are left than somebody may have: the card says so, and that the rest is waited for."""

from sqlmodel import Session, col, select

from storage.drop import Drop, Item
from tests.dispatcher.harness import Market
from tests.journeys.harness import LINA, TOM
from tests.journeys.test_waitlist import empty_drop


def allow_each(session: Session, item: int, limit: int) -> None:
    session.get_one(Drop, session.get_one(Item, item).drop_id).per_person = limit


def leave(session: Session, drop: int, units: int, limit: int) -> None:
    item = session.exec(select(Item).where(col(Item.drop_id) == drop)).one()
    item.quantity = item.booked + item.held + units
    session.get_one(Drop, drop).per_person = limit


async def test_the_last_one_is_taken_now_or_two_are_waited_for(market: Market) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    code = await market.store.read(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await market.change(leave, market.town.kuih_lapis, 1, 2)
    await tom.open(f"d_{code}")
    assert "Only 1 is left." in tom.reads
    assert tom.labels[:2] == ["Take 1 now", "Wait for 2"]
    await tom.tap("Wait for 2")
    assert "Your number is" in tom.reads
    assert "for 2" in tom.reads
    await tom.tap("Change or leave")
    await tom.tap("Leave waitlist")
    await lina.open(f"d_{code}")
    await lina.tap("Take 1 now")
    assert "Pickup ticket: 1 ×" in lina.reads


async def test_where_as_many_are_left_as_one_may_have_nothing_is_said(market: Market) -> None:
    tom = market.visitor(TOM)
    code = await market.store.read(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await market.change(leave, market.town.kuih_lapis, 2, 2)
    await tom.open(f"d_{code}")
    assert "Only" not in tom.reads
    assert tom.labels[:2] == ["Join for 1", "Join for 2"]


async def test_of_three_left_four_are_waited_for(market: Market) -> None:
    tom = market.visitor(TOM)
    code = await market.store.read(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await market.change(leave, market.town.kuih_lapis, 3, 5)
    await tom.open(f"d_{code}")
    assert "Only 3 are left." in tom.reads
    await tom.tap("2 to 5")
    assert tom.labels[:5] == ["1 for RM8.50", "2 for RM17.00", "3 for RM25.50", "Wait for 4", "Wait for 5"]


async def test_nobody_is_offered_more_than_there_are(market: Market) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 1)
    await market.change(allow_each, item, 4)
    await tom.open("d_RACE1")
    assert "Limit: 1 each." in tom.reads
    assert tom.labels[:2] == ["Join for 1", "Details"]
    await tom.tap("Join for 1")
    await lina.open("d_RACE1")
    await lina.tap("Join waitlist")
    await lina.tap("Change or leave")
    assert lina.labels == ["1 for RM8.50", "Leave waitlist", "Back"]
