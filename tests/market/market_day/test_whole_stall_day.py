"""All of an evening is paused, moved and cancelled at once, and everybody concerned is told once."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.actor import Actor
from market.market_day.evening_facts import cancelled_evening, evening_to_tell
from market.market_day.refusals import (
    BeginsAfterEnd,
    NoteChanged,
    NoteTooSoon,
    NothingShown,
    StallDayOver,
    StallElsewhere,
)
from market.market_day.stall_note import note_to_tell, own_note, send_note, write_note
from market.refusal import TooLong
from market.roster.plan import open_roster
from market.roster.rule import RosterPlan
from market.roster.take import take_shift
from market.stall_closing import close_stall
from market.stock.move import move_alley, move_drop
from market.stock.pause import pause
from market.stock.refusals import OtherMoney
from market.stock.stock_line import DropHours, StockLine, moved_along
from market.stock.whole_stall_day import (
    MovedStallDay,
    cancel_all,
    count_affected_by_alley_of_all,
    explain_all,
    move_all,
    move_all_to_alley,
    pause_all,
    planned_cancellation,
    planned_move_of_all,
    resume_all,
)
from market.ticket.own_tickets import own_pickup_ticket
from storage.alley import Alley
from storage.drop import Drop, DropState
from storage.market_day import StallDay
from storage.notification import Notification
from storage.roster import Shift
from storage.staff import StaffRole, StallStaff
from storage.store import Store
from storage.waitlist import Booking, BookingState, Hold, HoldState
from tests.evening import JO, LINA, MEI, NOW, OWNER, SITI, TOM, WANG, Evening

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUNDAY = date(2026, 11, 29)
CONCERNED = {TOM, SITI, MEI, LINA, WANG}
KUCHING = "Asia/Kuching"


async def add_alley(store: Store, name: str, currency: str) -> int:
    alley = Alley(
        code=name[:6],
        name=name,
        city="Kota Kinabalu",
        zone=KUCHING,
        territory="MY",
        currency=currency,
        latitude=6,
        longitude=116,
    )
    return await store.write(lambda session: _added(session, alley))


def _added(session: Session, alley: Alley) -> int:
    session.add(alley)
    session.flush()
    return alley.id or 0


@pytest.fixture
async def second_alley(store: Store, evening: Evening) -> int:
    return await add_alley(store, "Tanjung", "MYR")


@pytest.fixture
async def alley_in_dollars(store: Store, evening: Evening) -> int:
    return await add_alley(store, "Orchard", "SGD")


async def stall_day(store: Store, evening: Evening) -> int:
    drop = evening.items[0].drop
    return await store.read(lambda session: session.get_one(Drop, drop).stall_day_id) or 0


async def told(store: Store, kind: str) -> list[int]:
    """Return who was told of something, as often as they were."""
    rows = select(Notification.person_id).where(col(Notification.kind) == kind)
    return sorted(person or 0 for person in await store.read(lambda session: session.exec(rows).all()))


async def drops(store: Store) -> list[Drop]:
    return list(await store.read(lambda session: session.exec(select(Drop).order_by(col(Drop.id))).all()))


async def states(store: Store) -> set[DropState]:
    return {drop.state for drop in await drops(store)}


async def test_an_evening_is_paused_and_resumed_and_each_is_told_once(store: Store, evening: Evening) -> None:
    of = await stall_day(store, evening)
    assert await store.write(pause_all, OWNER, of, NOW) == len(CONCERNED)
    assert await states(store) == {DropState.PAUSED}
    assert await told(store, "StallDayPaused") == sorted(CONCERNED)
    assert await told(store, "DropPausedByStall") == []
    assert await store.write(pause_all, OWNER, of, NOW) == 0, "a second time changes nothing"
    hold = evening.item("kuih lapis").hold(SITI)
    until = await store.read(lambda session: session.get_one(Hold, hold).until)
    assert await store.write(resume_all, OWNER, of, NOW + HOUR) == len(CONCERNED)
    assert await states(store) == {DropState.PUBLISHED}
    assert await store.read(lambda session: session.get_one(Hold, hold).until) >= until
    assert await store.write(resume_all, OWNER, of, NOW + HOUR) == 0


async def test_what_is_paused_already_is_let_be(store: Store, evening: Evening) -> None:
    of, sate = await stall_day(store, evening), evening.item("sate").drop
    await store.write(pause, OWNER, sate, NOW)
    assert await store.write(pause_all, OWNER, of, NOW + HOUR) == 2, "those of the other drop"
    paused_at = [drop.paused_at for drop in await drops(store)]
    assert paused_at == [NOW + HOUR, NOW]


async def test_an_evening_moves_by_a_day_with_all_it_has(store: Store, evening: Evening) -> None:
    of = await stall_day(store, evening)
    stock = StockLine(day=SUNDAY)
    planned = await store.read(planned_move_of_all, OWNER, of, stock, NOW)
    assert planned.people == len(CONCERNED)
    assert (planned.hours.starts_at, planned.hours.ends_at) == (
        evening.starts_at + DAY,
        evening.ends_at + DAY,
    )
    before = [(drop.starts_at, drop.ends_at) for drop in await drops(store)]
    moved = await store.write(move_all, OWNER, of, stock, NOW)
    assert moved.id != of
    assert moved.people == len(CONCERNED)
    assert [(drop.starts_at - DAY, drop.ends_at - DAY) for drop in await drops(store)] == before
    assert {drop.stall_day_id for drop in await drops(store)} == {moved.id}
    assert await told(store, "StallDayMoved") == sorted(CONCERNED)
    assert await told(store, "DropMoved") == []
    left, there = await store.read(
        lambda session: [session.get_one(StallDay, each) for each in (of, moved.id)]
    )
    assert (left.state, there.state, there.starts_at) == ("off", "on", evening.starts_at + DAY)
    with pytest.raises(StallDayOver):
        await store.write(move_all, OWNER, of, stock, NOW)
    assert await store.write(move_all, OWNER, moved.id, stock, NOW) == MovedStallDay(moved.id, 0)


async def test_the_last_until_the_end_and_the_others_keep_their_length(
    store: Store, evening: Evening
) -> None:
    of = await stall_day(store, evening)
    await store.write(move_all, OWNER, of, StockLine(start=time(19), end=time(22)), NOW)
    hours = [
        (drop.starts_at - evening.starts_at, drop.ends_at - evening.starts_at) for drop in await drops(store)
    ]
    assert hours == [(HOUR, 4 * HOUR), (2 * HOUR, 4 * HOUR)], "18 to 22 and 19 to 23 before"


async def test_a_dish_that_would_begin_after_the_new_end_keeps_all_where_it_is(
    store: Store, evening: Evening
) -> None:
    of, stock = await stall_day(store, evening), StockLine(start=time(18), end=time(19))
    before = [drop.model_dump() for drop in await drops(store)]
    with pytest.raises(BeginsAfterEnd) as refused:
        await store.read(planned_move_of_all, OWNER, of, stock, NOW)
    assert (refused.value.drop, refused.value.at) == ("sate", evening.starts_at + HOUR)
    with pytest.raises(BeginsAfterEnd):
        await store.write(move_all, OWNER, of, stock, NOW)
    assert [drop.model_dump() for drop in await drops(store)] == before


@given(
    st.integers(0, 7 * 24 * 4),
    st.integers(1, 30),
    st.integers(0, 20),
    st.integers(1, 30),
    st.integers(-200, 200),
)
def test_what_moves_along_stays_within_its_evening(
    start: int, length: int, later: int, shorter: int, by: int
) -> None:
    quarter = timedelta(minutes=15)
    starts_at = NOW + start * quarter
    was = DropHours(starts_at, starts_at + (length + later) * quarter)
    drop = DropHours(starts_at + later * quarter, was.ends_at)
    to = DropHours(was.starts_at + by * quarter, was.ends_at + (by + shorter) * quarter)
    moved = moved_along(drop, was, to, KUCHING)
    assert moved == DropHours(drop.starts_at + by * quarter, to.ends_at)
    assert moved_along(was, was, to, KUCHING) == to


async def test_an_evening_moves_to_another_alley_though_it_stands_here(
    store: Store, evening: Evening, second_alley: int
) -> None:
    of = await stall_day(store, evening)
    assert await store.read(count_affected_by_alley_of_all, OWNER, of, second_alley, NOW) == len(CONCERNED)
    moved = await store.write(move_all_to_alley, OWNER, of, second_alley, NOW)
    assert {(drop.alley_id, drop.stall_day_id) for drop in await drops(store)} == {(second_alley, moved.id)}
    assert await told(store, "StallDayMoved") == sorted(CONCERNED)
    assert await store.write(move_all_to_alley, OWNER, moved.id, second_alley, NOW) == MovedStallDay(
        moved.id, 0
    )


async def test_an_evening_does_not_move_to_where_the_stall_stands_elsewhere(
    store: Store, evening: Evening, second_alley: int
) -> None:
    of, sate = await stall_day(store, evening), evening.item("sate").drop
    await store.write(move_drop, OWNER, sate, StockLine(day=SUNDAY), NOW)
    await store.write(move_alley, OWNER, sate, second_alley, NOW)
    before = await drops(store)
    with pytest.raises(StallElsewhere):
        await store.write(move_all, OWNER, of, StockLine(day=SUNDAY), NOW)
    assert [drop.model_dump() for drop in await drops(store)] == [drop.model_dump() for drop in before]


async def test_money_of_another_currency_is_no_way(
    store: Store, evening: Evening, alley_in_dollars: int
) -> None:
    with pytest.raises(OtherMoney):
        await store.write(move_all_to_alley, OWNER, await stall_day(store, evening), alley_in_dollars, NOW)


async def test_an_evening_is_cancelled_with_its_reason(store: Store, evening: Evening) -> None:
    of = await stall_day(store, evening)
    await store.write(explain_all, OWNER, of, "The oven broke", NOW)
    planned = await store.read(planned_cancellation, OWNER, of, NOW)
    assert (planned.people, planned.refunds, planned.reason) == (len(CONCERNED), 0, "The oven broke")
    assert await store.write(cancel_all, OWNER, of, NOW) == len(CONCERNED)
    assert await states(store) == {DropState.CANCELLED}
    assert await told(store, "StallDayCancelled") == sorted(CONCERNED)
    assert await told(store, "DropCancelledByStall") == []
    bookings = await store.read(lambda session: session.exec(select(Booking)).all())
    holds = await store.read(lambda session: session.exec(select(Hold)).all())
    assert {each.state for each in bookings} == {BookingState.CANCELLED}
    assert not [each for each in holds if each.state == HoldState.LIVE]
    facts = await store.read(cancelled_evening, of)
    assert (facts.reason, facts.cancelled_at) == ("The oven broke", NOW)
    with pytest.raises(StallDayOver):
        await store.read(evening_to_tell, of)
    with pytest.raises(StallDayOver):
        await store.write(cancel_all, OWNER, of, NOW)


async def test_shifts_go_along_and_their_helpers_read_one_message_an_act(
    store: Store, evening: Evening
) -> None:
    of = await stall_day(store, evening)
    hired = StallStaff(stall_id=evening.stall, person_id=JO, role=StaffRole.SELL, since=NOW)
    await store.write(lambda session: session.add(hired))
    await store.write(open_roster, OWNER, of, RosterPlan(1, 1), now=NOW)
    await store.write(take_shift, Actor(JO), of, 0, now=NOW)
    moved = await store.write(move_all, OWNER, of, StockLine(day=SUNDAY), NOW + HOUR)
    assert await told(store, "ShiftChanged") == [JO]
    shifts = await store.read(lambda session: session.exec(select(Shift)).all())
    assert [(shift.stall_day_id, shift.person_id) for shift in shifts] == [(moved.id, JO)]
    await store.write(cancel_all, OWNER, moved.id, NOW + 2 * HOUR)
    assert await told(store, "ShiftChanged") == [JO, JO]
    assert await told(store, "PlaceEmptyAgain") == []


async def test_what_is_over_is_let_be(store: Store, evening: Evening) -> None:
    of = await stall_day(store, evening)
    kuih, sate = evening.item("kuih lapis").drop, evening.item("sate").drop
    after_kuih = evening.starts_at + 4.5 * HOUR
    await store.write(cancel_all, OWNER, of, after_kuih)
    found = {drop.id: drop.state for drop in await drops(store)}
    assert found == {kuih: DropState.PUBLISHED, sate: DropState.CANCELLED}


async def test_a_stall_that_closes_tells_each_once_an_evening(store: Store, evening: Evening) -> None:
    closed = await store.write(lambda session: close_stall(session, OWNER, evening.stall, 2, now=NOW))
    assert (closed.drops, closed.told) == (2, len(CONCERNED))
    assert await told(store, "StallDayCancelled") == sorted(CONCERNED)


async def test_a_note_stands_until_the_next_and_goes_to_who_has_booked(
    store: Store, evening: Evening
) -> None:
    of = await stall_day(store, evening)
    assert (await store.read(own_note, OWNER, of, NOW)).words == ""
    await store.write(write_note, OWNER, of, "Cash  only\ntonight", NOW)
    note = await store.read(own_note, OWNER, of, NOW)
    assert (note.words, note.booked, note.sent_at) == ("Cash only tonight", 3, None)
    ticket = await store.read(own_pickup_ticket, TOM, evening.item("kuih lapis").booking(TOM))
    assert ticket.note == "Cash only tonight"
    assert await store.write(send_note, OWNER, of, note.id, NOW) == 3
    assert await told(store, "StallNoteSent") == sorted((TOM, SITI, MEI))
    assert await store.write(send_note, OWNER, of, note.id, NOW) == 3
    assert len(await told(store, "StallNoteSent")) == 3, "a second tap sends nothing"
    assert await store.read(note_to_tell, note.id, NOW) == "Cash only tonight"


async def test_one_note_an_hour_and_only_the_one_that_stands(store: Store, evening: Evening) -> None:
    of = await stall_day(store, evening)
    await store.write(write_note, OWNER, of, "Cash only", NOW)
    first = await store.read(own_note, OWNER, of, NOW)
    await store.write(send_note, OWNER, of, first.id, NOW)
    await store.write(write_note, OWNER, of, "Card works again", NOW)
    with pytest.raises(NoteChanged):
        await store.write(send_note, OWNER, of, first.id, NOW)
    with pytest.raises(NoteChanged):
        await store.read(note_to_tell, first.id, NOW)
    second = await store.read(own_note, OWNER, of, NOW)
    assert second.free_at == NOW + HOUR
    with pytest.raises(NoteTooSoon) as refused:
        await store.write(send_note, OWNER, of, second.id, NOW + HOUR - timedelta(seconds=1))
    assert refused.value.at == NOW + HOUR
    assert await store.write(send_note, OWNER, of, second.id, NOW + HOUR) == 3
    await store.write(write_note, OWNER, of, "", NOW + HOUR)
    assert (await store.read(own_note, OWNER, of, NOW + HOUR)).words == ""
    with pytest.raises(NoteChanged):
        await store.read(note_to_tell, second.id, NOW + HOUR)


async def hide(store: Store, *names: str) -> None:
    def change(session: Session) -> None:
        for drop in session.exec(select(Drop)):
            if drop.name in names:
                drop.hidden_at = NOW

    await store.write(change)


async def test_of_what_is_hidden_a_stall_tells_nobody_anything(store: Store, evening: Evening) -> None:
    of, names = await stall_day(store, evening), [drop.name for drop in await drops(store)]
    await store.write(write_note, OWNER, of, "Cash only", NOW)
    note = await store.read(own_note, OWNER, of, NOW)
    await hide(store, names[-1])
    assert (await store.read(own_note, OWNER, of, NOW)).booked == 2, "those of the other drop"
    await store.read(evening_to_tell, of)
    await hide(store, *names)
    for deed in (
        store.read(own_note, OWNER, of, NOW),
        store.write(write_note, OWNER, of, "Come to my house", NOW),
        store.write(send_note, OWNER, of, note.id, NOW),
    ):
        with pytest.raises(NothingShown):
            await deed
    with pytest.raises(NothingShown):
        await store.read(evening_to_tell, of)
    ticket = await store.read(own_pickup_ticket, TOM, evening.item("kuih lapis").booking(TOM))
    assert ticket.note == "", "nor on what they have already"
    assert await told(store, "StallNoteSent") == []


async def test_a_note_of_201_signs_is_refused_and_a_day_that_is_over_has_none(
    store: Store, evening: Evening
) -> None:
    of = await stall_day(store, evening)
    await store.write(write_note, OWNER, of, "字" * 200, NOW)
    with pytest.raises(TooLong):
        await store.write(write_note, OWNER, of, "字" * 201, NOW)
    with pytest.raises(StallDayOver):
        await store.write(write_note, OWNER, of, "late", evening.ends_at)
