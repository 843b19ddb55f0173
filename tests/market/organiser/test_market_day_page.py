"""A market day for organisers: its numbers are those of its stalls alone, and its neighbours are the days next to it."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from market.actor import Actor, NotOrganiser
from market.broadcast.choices import coming_market_days
from market.organiser.market_day_page import MarketDayPage, market_day_page
from market.organiser.refusals import MarketDayUnknown
from market.stock.move import move_drop
from market.stock.pause import cancel
from market.stock.stock_line import StockLine
from storage.drop import Drop
from storage.market_day import StallDay
from storage.waitlist import Booking
from tests.market.waitlist.conftest import ROS, ItemScenario
from tests.market.waitlist.test_allocation import NewItem

KEN = Actor(31, is_configured_admin=True)
DAY = timedelta(days=1)


async def page_of(item: ItemScenario) -> MarketDayPage:
    def market_day(session: Session) -> int:
        return session.get_one(StallDay, session.get_one(Drop, item.drop).stall_day_id).market_day_id

    return await item.store.read(market_day_page, KEN, await item.store.read(market_day))


async def test_it_counts_people_once_and_units_at_their_stall(new_item: NewItem) -> None:
    item, other = await new_item(quantity=9, per_person=3), await new_item(quantity=9)
    await item.book(1, 3)
    await item.book(2, 1)
    await other.book(1, 2)

    booking = await item.booking_of(2)

    def collected(session: Session) -> None:
        session.get_one(Booking, booking).collected = 1

    await item.store.write(collected)
    page = await page_of(item)
    assert (page.people, page.came) == (2, 1)
    [stall] = page.stalls
    assert (stall.booked, stall.collected, stall.sold, stall.paused) == (6, 1, 0, False)
    assert (stall.on_duty, stall.places, stall.reports) == (0, 0, 0)


@pytest.mark.empty_market("the market days next to it are anybody's")
async def test_the_days_next_to_it_are_those_on_which_a_stall_stands(new_item: NewItem) -> None:
    first, gone, last = [await new_item() for _ in range(3)]
    starts_at = (await first.store.read(lambda session: session.get_one(Drop, first.drop))).starts_at
    for item, days in ((first, 1), (gone, 2), (last, 3)):
        later = StockLine(day=(starts_at + days * DAY).date())
        await item.store.write(move_drop, Actor(ROS), item.drop, later, item.now)
    before = await page_of(gone)
    assert before.earlier is not None
    assert before.later is not None
    assert before.later.day - before.earlier.day == 2 * DAY
    await first.store.write(cancel, Actor(ROS), gone.drop, gone.now)
    with pytest.raises(MarketDayUnknown):
        await page_of(gone)
    page = await page_of(first)
    assert page.earlier is None
    assert page.later is not None
    assert (page.later.id, page.later.day) == ((await page_of(last)).id, (await page_of(last)).day)
    assert (await first.store.read(coming_market_days, KEN, first.now))[0].id == page.id


async def test_it_is_for_organisers(item: ItemScenario) -> None:
    with pytest.raises(NotOrganiser):
        await item.store.read(market_day_page, Actor(ROS), 1)
