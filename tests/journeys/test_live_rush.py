"""A live rush: a thousand people write the code of one item within five seconds."""

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.live.live_order import live_order
from market.live.live_session import LiveTerms, start_live
from sandbox import UserProfile
from storage.drop import Drop, Item
from storage.live import LiveBooking
from storage.stall import Stall
from storage.waitlist import Entry, Hold
from tests.journeys.conftest import open_market
from tests.journeys.harness import Market
from tests.journeys.test_join_rush import JoinRush, in_sequence
from tests.journeys.test_waitlist import empty_drop

SECONDS, SLICES = 5.0, 25


@pytest.fixture
async def rush_market(database_url: str, size: tuple[int, int]) -> AsyncIterator[Market]:
    """Yield the demo data with as many people as `size` says."""
    people = tuple(
        UserProfile(id=6000 + place, first_name=f"Visitor {place}", language_code="en")
        for place in range(size[0])
    )
    async with open_market(Market(database_url, people)) as market:
        await market.open()
        yield market


class LiveRush(JoinRush):
    """People who write the code of `item`."""

    async def write(self, seconds: float) -> None:
        """Everyone writes, spread over so many seconds."""
        updates = self.market.sandbox.telegram.first_account.updates
        self._on_push, updates.on_push = updates.on_push, self._note
        for part in range(SLICES):
            here = self.people[part::SLICES]
            await asyncio.gather(*(self.market.sandbox.person(one).write("MINE a001") for one in here))
            await asyncio.sleep(seconds / SLICES)
        updates.on_push = self._on_push
        await self.market.until_idle(140)


async def book_live_at_once(market: Market, people: int, units: int, seconds: float) -> None:
    drop, item = await market.store.write(empty_drop, market.town.kuih_lapis, units)
    owner = await market.store.read(owner_of, drop)
    terms = LiveTerms(drop=drop, minutes=2, with_word=False)
    rush = LiveRush(market, [6000 + place for place in range(people)], item)
    await rush.arrive()
    await market.change(start_live, Actor(owner), terms, market.clock(), rng=Random(1))
    market.clock.move(seconds=60)
    await rush.write(seconds)
    numbers = await rush.numbers()
    assert sorted(numbers.values()) == list(range(1, people + 1)), "one entry and one number for each"
    in_sequence(numbers, rush.came)
    await published(market, drop, people)
    for turn in range(3):
        held = [*range(turn * units + 1, (turn + 1) * units + 1)]
        assert await market.store.read(holding, item) == held, "the next in the order of arrival"
        assert await market.store.read(counts, item) == (units, 0, people - (turn + 1) * units)
        market.clock.move(seconds=121)
        await market.deliver()


async def published(market: Market, drop: int, people: int) -> None:
    """Return the published order of numbers, page by page."""
    first = await market.store.read(live_order, drop, 1)
    pages = [await market.store.read(live_order, drop, page) for page in range(1, first.pages + 1)]
    assert [each.number for page in pages for each in page.bookings] == list(range(1, people + 1))
    assert {each.code for each in first.bookings} == {"a001"}


def owner_of(session: Session, drop: int) -> int:
    return session.get_one(Stall, session.get_one(Drop, drop).stall_id).owner_id or 0


def holding(session: Session, item: int) -> list[int]:
    """The numbers of those who hold something, by live bookings."""
    rows = select(Entry.number).join(Hold, col(Hold.entry_id) == col(Entry.id))
    rows = rows.join(LiveBooking, col(LiveBooking.entry_id) == col(Entry.id))
    live = rows.where(col(Hold.item_id) == item, col(Hold.state) == "live")
    return [number or 0 for number in session.exec(live.order_by(col(Entry.number)))]


def counts(session: Session, item: int) -> tuple[int, int, int]:
    row = session.get_one(Item, item)
    assert row.quantity - row.held - row.booked >= 0
    return row.held, row.booked, row.waiting


@pytest.mark.parametrize("size", [(40, 10)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.feature("S11")
async def test_forty_write_for_ten_and_the_order_of_arrival_counts(
    rush_market: Market, size: tuple[int, int]
) -> None:
    await book_live_at_once(rush_market, *size, seconds=0.1)


@pytest.mark.proof
@pytest.mark.parametrize("size", [(1000, 100)])
async def test_a_thousand_write_within_five_seconds_and_the_order_of_arrival_counts(
    rush_market: Market, size: tuple[int, int]
) -> None:
    await book_live_at_once(rush_market, *size, seconds=SECONDS)
