"""Undo for a minute: nobody is offered what may be taken back, and what is taken back is whole."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.stock.pause import cancel
from market.waitlist.given_up import UNDO_TIME
from market.waitlist.refusals import BookingNotYours, TooManyUnits, UndoOver
from market.waitlist.undo import (
    GivenUp,
    give_up_booking,
    give_up_hold,
    undo_confirm,
    undo_decline,
    undo_leave,
    undo_release,
)
from storage.ticket import Ticket
from storage.waitlist import Booking, Entry, EntryState, Hold, HoldState
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario


async def hold_row(item: ItemScenario, hold: int) -> Hold:
    return await item.store.read(lambda session: session.get_one(Hold, hold))


async def counts(item: ItemScenario) -> tuple[int, int, int]:
    row = await item.row()
    return row.held, row.booked, row.waiting


async def waiting_for_one(item: ItemScenario) -> None:
    """Ten boxes: persons 1 to 5 hold two each, person 6 waits."""
    for person in (1, 2, 3, 4, 5, 6):
        await item.join(person, 2)


async def test_a_released_booking_goes_on_when_the_minute_is_over_and_not_before(item: ItemScenario) -> None:
    await waiting_for_one(item)
    booking = await item.confirm(1)
    given_up = await item.store.write(give_up_booking, 1, booking, item.now)
    assert given_up == GivenUp(item.now + UNDO_TIME, 6)
    assert await counts(item) == (10, 0, 2), "kept for nobody"
    item.now += UNDO_TIME - timedelta(seconds=1)
    await item.sweep()
    assert 6 not in await item.holders()
    item.now += timedelta(seconds=1)
    await item.sweep()
    assert 6 in await item.holders()
    with pytest.raises(UndoOver):
        await item.store.write(undo_release, 1, booking, item.now)


async def test_undo_gives_a_booking_back_with_its_ticket(item: ItemScenario) -> None:
    await waiting_for_one(item)
    booking = await item.confirm(1)
    await item.store.write(give_up_booking, 1, booking, item.now)
    item.now += timedelta(seconds=59)
    await item.store.write(undo_release, 1, booking, item.now)
    await item.store.write(undo_release, 1, booking, item.now)

    def see(session: Session) -> tuple[Any, ...]:
        row = session.get_one(Booking, booking)
        [ticket] = session.exec(select(Ticket)).all()
        return row.state, row.ended_at, ticket.revoked_at

    assert await item.store.read(see) == ("booked", None, None)
    assert await counts(item) == (8, 2, 2)
    item.now += HOUR
    await item.sweep()
    assert 6 not in await item.holders()
    with pytest.raises(BookingNotYours):
        await item.store.write(undo_release, 2, booking, item.now)


async def test_undo_gives_a_hold_back_with_the_time_it_had_left(item: ItemScenario) -> None:
    await waiting_for_one(item)
    hold = await item.hold_of(1)
    until = (await hold_row(item, hold)).until
    item.now += timedelta(minutes=20)
    assert await item.store.write(give_up_hold, 1, hold, item.now) == GivenUp(item.now + UNDO_TIME, 6)
    item.now += timedelta(seconds=30)
    await item.sweep()
    assert 6 not in await item.holders()
    await item.store.write(undo_decline, 1, hold, item.now)
    row = await hold_row(item, hold)
    assert (row.state, row.until) == (HoldState.LIVE, until + timedelta(seconds=30))
    assert await counts(item) == (10, 0, 2)


async def test_in_the_last_two_hours_units_go_on_at_once_and_nothing_is_undone(item: ItemScenario) -> None:
    await waiting_for_one(item)
    booking = await item.confirm(1)
    item.now = NOW + 82 * HOUR
    given_up = await item.store.write(give_up_booking, 1, booking, item.now)
    assert given_up.at is None
    with pytest.raises(UndoOver):
        await item.store.write(undo_release, 1, booking, item.now)


async def test_whoever_left_has_the_number_again(item: ItemScenario) -> None:
    await waiting_for_one(item)
    await item.join(7, 1)
    await item.leave(6)
    assert await counts(item) == (10, 0, 1)
    item.now += timedelta(seconds=59)
    await item.store.write(undo_leave, 6, item.item, item.now)
    assert await counts(item) == (10, 0, 3)

    def number(session: Session) -> int | None:
        rows = select(Entry.number).where(col(Entry.person_id) == 6, col(Entry.state) == EntryState.WAITING)
        return session.exec(rows).one()

    assert await item.store.read(number) == 6
    await item.leave(6)
    item.now += UNDO_TIME
    with pytest.raises(UndoOver):
        await item.store.write(undo_leave, 6, item.item, item.now)


async def test_a_confirmed_hold_is_on_hold_again_with_the_time_it_had_left(item: ItemScenario) -> None:
    await waiting_for_one(item)
    first = await hold_row(item, await item.hold_of(1))
    item.now += timedelta(minutes=5)
    booking = await item.confirm(1)
    item.now += timedelta(seconds=30)
    hold = await item.store.write(undo_confirm, 1, booking, item.now)
    row = await hold_row(item, hold)
    assert (row.state, row.units, row.until) == (HoldState.LIVE, 2, first.until + timedelta(seconds=30))
    assert await counts(item) == (10, 0, 2)
    again = await item.confirm(1, hold)
    assert again != booking
    item.now += UNDO_TIME
    with pytest.raises(UndoOver):
        await item.store.write(undo_confirm, 1, again, item.now)


async def test_whoever_joined_again_meanwhile_is_given_back_no_more_than_the_limit(
    item: ItemScenario,
) -> None:
    await item.join(1, 2)
    booking = await item.confirm(1)
    await item.store.write(give_up_booking, 1, booking, item.now)
    await item.join(1, 2)
    with pytest.raises(TooManyUnits):
        await item.store.write(undo_release, 1, booking, item.now)


async def test_a_minute_of_nobody_ends_with_its_drop(item: ItemScenario) -> None:
    await item.join(1, 2)
    booking = await item.confirm(1)
    await item.store.write(give_up_booking, 1, booking, item.now)
    await item.store.write(cancel, Actor(ROS), item.drop, item.now)
    assert await counts(item) == (0, 0, 0)
    with pytest.raises(UndoOver):
        await item.store.write(undo_release, 1, booking, item.now)
