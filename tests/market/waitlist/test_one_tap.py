"""Joining what is available, with nobody ahead and no deposit, is a booking at once, and its undo."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.refusal import Refusal
from market.ticket.own_tickets import own_pickup_ticket
from market.waitlist.joined_ticket import joined_ticket
from market.waitlist.move_booking import move_booking
from market.waitlist.position import BookingFacts, drop_of_item, own_booking
from market.waitlist.refusals import AlreadyBooked, BookingNotYours, TooManyUnits, UndoOver
from market.waitlist.undo import GivenUp, undo_join, undo_release
from storage.drop import Drop
from storage.market_day import StallDay, StallNote
from storage.pitch import Pitch, PitchDay
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario
from tests.market.waitlist.simulation import new_simulation

MINUTE = timedelta(minutes=1)


async def undo(item: ItemScenario, person: int, booking: int) -> GivenUp:
    return await item.store.write(undo_join, person, booking, item.now)


async def booking_facts(item: ItemScenario, person: int, booking: int) -> BookingFacts:
    return await item.store.read(own_booking, person, booking)


async def counts(item: ItemScenario) -> tuple[int, int, int]:
    row = await item.row()
    return row.booked, row.held, row.waiting


async def valid_tickets(item: ItemScenario, booking: int) -> int:
    rows = select(Ticket.id).where(col(Ticket.booking_id) == booking, col(Ticket.revoked_at).is_(None))
    return len(await item.store.read(lambda session: session.exec(rows).all()))


async def ask_deposit(item: ItemScenario) -> None:
    def ask(session: Session) -> None:
        session.get_one(Stall, 1).deposits_at = NOW
        drop = session.get_one(Drop, item.drop)
        drop.deposit, drop.refund_until = 100, drop.starts_at

    await item.store.write(ask)


async def test_what_is_available_is_booked_with_its_ticket_and_reminders(item: ItemScenario) -> None:
    joined = await item.book(1, units=2)
    assert (joined.number, joined.units, joined.hold) == (1, 2, None)
    assert await counts(item) == (2, 0, 0)
    assert await valid_tickets(item, joined.booking or 0) == 1
    assert joined.ticket is not None
    assert await item.notifications("TicketIssued") == [], "the answer is the ticket"
    assert await item.notifications("MarketDayNear") == [], "it is written when it is due"
    assert await item.notifications("HoldHalfElapsed") == []


async def test_the_answer_has_what_is_stored(item: ItemScenario) -> None:
    booked = (await item.book(1)).booked
    assert booked is not None
    facts = await booking_facts(item, 1, booked.id)
    assert facts.booked == booked
    assert (facts.at_once, facts.undo_until) == (True, NOW + MINUTE)


def note_and_place(session: Session) -> None:
    """Say something of the only stall day, and give it a place."""
    day = session.exec(select(StallDay)).one()
    session.add(StallNote(stall_day_id=day.id or 0, words="Cash only", made_at=NOW))
    session.add(Pitch(alley_id=day.alley_id, code="A3", metres=3, socket=False, access=False))
    session.flush()
    place = {"stall_day_id": day.id, "market_day_id": day.market_day_id, "alley_id": day.alley_id}
    session.add(PitchDay(pitch_id=session.exec(select(Pitch.id)).one() or 0, **place))


@pytest.mark.parametrize("is_noted", [False, True])
async def test_the_ticket_of_the_answer_is_the_one_that_is_stored(item: ItemScenario, is_noted: bool) -> None:
    if is_noted:
        await item.store.write(note_and_place)
    joined = await item.book(1, units=2)
    assert joined.booked is not None
    assert joined.ticket is not None
    drop = await item.store.read(drop_of_item, item.item)
    facts = joined_ticket(drop, drop.item(item.item), joined.booked, joined.ticket, holder=1)
    assert facts == await item.store.read(own_pickup_ticket, 1, joined.booked.id)


async def test_units_go_to_the_lowest_numbers(new_item: Any) -> None:
    item = await new_item(quantity=2)
    joined = [await item.book(person) for person in range(1, 5)]
    assert [(one.number, bool(one.booking)) for one in joined] == [
        (1, True),
        (2, True),
        (3, False),
        (4, False),
    ]
    assert await counts(item) == (2, 0, 2)


async def test_who_wants_fewer_than_somebody_who_waits_books_as_often_as_the_rule_says(new_item: Any) -> None:
    item = await new_item(quantity=4, fitting="fit", skips=1, per_person=3)
    await item.book(1, units=2)
    assert (await item.book(2, units=3)).hold is None
    joined = [await item.book(person) for person in (3, 4)]
    assert [(one.booking is not None, one.hold) for one in joined] == [(True, None), (False, None)]
    assert await counts(item) == (3, 0, 4)
    await undo(item, 3, joined[0].booking or 0)


async def test_those_who_wait_for_other_units_of_the_drop_are_not_ahead(store: Store) -> None:
    shared = await new_simulation(store, "bundle", [9, 1, 9, 9], fitting="strict")
    small, large = (ItemScenario(store, shared.drop, item) for item in shared.items[2:])
    assert (await large.book(1)).booking
    assert (await large.book(2)).number == 2
    third = await small.book(3)
    assert third.booking, "it needs nothing of what the other lacks"
    facts = await booking_facts(small, 3, third.booking)
    assert facts.undo_until == NOW + MINUTE


async def test_part_of_a_split_request_is_a_hold(new_item: Any) -> None:
    item = await new_item(quantity=3, fitting="split")
    await item.book(1, units=2)
    joined = await item.book(2, units=2, split=True)
    assert (joined.booking, joined.held and joined.held.units) == (None, 1)


async def test_what_is_kept_for_somebody_ahead_is_not_given(new_item: Any) -> None:
    item = await new_item(quantity=3, fitting="strict")
    await item.book(1, units=2)
    await item.book(2, units=2)
    third = await item.book(3)
    assert (third.booking, third.hold) == (None, None)


async def test_where_a_deposit_is_asked_it_is_a_hold(item: ItemScenario) -> None:
    await ask_deposit(item)
    joined = await item.book(1)
    assert (joined.booking, joined.hold is not None) == (None, True)


async def test_before_the_draw_nothing_is_booked(new_item: Any) -> None:
    item = await new_item(policy="pot", pot_until=NOW + HOUR)
    joined = await item.book(1)
    assert (joined.number, joined.booking, joined.hold) == (None, None, None)


async def test_who_asks_for_fewer_and_then_fits_has_a_booking(new_item: Any) -> None:
    item = await new_item(quantity=3)
    await item.book(1, units=2)
    await item.book(2, units=2)
    fewer = await item.book(2, units=1)
    assert (fewer.number, fewer.booking is not None) == (2, True)
    assert await counts(item) == (3, 0, 0)


async def test_a_second_tap_within_the_minute_books_no_second_time(item: ItemScenario) -> None:
    await item.book(1)
    item.now += timedelta(seconds=59)
    with pytest.raises(AlreadyBooked) as refused:
        await item.book(1)
    assert refused.value.units == 1
    item.now += timedelta(seconds=1)
    assert (await item.book(1)).booking
    item.now += MINUTE
    with pytest.raises(TooManyUnits):
        await item.book(1)
    assert await counts(item) == (2, 0, 0)


async def test_undo_keeps_the_units_for_a_minute_and_then_they_go_on(new_item: Any) -> None:
    item = await new_item(quantity=1)
    booking = (await item.book(1)).booking
    await item.book(2)
    item.now += timedelta(seconds=30)
    assert await undo(item, 1, booking) == GivenUp(item.now + MINUTE, 2)
    assert await undo(item, 1, booking) == GivenUp(item.now + MINUTE, 2), "a repeated tap says the same"
    assert await valid_tickets(item, booking) == 0
    assert await counts(item) == (0, 1, 1)
    item.now += MINUTE
    await item.sweep()
    assert await item.holders() == [2]


async def test_undo_can_be_undone(new_item: Any) -> None:
    item = await new_item(quantity=1)
    booking = (await item.book(1)).booking
    await undo(item, 1, booking)
    await item.store.write(undo_release, 1, booking, item.now)
    assert await valid_tickets(item, booking) == 1
    assert await counts(item) == (1, 0, 0)


async def test_after_the_minute_and_for_others_there_is_no_undo(item: ItemScenario) -> None:
    booking = (await item.book(1)).booking or 0
    with pytest.raises(BookingNotYours):
        await undo(item, 2, booking)
    item.now += MINUTE
    with pytest.raises(UndoOver):
        await undo(item, 1, booking)
    assert await counts(item) == (1, 0, 0)


async def test_what_was_confirmed_or_moved_is_not_undone_as_a_join(item: ItemScenario) -> None:
    await item.join(1)
    item.now += timedelta(seconds=1)
    confirmed = await item.confirm(1)
    with pytest.raises(UndoOver):
        await undo(item, 1, confirmed)
    assert not (await booking_facts(item, 1, confirmed)).at_once

    slots = await new_simulation(item.store, "slots", [2, 2, 2, 2])
    there = ItemScenario(item.store, slots.drop, slots.items[0])
    booking = (await there.book(1)).booking
    moved = await item.store.write(move_booking, 1, booking, slots.items[1], now=NOW, rng=item.rng)
    with pytest.raises(UndoOver):
        await undo(there, 1, moved)
    assert (await booking_facts(there, 1, moved)).undo_until is None


async def test_in_the_last_two_hours_undone_units_go_on_at_once(new_item: Any) -> None:
    item = await new_item(quantity=1)
    item.now = NOW + 83 * HOUR
    booking = (await item.book(1)).booking
    assert await undo(item, 1, booking) == GivenUp(None, None)
    assert await counts(item) == (0, 0, 0)


async def test_a_refused_join_books_nothing(new_item: Any) -> None:
    item = await new_item(quantity=1, per_person=1)
    with pytest.raises(Refusal):
        await item.book(1, units=2)
    await item.change(state="paused")
    with pytest.raises(Refusal):
        await item.book(1)
    assert await counts(item) == (0, 0, 0)
    assert await item.notifications("TicketIssued") == []
