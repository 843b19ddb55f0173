"""Mistakes that other projects shipped, each as a test that it is not ours."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from market.acting import Acting
from market.drop.change import change_quantity
from market.waitlist.standing import standing
from storage.drop import Line, Part
from storage.store import Store
from tests.market.waitlist.conftest import NOW, ROS, Alive, lay_out

Lay = Callable[..., Awaitable[Alive]]


async def test_a_decline_promotes_the_next(lay: Lay) -> None:
    """Waitlists that only look for the next at a cancellation leave a declined unit with nobody."""
    line = await lay(quantity=1)
    await line.all_join(1, 1, 1)
    for person in (1, 2):
        await line.decline(person)
    assert await line.holders() == [3]
    assert await line.letters("UnitsHeld") == [2, 3]


async def test_a_rise_in_stock_promotes_as_many_as_it_adds(lay: Lay) -> None:
    """Where stock is raised in another screen than the waitlist's, the people in it are often forgotten."""
    line = await lay(quantity=1)
    await line.all_join(1, 1, 1, 1)
    assert await line.store.write(change_quantity, Acting(ROS), line.line, 3, line.now) == 2
    assert await line.holders() == [1, 2, 3]
    assert await line.letters("UnitsHeld") == [2, 3]


async def test_a_hold_that_nobody_answers_is_not_ignored_for_ever(lay: Lay) -> None:
    """One expired offer must not stop the line: the timetable alone, with nobody tapping, hands on to the last."""
    line = await lay(quantity=1)
    await line.all_join(1, 1, 1)
    for _ in range(3 * 24):
        line.now += timedelta(hours=1)
        await line.sweep()
    assert await line.letters("HoldEnded") == [1, 2, 3]
    row = await line.row()
    assert (row.held, row.claimed, row.waiting) == (0, 0, 0)
    assert (await line.join(4)).hold


async def test_before_anyone_sweeps_a_late_hold_is_free_for_a_newcomer(lay: Lay) -> None:
    """The read said one is free and the write changed nothing, and the person who came back was refused by their own dead hold."""
    line = await lay(quantity=1)
    await line.join(1)
    line.now += timedelta(days=2)
    again = await line.join(1)
    assert again.hold
    assert again.number == 2


async def test_a_claim_that_was_given_back_blocks_its_unit_no_more(lay: Lay) -> None:
    """pretix #1163: a cancelled order still counted against the quota."""
    line = await lay(quantity=1)
    await line.join(1)
    await line.keep(1)
    await line.release(1)
    row = await line.row()
    assert (row.held, row.claimed) == (0, 0)
    assert (await line.join(2)).hold
    own = await line.store.read(standing, 1, line.drop, line.now)
    assert own.all == ()


async def test_demand_on_one_stock_is_summed(store: Store) -> None:
    """Medusa #16502: each demand of a basket was checked against the whole stock. Here a bundle that takes two of a part, for a party of two, needs four."""

    def lay_bundle(session):  # type: ignore[no-untyped-def]
        drop, part = lay_out(session, 3)
        bundle = Line(drop_id=drop, name="pair of boxes", unit="box", price=1500, quantity=5)
        session.add(bundle)
        session.flush()
        session.add(Part(bundle_id=bundle.id, line_id=part, units=2))
        return drop, part, bundle.id

    drop, part, bundle = await store.write(lay_bundle)
    line = Alive(store, drop, part)
    await store.write(change_quantity, Acting(ROS), part, 5, NOW)
    assert (await line.join(1, 2, bundle)).hold, "four of five"
    assert (await line.join(2, 1, bundle)).hold is None, "one is no pair"
    assert (await line.row()).held == 4
    assert (await line.join(3, 1)).hold, "the fifth by itself"
    assert (await line.row()).held == 5


async def test_no_fast_path_goes_round_the_lock(lay: Lay) -> None:
    """eventyay #1359: a check before the lock sold two of one."""
    line = await lay(quantity=1)
    joined = await asyncio.gather(*(line.join(person) for person in range(1, 13)))
    assert [one.number for one in joined if one.hold] == [1]
    [holder] = await line.holders()
    kept = await asyncio.gather(*(line.keep(holder) for _ in range(4)))
    assert len(set(kept)) == 1
    assert (await line.row()).claimed == 1
