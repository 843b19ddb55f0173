"""Mistakes of other projects, each with a test that Lorong does not make it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from market.actor import Actor
from market.stock.change import change_quantity
from market.waitlist.position import position_in_drop
from storage.drop import Component, Item
from storage.store import Store
from tests.market.waitlist.conftest import NOW, ROS, ItemScenario, add_drop

NewItem = Callable[..., Awaitable[ItemScenario]]


async def test_a_decline_promotes_the_next(new_item: NewItem) -> None:
    """Waitlists that only look for the next at a cancellation leave a declined unit with nobody."""
    item = await new_item(quantity=1)
    await item.join_all(1, 1, 1)
    for person in (1, 2):
        await item.decline(person)
    assert await item.holders() == [3]
    assert await item.notifications("UnitsHeld") == [2, 3]


async def test_a_rise_in_stock_promotes_as_many_as_it_adds(new_item: NewItem) -> None:
    """Where stock is raised in another screen than the waitlist's, the people in it are often forgotten."""
    item = await new_item(quantity=1)
    await item.join_all(1, 1, 1, 1)
    assert await item.store.write(change_quantity, Actor(ROS), item.item, 3, now=item.now) == 2
    assert await item.holders() == [1, 2, 3]
    assert await item.notifications("UnitsHeld") == [2, 3]


async def test_a_hold_that_nobody_answers_is_not_ignored_for_ever(new_item: NewItem) -> None:
    """One expired offer must not stop the line: the timetable alone, with nobody tapping, hands on to the last."""
    item = await new_item(quantity=1)
    await item.join_all(1, 1, 1)
    for _ in range(3 * 24):
        item.now += timedelta(hours=1)
        await item.sweep()
    assert await item.notifications("HoldEnded") == [1, 2, 3]
    row = await item.row()
    assert (row.held, row.booked, row.waiting) == (0, 0, 0)
    assert (await item.join(4)).hold


async def test_before_anyone_sweeps_a_late_hold_is_free_for_a_newcomer(new_item: NewItem) -> None:
    """The read said one is free and the write changed nothing, and the person who came back was refused by their own dead hold."""
    item = await new_item(quantity=1)
    await item.join(1)
    item.now += timedelta(days=2)
    again = await item.join(1)
    assert again.hold
    assert again.number == 2


async def test_a_booking_that_was_given_back_blocks_its_unit_no_more(new_item: NewItem) -> None:
    """pretix #1163: a cancelled order still counted against the quota."""
    item = await new_item(quantity=1)
    await item.join(1)
    await item.confirm(1)
    await item.release(1)
    row = await item.row()
    assert (row.held, row.booked) == (0, 0)
    assert (await item.join(2)).hold
    own = await item.store.read(position_in_drop, 1, item.drop, item.now)
    assert own.all == ()


async def test_demand_on_one_stock_is_summed(store: Store) -> None:
    """Medusa #16502: each demand of a basket was checked against the whole stock. Here a bundle that takes two of a part, for a party of two, needs four."""

    def lay_bundle(session):  # type: ignore[no-untyped-def]
        drop, component = add_drop(session, 3)
        bundle = Item(drop_id=drop, name="pair of boxes", unit="box", price=1500, quantity=5)
        session.add(bundle)
        session.flush()
        session.add(Component(bundle_id=bundle.id, item_id=component, units=2))
        return drop, component, bundle.id

    drop, component, bundle = await store.write(lay_bundle)
    item = ItemScenario(store, drop, component)
    await store.write(change_quantity, Actor(ROS), component, 5, now=NOW)
    assert (await item.join(1, 2, bundle)).hold, "four of five"
    assert (await item.join(2, 1, bundle)).hold is None, "one is no pair"
    assert (await item.row()).held == 4
    assert (await item.join(3, 1)).hold, "the fifth by itself"
    assert (await item.row()).held == 5


async def test_no_fast_path_goes_round_the_lock(new_item: NewItem) -> None:
    """eventyay #1359: a check before the lock sold two of one."""
    item = await new_item(quantity=1)
    joined = await asyncio.gather(*(item.join(person) for person in range(1, 13)))
    assert [one.number for one in joined if one.hold] == [1]
    [holder] = await item.holders()
    kept = await asyncio.gather(*(item.confirm(holder) for _ in range(4)))
    assert len(set(kept)) == 1
    assert (await item.row()).booked == 1
