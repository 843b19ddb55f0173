"""The rules a drop may have: for entries that do not fit, for bundles, for the last two hours."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from sqlmodel import col, select, update

from market.actor import Actor
from market.stock.change import change_quantity, sell_out
from market.stock.move import move_drop
from market.stock.stock_line import StockLine
from market.waitlist.refusals import AlreadyWaiting, NotWaiting, TooManyUnits, UnitsGone
from storage.notification import Notification
from storage.store import Store
from storage.waitlist import Entry, Hold
from tests.holding import join_for_hold
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario
from tests.market.waitlist.simulation import new_simulation

NewItem = Callable[..., Awaitable[ItemScenario]]
LAST_CALL = NOW + 82 * HOUR + HOUR / 2
"""Within two hours of the end of what `new_item` lays out."""


async def waits(item: ItemScenario) -> list[tuple[int, int]]:
    """Return the number and units of each waiting entry."""
    rows = select(Entry.number, Entry.units).where(
        col(Entry.item_id) == item.item, col(Entry.state) == "waiting"
    )
    found = await item.store.read(lambda session: session.exec(rows.order_by(col(Entry.number))).all())
    return [(number or 0, units) for number, units in found]


async def held(item: ItemScenario) -> dict[int, int]:
    """Units by person."""
    rows = select(Hold.person_id, Hold.units).where(col(Hold.item_id) == item.item, col(Hold.state) == "live")
    return await item.store.read(lambda session: {one or 0: units for one, units in session.exec(rows)})


async def test_a_strict_drop_keeps_what_is_free_for_its_first(new_item: NewItem) -> None:
    item = await new_item(quantity=3, fitting="strict")
    await item.join_all(1, 1, 1, 2, 1)
    await item.decline(1)
    assert await waits(item) == [(4, 2), (5, 1)], "number 5 waits for number 4, for whom one is kept back"
    assert (await item.join(6)).hold is None, "a newcomer does too"
    await item.decline(2)
    assert await held(item) == {3: 1, 4: 2}
    await item.decline(3)
    assert await held(item) == {4: 2, 5: 1}


async def test_a_strict_first_that_leaves_or_asks_for_less_sets_free_what_was_kept_back(
    new_item: NewItem,
) -> None:
    item, less = await new_item(quantity=2, fitting="strict"), await new_item(quantity=2, fitting="strict")
    for each in (item, less):
        await each.join_all(1, 1, 2, 1)
        await each.decline(1)
        assert await held(each) == {2: 1}
    await item.leave(3)
    assert await held(item) == {2: 1, 4: 1}
    assert (await less.join(3, 1)).number == 3
    assert await held(less) == {2: 1, 3: 1}


@pytest.mark.parametrize("skips", [0, 1, 3])
async def test_a_entry_is_passed_over_just_as_often_as_the_drop_says(new_item: NewItem, skips: int) -> None:
    item = await new_item(quantity=2, skips=skips)
    await item.join_all(1, 1, 2, 1, 1, 1, 1, 1)
    passed = 0
    await item.decline(1)
    while passed < 9 and await held(item) != {2: 1}:
        passed += 1
        [newest] = {*await held(item)} - {2}
        await item.decline(newest)
    assert passed == skips
    await item.decline(2)
    assert await held(item) == {3: 2}


@pytest.mark.feature("X01")
async def test_who_agreed_to_be_parted_has_what_there_is_and_waits_on_by_the_same_number(
    new_item: NewItem,
) -> None:
    item = await new_item(quantity=4, fitting="split", per_person=4)
    await item.join(1, 3)
    joined = await item.join(2, 3, split=True)
    assert joined.hold
    assert (await held(item), await waits(item)) == ({1: 3, 2: 1}, [(2, 2)])
    await item.join(3, 1)
    await item.confirm(1, units=2)
    assert await held(item) == {2: 2}, "the unanswered hold becomes more"
    assert await item.hold_of(2) == joined.hold
    assert await waits(item) == [(2, 1), (3, 1)]
    await item.confirm(2)
    await item.release(1)
    assert await held(item) == {2: 1, 3: 1}, "an answered one does not: the rest is a hold of its own"
    await item.confirm(2)
    assert (await item.row()).booked == 3


async def test_who_did_not_agree_is_not_parted_nor_is_anyone_where_the_drop_does_not(
    new_item: NewItem,
) -> None:
    for fitting, agrees in (("split", False), ("fit", True), ("strict", True)):
        item = await new_item(quantity=4, fitting=fitting, per_person=4)
        await item.join(1, 3)
        assert (await item.join(2, 3, split=agrees)).hold is None
        assert await held(item) == {1: 3}


@pytest.mark.feature("S13")
async def test_a_bundle_is_given_with_all_its_parts_or_not_at_all(store: Store) -> None:
    simulation = await new_simulation(store, "bundle", [3, 2, 1, 1], fitting="strict")
    component, other, _, large = simulation.items
    await simulation.act(("hold", 1, 3, 1))
    await simulation.act(("hold", 2, 3, 1))
    seen = await simulation.take_snapshot()
    assert [seen.items[item].held for item in (component, other, large)] == [2, 1, 1]
    assert seen.items[large].waiting == 1
    await simulation.act(("hold", 3, 0, 1))
    await simulation.act(("hold", 4, 1, 1))
    seen = await simulation.take_snapshot()
    assert seen.items[component].held == 2, "one is kept back for the bundle that is next"
    assert seen.items[other].held == 2, "who needs only what it does not lack waits for nobody"
    await simulation.act(("decline", 0, 0, 1))
    seen = await simulation.take_snapshot()
    assert {one.person_id: one.item_id for one in seen.live} == {2: large, 3: component, 4: other}
    assert [seen.items[item].held for item in (component, other, large)] == [3, 2, 1]


@pytest.mark.parametrize("again", [1, 3])
async def test_a_bundle_of_which_fewer_are_asked_sets_free_the_part_that_it_does_not_lack(
    store: Store, again: int
) -> None:
    """More still lack it."""
    simulation = await new_simulation(store, "bundle", [6, 3, 1, 1], fitting="strict", per_person=3)
    component, other, _, large = simulation.items
    for person, item, units in ((1, other, 3), (2, component, 3)):
        assert (await store.write(join_for_hold, person, item, units, now=NOW)).hold
    assert (await store.write(join_for_hold, 3, large, 2, now=NOW)).hold is None
    assert (await store.write(join_for_hold, 4, component, 1, now=NOW)).hold is None, "kept back"
    assert (await store.write(join_for_hold, 3, large, again, now=NOW)).hold is None
    seen = await simulation.take_snapshot()
    assert ({one.person_id for one in seen.live} == {1, 2, 4}) == (again == 1)


async def test_a_bundle_is_as_limited_as_its_scarcest_part(store: Store) -> None:
    simulation = await new_simulation(store, "bundle", [5, 1, 1, 1])
    large = simulation.items[3]
    with pytest.raises(TooManyUnits):
        await store.write(join_for_hold, 1, large, 2, now=NOW)
    assert (await store.write(join_for_hold, 1, large, 1, now=NOW)).hold
    assert (await store.write(join_for_hold, 2, large, 1, now=NOW)).hold is None


async def test_a_part_that_is_sold_out_keeps_back_nothing_any_more(store: Store) -> None:
    simulation = await new_simulation(store, "bundle", [2, 2, 1, 1], fitting="strict")
    component, other, _, large = simulation.items
    await store.write(join_for_hold, 1, component, 1, now=NOW)
    assert (await store.write(join_for_hold, 2, large, 1, now=NOW)).hold is None
    assert (await store.write(join_for_hold, 3, component, 1, now=NOW)).hold is None, (
        "kept back for the bundle"
    )
    await store.write(sell_out, Actor(ROS), other, NOW)
    assert {one.person_id for one in (await simulation.take_snapshot()).live} == {1, 3}, (
        "no bundle can be made any more"
    )


@pytest.mark.parametrize(("ahead", "kind"), [(HOUR, "UnitsHeld"), (25 * HOUR, "UnitsAvailable")])
async def test_who_is_answered_about_a_part_is_told_of_the_bundle_that_it_makes(
    store: Store, ahead: timedelta, kind: str
) -> None:
    """Person 1 waits for a bundle, and confirms one of two units of its part: their answer is about the part alone."""
    simulation = await new_simulation(store, "bundle", [2, 1, 1, 1], per_person=4)
    part, _, small, _ = simulation.items
    simulation.now += ahead
    await simulation.act(("hold", 1, 0, 2))
    await simulation.act(("join", 1, 2, 1))
    await simulation.act(("confirm", 0, 0, 1))
    seen = await simulation.take_snapshot()
    assert (seen.items[part].booked, seen.free(small)) == (1, 0 if kind == "UnitsHeld" else 1)
    query = select(Notification.payload).where(
        col(Notification.kind) == kind, col(Notification.person_id) == 1
    )
    payloads = await store.read(lambda session: session.exec(query).all())
    assert [payload["item_id"] for payload in payloads] == [small]


async def test_who_waits_for_a_bundle_is_told_when_its_part_comes_back(store: Store) -> None:
    """In the last two hours: somebody joins for the part, so that there are fewer bundles than were announced, and releases it."""
    simulation = await new_simulation(store, "bundle", [3, 1, 1, 1], per_person=4)
    _, _, small, _ = simulation.items
    simulation.now += 25 * HOUR
    await simulation.act(("join", 3, 0, 1))
    await simulation.act(("join", 1, 2, 3))
    for act, announced in (("join", 1), ("release", 2)):
        await simulation.act((act, 2 if act == "join" else 1, 0, 1))
        seen = await simulation.take_snapshot()
        assert (seen.free(small), seen.items[small].announced_units) == (announced, announced)
        simulation.now += HOUR / 4
    query = select(Notification.person_id).where(col(Notification.kind) == "UnitsAvailable")
    assert await store.read(lambda session: list(session.exec(query))) == [1]


async def freed_in_the_last_call(new_item: NewItem) -> ItemScenario:
    """Yield an item with one unit, released by person 1, with 2, 3 and 4 in line."""
    item = await new_item(quantity=1)
    await item.join_all(1, 1, 1, 1)
    await item.confirm(1)
    item.now = LAST_CALL
    await item.release(1)
    return item


async def test_in_the_last_two_hours_everyone_is_told_once_and_the_first_tap_has_it(
    new_item: NewItem,
) -> None:
    item = await freed_in_the_last_call(new_item)
    assert await held(item) == {}
    assert sorted(await item.notifications("UnitsAvailable")) == [2, 3, 4]
    assert await item.sweep() == 0
    assert sorted(await item.notifications("UnitsAvailable")) == [2, 3, 4]
    assert (await item.take(3)).booking
    with pytest.raises(UnitsGone):
        await item.take(2)
    assert await waits(item) == [(2, 1), (4, 1)], "the others keep their numbers"
    with pytest.raises(NotWaiting):
        await item.take(3)
    item.now += HOUR / 4
    await item.release(3)
    newer = [one for one in await item.notifications("UnitsAvailable") if one != 3]
    assert sorted(newer)[-2:] == [2, 4]
    assert (await item.take(4)).booking


async def test_who_was_told_of_a_unit_is_not_told_of_it_again(new_item: NewItem) -> None:
    item = await freed_in_the_last_call(new_item)
    await item.store.write(lambda session: session.exec(update(Notification).values(state="sent")))
    item.now += HOUR / 4
    await item.leave(4)
    assert sorted(await item.notifications("UnitsAvailable")) == [2, 3, 4]


async def test_who_does_not_want_a_part_of_what_they_asked_for_is_offered_it_no_more(
    new_item: NewItem,
) -> None:
    for answered in (True, False):
        item = await new_item(quantity=4, fitting="split", per_person=4)
        await item.join(1, 3)
        await item.confirm(1)
        await item.join(2, 3, split=True)
        await item.join(3, 1)
        assert (await held(item), await waits(item)) == ({2: 1}, [(2, 2), (3, 1)])
        if answered:
            await item.decline(2)
        else:
            item.now += 48 * HOUR
            await item.sweep()
        assert (await held(item), await waits(item)) == ({3: 1}, [])


async def test_before_the_last_two_hours_nobody_can_take_out_of_turn(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join_all(1, 1)
    with pytest.raises(AlreadyWaiting):
        await item.take(2)


async def test_in_the_last_two_hours_a_newcomer_alone_has_it_at_once_and_behind_others_waits(
    new_item: NewItem,
) -> None:
    alone = await new_item(quantity=1)
    alone.now = LAST_CALL
    assert (await alone.join(1)).hold
    item = await freed_in_the_last_call(new_item)
    assert (await item.join(5)).hold is None
    assert (await item.take(5)).booking, "but may tap as they may"


@pytest.mark.parametrize(("split", "remainder"), [(False, []), (True, [(2, 2)])])
async def test_who_takes_fewer_than_they_asked_for_waits_on_only_if_they_agreed(
    new_item: NewItem, split: bool, remainder: list[tuple[int, int]]
) -> None:
    item = await new_item(quantity=3, fitting="split", per_person=3)
    await item.join(1, 3)
    await item.join(2, 3, split=split)
    await item.confirm(1, units=3)
    item.now = LAST_CALL
    await item.store.write(change_quantity, Actor(ROS), item.item, 4, now=item.now)
    assert (await item.take(2)).booking
    assert (await item.row()).booked == 4
    assert await waits(item) == remainder


async def test_when_the_last_two_hours_begin_everyone_is_told_of_what_was_kept_back(
    new_item: NewItem,
) -> None:
    item = await new_item(quantity=2, fitting="strict")
    await item.join_all(1, 1, 2, 1)
    await item.confirm(1)
    await item.confirm(2)
    await item.release(2)
    assert await held(item) == {}
    item.now = LAST_CALL
    await item.sweep()
    assert sorted(await item.notifications("UnitsAvailable")) == [3, 4]
    assert await item.sweep() == 0, "told once"
    assert (await item.take(4)).booking


async def test_a_drop_that_moves_out_of_its_last_two_hours_offers_in_turn_again(new_item: NewItem) -> None:
    item = await freed_in_the_last_call(new_item)
    await item.store.write(move_drop, Actor(ROS), item.drop, StockLine(day=date(2026, 12, 1)), now=item.now)
    assert await held(item) == {2: 1}
    assert (await item.row()).announced_units == 0, "so that the next last hours tell of it again"
    await item.decline(2)
    assert await held(item) == {3: 1}


async def test_who_only_says_that_a_part_will_do_keeps_the_number(new_item: NewItem) -> None:
    item = await new_item(quantity=4, fitting="split", per_person=4)
    await item.join_all(4, 2, 1)
    for split in (True, False):
        again = await item.join(2, 2, split=split)
        assert (again.number, again.units) == (2, 2)
    assert (await item.join(2, 3)).number == 4, "more units take the end of the waitlist"
