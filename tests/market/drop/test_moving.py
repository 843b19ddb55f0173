"""Moving a drop: a draw that has not happened moves along, and people who said they come are asked again."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.draw.close_draw import items_to_close
from market.stock.move import move_alley, move_drop
from market.stock.stock_line import StockLine
from storage.alley import Alley
from storage.drop import Drop
from storage.waitlist import Booking
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario, new_item

__all__ = ["new_item"]

NewItem = Callable[..., Awaitable[ItemScenario]]
STALL, DAY = Actor(ROS), timedelta(days=1)


async def to(item: ItemScenario, days: int) -> None:
    """Return the stock line of a day so many days later, at the same hour."""
    starts_at = (await row(item)).starts_at
    await item.store.write(
        move_drop, STALL, item.drop, StockLine(day=(starts_at + days * DAY).date()), now=item.now
    )


async def row(item: ItemScenario) -> Drop:
    return await item.store.read(lambda session: session.get_one(Drop, item.drop))


async def times(item: ItemScenario) -> tuple[datetime | None, datetime | None]:
    found = await row(item)
    return found.closes_at, found.draws_at


@pytest.mark.parametrize("days", [-1, 2])
async def test_a_draw_moves_along_by_as_much(new_item: NewItem, days: int) -> None:
    ends, draws = NOW + 40 * HOUR, NOW + 41 * HOUR
    item = await new_item(policy="draw", closes_at=ends, draws_at=draws)
    other = await new_item(policy="draw", closes_at=ends, draws_at=draws)
    await item.sweep()
    await item.join(1)
    await to(item, days)
    assert await times(item) == (ends + days * DAY, draws + days * DAY)
    assert await times(other) == (ends, draws)
    item.now = ends + days * DAY - HOUR / 60
    assert item.item not in await item.store.read(items_to_close, item.now)
    item.now += HOUR / 60
    assert item.item in await item.store.read(items_to_close, item.now)


async def test_what_has_happened_of_a_draw_stays(new_item: NewItem) -> None:
    ends, draws = NOW + HOUR, NOW + 2 * HOUR
    item = await new_item(policy="draw", closes_at=ends, draws_at=draws)
    item.now = ends
    await to(item, 1)
    assert await times(item) == (ends, draws + DAY), "its entries have closed"
    item.now = draws + DAY
    await to(item, 1)
    assert await times(item) == (ends, draws + DAY), "it was drawn"


async def to_another_alley(item: ItemScenario) -> None:
    there = Alley(
        id=2, code="OTHER", name="Lorong Lain", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=6.1, longitude=116.1,
    )  # fmt: skip
    await item.store.write(lambda session: session.add(there))
    await item.store.write(move_alley, STALL, item.drop, 2, now=item.now)


async def a_day_later(item: ItemScenario) -> None:
    await to(item, 1)


async def coming(item: ItemScenario) -> dict[int, bool]:
    rows = select(Booking.person_id, Booking.coming).where(col(Booking.item_id) == item.item)
    return await item.store.read(lambda session: {one or 0: said for one, said in session.exec(rows)})


@pytest.mark.parametrize("moved", [a_day_later, to_another_alley])
async def test_who_said_they_come_is_asked_again_and_says_it_again(
    new_item: NewItem, moved: Callable[[ItemScenario], Awaitable[None]]
) -> None:
    item = await new_item()
    row = await item.store.read(lambda session: session.get_one(Drop, item.drop))
    other = await new_item(starts_at=row.starts_at + 2 * DAY, ends_at=row.ends_at + 2 * DAY)
    bookings = {}
    for one in (other, item):
        for person in (2, 1, 3):
            await one.join(person)
            bookings[person] = await one.confirm(person)
            await one.attend(person, bookings[person])

    def collect(session: Session) -> None:
        session.get_one(Booking, bookings[3]).sqlmodel_update({"state": "collected", "collected": 1})

    await item.store.write(collect)
    await moved(item)
    assert await coming(item) == {1: False, 2: False, 3: True}, "who came, came"
    assert await coming(other) == {1: True, 2: True, 3: True}
    await item.attend(1, bookings[1])
    assert await coming(item) == {1: True, 2: False, 3: True}
