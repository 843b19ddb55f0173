"""Allocation: numbers, holds, what releases units, and refusals."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from market.actor import Actor
from market.drop.refusals import DropCancelled, DropOver, DropPaused, DropUnknown
from market.person import Blocked
from market.refusal import Refusal
from market.stock.pause import cancel
from market.waitlist.blocker import BlockerReason, entry_blockers
from market.waitlist.position import ActiveHold, WaitingEntry, my_items, position_in_drop
from market.waitlist.refusals import (
    AlreadyCollected,
    AlreadyHolding,
    AlreadyWaiting,
    BookingNotYours,
    HoldExpired,
    HoldNotYours,
    NotWaiting,
    TooManyUnits,
    WaitlistClosed,
    WaitlistNotOpen,
)
from storage.drop import Item
from storage.person import Person
from storage.store import Store
from storage.waitlist import Booking
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]


async def test_who_joins_while_units_are_free_holds_them_at_once_and_hears_no_notification(
    item: ItemScenario,
) -> None:
    joined = await item.join(1, 2)
    assert (joined.number, joined.units) == (1, 2)
    assert joined.hold
    row = await item.row()
    assert (row.held, row.waiting, row.booked) == (2, 0, 0)
    assert await item.notifications("UnitsHeld") == []


async def test_confirmed_units_are_a_booking_and_the_others_go_to_the_next(new_item: NewItem) -> None:
    item = await new_item(quantity=2)
    await item.join(1, 2)
    await item.join(2, 1)
    await item.confirm(1, units=1)
    row = await item.row()
    assert (row.booked, row.held, row.waiting) == (1, 1, 0)
    assert await item.holders() == [2]
    assert await item.notifications("UnitsHeld") == [2]
    assert await item.notifications("TicketIssued") == [], "the answer is the ticket"


async def test_a_decline_gives_to_the_next(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    for person in (1, 2, 3):
        await item.join(person)
    assert await item.decline(1) == 2
    assert await item.holders() == [2]


async def test_a_rise_in_stock_gives_to_the_next(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    for person in (1, 2, 3):
        await item.join(person)
    await item.restock(1)
    assert await item.holders() == [1, 2]


async def test_a_hold_that_nobody_answers_ends_once_and_goes_to_the_next(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    await item.join(2)
    item.now += timedelta(days=2)
    assert await item.sweep() == 1
    assert await item.sweep() == 0
    assert await item.holders() == [2]
    assert await item.notifications("HoldEnded") == [1]
    assert await item.notifications("UnitsHeld") == [2]


async def test_a_booking_given_back_blocks_its_unit_no_more(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    booking = await item.confirm(1)
    await item.join(2)
    assert await item.release(1, booking) == 2
    assert await item.release(1, booking) is None, "a second time is no second unit"
    await item.confirm(2)
    row = await item.row()
    assert (row.booked, row.held) == (1, 0)


async def test_who_was_ahead_stays_ahead_when_others_leave_and_rejoin(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    numbers = [(await item.join(person)).number for person in (1, 2, 3)]
    assert numbers == [1, 2, 3]
    assert await item.leave(2) == 2
    assert (await item.join(2)).number == 4
    [waits] = (await item.store.read(position_in_drop, 3, item.drop, item.now)).waiting
    assert (waits.number, waits.served_up_to, waits.ahead) == (3, 2, 0)


async def test_a_smaller_entry_keeps_its_number_and_a_bigger_one_takes_the_end(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    assert (await item.join(2, 1)).number == 2
    assert (await item.join(3, 1)).number == 3
    await item.restock(1)
    await item.confirm(2)
    await item.restock(1)
    assert await item.holders() == [1, 3]


async def test_entries_change_in_line(new_item: NewItem) -> None:
    item = await new_item(quantity=2)
    await item.join(1, 2)
    assert (await item.join(2, 2)).number == 2
    assert (await item.join(2, 1)).number == 2
    assert (await item.join(3, 1)).number == 3
    assert (await item.join(2, 2)).number == 4
    assert (await item.row()).waiting == 3


async def test_an_entry_that_does_not_fit_is_passed_over_at_most_as_often_as_the_drop_says(
    new_item: NewItem,
) -> None:
    item = await new_item(quantity=4, skips=2)
    for person in (1, 2, 3, 4):
        await item.join(person)
    await item.join(5, 2)
    for person in (6, 7, 8):
        await item.join(person)
    for person in (1, 2, 3):
        await item.decline(person)
    assert await item.holders() == [4, 6, 7], "number 8 waits for number 5, for whom one is kept back"
    await item.decline(4)
    assert await item.holders() == [5, 6, 7]


async def test_an_entry_larger_than_all_there_is_does_not_stop_the_line(new_item: NewItem) -> None:
    item = await new_item(quantity=2)
    await item.join(1, 2)
    await item.join(2, 2)
    await item.join(3, 1)

    def shrink(session: Any) -> None:
        session.get_one(Item, item.item).quantity = 1

    await item.decline(1)
    await item.decline(2)
    await item.confirm(3)
    await item.store.write(shrink)
    await item.join(4, 1)
    with pytest.raises(TooManyUnits):
        await item.join(5, 2)


async def test_units_that_come_free_meanwhile_are_the_answer_to_a_second_join(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    await item.join(2)
    item.now += timedelta(days=2)
    joined = await item.join(2)
    assert joined.hold
    assert joined.number == 2
    assert await item.notifications("HoldEnded") == [1]
    assert await item.notifications("UnitsHeld") == []


async def test_no_more_than_the_limit_a_person_over_all_lines_of_a_drop(new_item: NewItem) -> None:
    item = await new_item(quantity=2)

    def second(session: Any) -> int:
        row = Item(drop_id=item.drop, name="onde-onde", price=500, quantity=5)
        session.add(row)
        session.flush()
        return row.id or 0

    other = await item.store.write(second)
    await item.join(9, 2)
    await item.join(1, 2)
    with pytest.raises(TooManyUnits):
        await item.join(1, 1, other)
    await item.leave(1)
    assert (await item.join(1, 2, other)).hold


async def test_what_is_paused_gives_nothing_and_lets_nothing_run_out(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    await item.join(2)
    await item.change(state="paused", paused_at=item.now)
    item.now += timedelta(days=2)
    assert await item.sweep() == 0
    assert await item.holders() == [1]
    [held] = (await item.store.read(position_in_drop, 1, item.drop, item.now)).held
    assert held.units == 1
    assert await item.confirm(1)


@pytest.mark.parametrize(
    ("columns", "refused"),
    [
        ({"state": "draft"}, DropUnknown),
        ({"hidden_at": NOW}, DropUnknown),
        ({"state": "paused"}, DropPaused),
        ({"state": "cancelled", "cancelled_at": NOW}, DropCancelled),
        ({"opens_at": NOW + HOUR}, WaitlistNotOpen),
        ({"closes_at": NOW}, WaitlistClosed),
        ({"starts_at": NOW - 9 * HOUR, "ends_at": NOW, "opens_at": NOW - 10 * HOUR}, DropOver),
    ],
)
async def test_joining_is_refused_where_it_cannot_be(
    item: ItemScenario, columns: dict[str, Any], refused: type[Refusal]
) -> None:
    await item.change(**columns)
    with pytest.raises(refused):
        await item.join(1)
    assert (await item.row()).next_number == 1


async def test_a_line_nobody_knows_and_an_entry_nobody_has_are_refused(item: ItemScenario) -> None:
    with pytest.raises(DropUnknown):
        await item.join(1, 1, 99_999)
    for units in (0, 3, 6):
        with pytest.raises(TooManyUnits):
            await item.join(1, units)


async def test_a_stranger_can_do_nothing_about_what_is_anothers(item: ItemScenario) -> None:
    hold = (await item.join(1)).hold
    assert hold
    for act in (item.confirm, item.decline):
        with pytest.raises(HoldNotYours):
            await act(2, hold)
        with pytest.raises(HoldNotYours):
            await act(2, 99_999)
    booking = await item.confirm(1)
    for thing in (item.release, item.attend):
        with pytest.raises(BookingNotYours):
            await thing(2, booking)
    with pytest.raises(NotWaiting):
        await item.leave(2)
    await item.store.write(cancel, Actor(ROS), item.drop, item.now)
    with pytest.raises(DropCancelled):
        await item.leave(2)


async def test_who_is_blocked_can_do_nothing(item: ItemScenario) -> None:
    hold = (await item.join(1)).hold
    await item.store.write(lambda session: setattr(session.get_one(Person, 1), "blocked_at", NOW))
    for callback in (item.join(1), item.leave(1), item.confirm(1, hold), item.decline(1, hold)):
        with pytest.raises(Blocked):
            await callback


async def test_a_hold_is_answered_once_and_a_late_answer_is_refused(new_item: NewItem) -> None:
    item = await new_item(quantity=3)
    for person in (1, 2, 3):
        await item.join(person)
    booking = await item.confirm(1)
    assert await item.confirm(1) == booking
    await item.decline(2)
    for late in (item.decline(2), item.confirm(2)):
        with pytest.raises(HoldExpired):
            await late
    item.now += timedelta(days=2)
    with pytest.raises(HoldExpired):
        await item.confirm(3)
    assert await item.holders() == [3], "refused, so nothing is stored: the job ends it"


async def test_what_is_collected_cannot_be_given_back(item: ItemScenario) -> None:
    await item.join(1, 2)
    booking = await item.confirm(1)
    await item.store.write(lambda session: setattr(session.get_one(Booking, booking), "collected", 1))
    with pytest.raises(AlreadyCollected):
        await item.release(1, booking)


async def test_leaving_with_a_hold_is_refused(item: ItemScenario) -> None:
    await item.join(1)
    with pytest.raises(AlreadyHolding):
        await item.leave(1)


async def test_a_pot_is_drawn_and_who_comes_after_its_closing_is_behind_those_drawn(
    new_item: NewItem,
) -> None:
    until = NOW + HOUR
    item = await new_item(quantity=2, policy="pot", pot_until=until)
    assert {(await item.join(person)).number for person in range(1, 9)} == {None}
    assert await item.sweep() == 0
    item.now = until
    late = await item.join(20)
    assert late.number is None, "the draw numbers the list first"
    assert await item.sweep() == 1, "it closes"
    assert await item.holders() == []
    item.now += timedelta(minutes=3)
    assert await item.sweep() == 1
    assert len(await item.holders()) == 2
    assert 20 not in await item.holders()
    assert (await item.store.read(position_in_drop, 20, item.drop, item.now)).waiting[0].number == 9
    assert (await item.join(21)).number == 10
    before = await item.holders()
    assert await item.sweep() == 0
    assert await item.holders() == before


async def test_a_draw_does_not_favour_who_came_first(new_item: NewItem) -> None:
    firsts = []
    for round_ in range(16):
        item = await new_item(quantity=1, policy="pot", pot_until=NOW + HOUR + timedelta(seconds=round_))
        for person in range(1, 6):
            await item.join(person)
        item.now = NOW + HOUR + timedelta(seconds=30)
        await item.sweep()
        item.now += HOUR
        await item.sweep()
        live = (
            await item.store.read(position_in_drop, person, item.drop, item.now) for person in range(1, 6)
        )
        firsts.append([bool(one.held) async for one in live].index(True))
    assert len(set(firsts)) >= 3, firsts


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_never_give_one_person_more_than_the_limit(
    store: Store, new_item: NewItem
) -> None:
    item = await new_item(quantity=40)

    def second(session: Any) -> int:
        row = Item(drop_id=item.drop, name="onde-onde", price=500, quantity=40)
        session.add(row)
        session.flush()
        return row.id or 0

    other = await store.write(second)
    elsewhere = ItemScenario(Store(store.url.render_as_string(hide_password=False)), item.drop, other)
    for person in range(1, 13):
        await asyncio.gather(
            *(here.join(person, 2) for here in (item, elsewhere) for _ in range(2)), return_exceptions=True
        )
        own = await store.read(position_in_drop, person, item.drop, NOW)
        assert sum(each.units for each in own.held) == 2
    await elsewhere.store.close()


async def test_two_taps_at_one_time_have_one_effect(item: ItemScenario) -> None:
    joined = await asyncio.gather(item.join(1), item.join(1), return_exceptions=True)
    assert sorted(type(one).__name__ for one in joined) == ["AlreadyHolding", "Joined"]
    hold = await item.hold_of(1)
    kept = await asyncio.gather(item.confirm(1, hold), item.confirm(1, hold))
    assert kept[0] == kept[1]
    await item.join(2)
    hold = await item.hold_of(2)
    declined = await asyncio.gather(item.decline(2, hold), item.confirm(2, hold), return_exceptions=True)
    assert sum(isinstance(one, HoldExpired) for one in declined) == 1 or isinstance(declined[0], HoldExpired)
    row = await item.row()
    assert row.held == 0


async def test_two_joins_of_a_full_line_at_one_time_are_one_place(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    joined = await asyncio.gather(item.join(2), item.join(2), return_exceptions=True)
    assert sorted(type(one).__name__ for one in joined) == ["AlreadyWaiting", "Joined"]
    with pytest.raises(AlreadyWaiting):
        await item.join(2)
    assert (await item.row()).waiting == 1


async def test_mine_is_what_needs_an_answer_first_and_nothing_for_who_has_nothing(new_item: NewItem) -> None:
    item, other = await new_item(quantity=1), await new_item(quantity=2)
    await item.join(9)
    await item.join(1)
    await other.join(1)
    own = [one.entry for one in await item.store.read(my_items, 1, item.now)]
    assert [type(one) for one in own] == [ActiveHold, WaitingEntry]
    assert await item.store.read(my_items, 2, item.now) == ()


async def test_mine_is_in_the_order_of_time_whatever_holds_ended_when(new_item: NewItem) -> None:
    """A booking keeps the end of its hold: an earlier drop whose hold ran longer still comes first."""

    async def on_day(day: int, quantity: int = 10) -> ItemScenario:
        at = NOW + timedelta(days=day)
        return await new_item(quantity=quantity, starts_at=at, ends_at=at + timedelta(hours=4))

    late, early, waits = await on_day(6), await on_day(2), await on_day(4, quantity=1)
    for item in (late, early):
        await item.join(1)
        await item.confirm(1)
    await waits.join(9)
    await waits.join(1)
    own = await late.store.read(my_items, 1, late.now)
    assert [one.entry.item for one in own] == [early.item, waits.item, late.item]
    assert [one.starts_at for one in own] == sorted(one.starts_at for one in own)


@pytest.mark.feature("X09")
async def test_why_tells_the_true_reason(new_item: NewItem) -> None:
    item = await new_item(quantity=2)
    await item.join(1)
    await item.join(2)
    await item.join(3, 2)
    await item.join(4)

    async def reason(person: int) -> tuple[BlockerReason, int]:
        [one] = (await item.store.read(entry_blockers, person, item.now, 1)).entries
        return one.blocker.reason, one.blocker.number

    assert await reason(3) == (BlockerReason.HOLD, 1)
    await item.confirm(1)
    await item.confirm(2)
    assert (await reason(4))[0] == BlockerReason.BOOKED
    await item.change(skips=0)
    await item.release(1)
    assert await reason(3) == (BlockerReason.OWN_UNITS, 3)
    assert await reason(4) == (BlockerReason.FIRST_UNITS, 3)
    await item.change(state="paused")
    assert (await reason(4))[0] == BlockerReason.PAUSED
