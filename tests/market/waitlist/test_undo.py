"""Undo for a minute: units that may be taken back are offered to nobody, and an undo restores everything."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.drop.facts import LAST_CALL
from market.stock.pause import cancel
from market.ticket.booking_undo import UNDO_TIME, BookingUndo, UndoneAct
from market.ticket.own_tickets import own_pickup_ticket, own_ticket
from market.waitlist.gift import give_hold, take_gift
from market.waitlist.position import NO_POSITION, my_items, own_booking, position_in_drop
from market.waitlist.refusals import AlreadyHolding, BookingNotYours, TooManyUnits, UndoOver
from market.waitlist.undo import (
    GivenUp,
    give_up_booking,
    give_up_hold,
    undo_confirm,
    undo_decline,
    undo_leave,
    undo_release,
)
from storage.deposit import Deposit, DepositState, PaymentMethod
from storage.drop import Drop
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Booking, Entry, EntryState, Hold, HoldState
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario
from tests.market.waitlist.simulation import new_simulation
from tests.market.waitlist.test_interleavings import check_commits
from tests.seeds import seeds


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
    assert await item.store.read(my_items, 1, item.now) == (), "whoever gave it up has nothing to confirm"
    assert await item.store.read(position_in_drop, 1, item.drop, item.now) == NO_POSITION
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
    assert len(await item.store.read(my_items, 1, item.now)) == 1

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
    assert await item.store.read(my_items, 1, item.now) == ()
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


async def confirm_one_of_two(item: ItemScenario, person: int = 1) -> int:
    """Five minutes after they were held; the booking's id."""
    item.now += timedelta(minutes=5)
    return await item.confirm(person, units=1)


async def test_a_hold_that_was_confirmed_in_part_comes_back_whole(item: ItemScenario) -> None:
    await item.join(1, 2)
    first = await hold_row(item, await item.hold_of(1))
    booking = await confirm_one_of_two(item)
    assert await counts(item) == (0, 1, 0)
    item.now += timedelta(seconds=30)
    row = await hold_row(item, await item.store.write(undo_confirm, 1, booking, item.now))
    assert (row.state, row.units, row.until) == (HoldState.LIVE, 2, first.until + timedelta(seconds=30))
    assert await counts(item) == (2, 0, 0)
    await item.confirm(1, row.id or 0, units=2)
    assert await counts(item) == (0, 2, 0)


async def test_what_went_to_the_next_stays_theirs_when_a_confirm_is_undone(item: ItemScenario) -> None:
    for person in (1, 2, 3, 4, 5):
        await item.join(person, 2)
    await item.join(6, 1)
    booking = await confirm_one_of_two(item)
    assert 6 in await item.holders()
    row = await hold_row(item, await item.store.write(undo_confirm, 1, booking, item.now))
    assert row.units == 1
    assert await counts(item) == (10, 0, 0)


async def test_of_what_was_not_confirmed_nobody_gets_back_more_than_the_limit(item: ItemScenario) -> None:
    await item.join(1, 2)
    booking = await confirm_one_of_two(item)

    def allow_one(session: Session) -> None:
        session.get_one(Drop, item.drop).per_person = 1

    await item.store.write(allow_one)
    row = await hold_row(item, await item.store.write(undo_confirm, 1, booking, item.now))
    assert row.units == 1


async def test_whoever_holds_again_keeps_one_hold_when_a_confirm_is_undone(item: ItemScenario) -> None:
    """A friend passes theirs on meanwhile."""
    await item.join(1, 2)
    await item.join(2, 1)
    booking = await confirm_one_of_two(item)
    gift = await item.store.write(give_hold, 2, await item.hold_of(2), item.now, item.rng)
    await item.store.write(take_gift, 1, gift.code, item.now, item.rng)
    with pytest.raises(AlreadyHolding):
        await item.store.write(undo_confirm, 1, booking, item.now)
    assert await counts(item) == (1, 1, 0)


async def test_what_was_declined_after_an_undone_confirm_is_a_hold_again_and_no_booking(
    item: ItemScenario,
) -> None:
    await item.join(1, 2)
    booking = await confirm_one_of_two(item)
    hold = await item.store.write(undo_confirm, 1, booking, item.now)
    item.now += timedelta(seconds=5)
    await item.store.write(give_up_hold, 1, hold, item.now)
    assert (await item.store.read(own_booking, 1, booking)).undo_until is None
    with pytest.raises(UndoOver):
        await item.store.write(undo_release, 1, booking, item.now)
    await item.store.write(undo_decline, 1, hold, item.now)
    assert await counts(item) == (2, 0, 0)


async def test_what_was_paid_for_stays_confirmed(item: ItemScenario) -> None:
    await item.join(1, 2)
    booking = await confirm_one_of_two(item)

    def pay(session: Session) -> None:
        stall = session.get_one(Drop, item.drop).stall_id
        hold = session.get_one(Booking, booking).hold_id
        session.add(
            Deposit(
                hold_id=hold,
                booking_id=booking,
                stall_id=stall,
                person_id=1,
                units=1,
                amount=100,
                currency="MYR",
                way=PaymentMethod.CASH,
                state=DepositState.PAID,
                reference="LR-AAAAA",
                refund_until=item.now + HOUR,
                asked_at=item.now,
                paid_at=item.now,
            )
        )

    await item.store.write(pay)
    with pytest.raises(UndoOver):
        await item.store.write(undo_confirm, 1, booking, item.now)
    assert await counts(item) == (0, 1, 0)


MINDS = (
    "hold",
    "hold",
    "hold",
    "confirm",
    "confirm",
    "undo_confirm",
    "undo_confirm",
    "decline",
    "leave",
    "release",
)


@pytest.mark.parametrize("shape", ["plain", "bundle", "slots"])
@pytest.mark.parametrize("seed", seeds(2, proof=12))
async def test_whatever_a_crowd_changes_its_mind_about_an_undone_confirm_takes_nothing_from_anybody(
    store: Store, shape: str, seed: int
) -> None:
    rng = Random(seed)
    rules = {"fitting": rng.choice(("strict", "fit", "split")), "per_person": 3}
    simulation = await new_simulation(store, shape, [5, 4, 3, 4], ahead=40, **rules)
    for _ in range(90):
        act = rng.choice((*MINDS * 3, "join_split", "restock", "give", "take_gift", "sweep"))
        await simulation.act((act, rng.randint(1, 9), rng.randint(0, 3), rng.randint(1, 6)))
        simulation.now += timedelta(seconds=rng.choice((1, 5, 20)))
    check_commits(simulation.commits)
    assert "undo_confirm" in {commit.action_name for commit in simulation.commits}


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


async def test_a_ticket_promises_the_undo_of_its_confirm_as_long_as_it_is_to_be_had(
    item: ItemScenario,
) -> None:
    await item.join(1, 2)
    ends_at = item.now + timedelta(minutes=5, seconds=30) + LAST_CALL
    await item.change(starts_at=item.now, ends_at=ends_at)
    booking = await confirm_one_of_two(item)
    ticket = await item.store.read(own_pickup_ticket, 1, booking)
    assert ticket.undo == BookingUndo(UndoneAct.CONFIRM, item.now + timedelta(seconds=30))
    item.now += timedelta(seconds=30)
    with pytest.raises(UndoOver):
        await item.store.write(undo_confirm, 1, booking, item.now)
    item.now -= timedelta(seconds=1)
    await item.store.write(undo_confirm, 1, booking, item.now)
    assert (await item.store.read(own_ticket, 1, ticket.id)).undo is None


async def test_the_ticket_of_what_joining_booked_undoes_the_join(item: ItemScenario) -> None:
    await item.book(1)
    ticket = await item.store.read(own_pickup_ticket, 1, await item.booking_of(1))
    assert ticket.undo == BookingUndo(UndoneAct.JOIN, item.now + UNDO_TIME)
