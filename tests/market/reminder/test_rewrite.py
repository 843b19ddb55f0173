"""A drop's reminders are rewritten whenever it moves, and snoozed ones move along or are dropped."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.drop.refusals import DropCancelled, DropPaused
from market.reminder import (
    remind_booking,
    remind_hold,
    remind_loan,
    rewrite_reminders,
)
from market.reminder.moments import booking_moments, vendor_moments
from market.reminder.notifications import BookingNear, HoldHalfElapsed, VendorDay
from market.reminder.refusals import ReminderMoved, SnoozeTooLate
from market.reminder.snooze import snooze
from market.reminder.snooze_choices import SnoozeDelay
from market.ticket.issue import lend, unlend
from market.waitlist.position import booking_of_notification
from market.waitlist.refusals import BookingNotYours
from storage.notification import Notification
from storage.store import Store
from storage.waitlist import Booking, Hold
from tests.market.samples import DAY, HOUR, ZONE
from tests.market.waitlist.conftest import NOW, ROS, ItemScenario, add_drop

AINA = 1
Reminders = set[tuple[str, str, datetime]]


@pytest.fixture
async def item(store: Store) -> ItemScenario:
    return ItemScenario(store, *await store.write(add_drop))


async def waits(item: ItemScenario) -> Reminders:
    def look(session: Session) -> Reminders:
        rows = session.exec(
            select(Notification).where(col(Notification.state) == "queued", col(Notification.priority) == 2)
        )
        return {(row.kind, row.payload["stage"], row.due_at) for row in rows.all() if "stage" in row.payload}

    return await item.store.read(look)


def must_wait(starts_at: datetime, ends_at: datetime, coming: bool, now: datetime) -> Reminders:
    days = {(VendorDay.kind, one.stage, one.due_at) for one in vendor_moments(starts_at, ends_at, ZONE)}
    bookings = {("BookingNear", one.stage, one.due_at) for one in booking_moments(coming, starts_at, ZONE)}
    return {each for each in days | bookings if each[2] > now}


async def move(item: ItemScenario, starts_at: datetime, now: datetime) -> None:
    item.now = now
    await item.change(starts_at=starts_at, ends_at=starts_at + 4 * HOUR)
    await item.store.write(rewrite_reminders, item.drop, now)


def journeys() -> list[list[tuple[int, int, bool]]]:
    """Some: to how many hours from now it is moved, how many minutes pass, whether it is moved back at once."""
    seen: list[list[tuple[int, int, bool]]] = []
    steps = st.lists(
        st.tuples(st.integers(1, 400), st.integers(0, 3000), st.booleans()), min_size=1, max_size=4
    )
    settings(max_examples=12, database=None, derandomize=True)(
        given(steps)(lambda journey: seen.append(journey))
    )()
    return seen


async def test_however_it_is_moved_they_are_those_of_where_it_is_now(item: ItemScenario) -> None:
    await item.join(AINA)
    booking = await item.confirm(AINA)
    coming = False
    for journey in journeys():
        for hours, minutes, back in journey:
            now = item.now + timedelta(minutes=minutes)
            there = now + hours * HOUR
            await move(item, there, now)
            before = await waits(item)
            assert before == must_wait(there, there + 4 * HOUR, coming, now)
            if back:
                await move(item, there + 50 * HOUR, now)
                await move(item, there, now)
                assert await waits(item) == before, "there and back: as if it never moved"
            await item.store.write(rewrite_reminders, item.drop, now)
            assert await waits(item) == before, "twice is once"
        if not coming:
            await item.attend(AINA, booking)
            coming = True


def sent(session: Session, item: ItemScenario, what: str) -> int:
    """The stall's notification of that matter, as if it had gone out; its id."""
    rows = session.exec(select(Notification).where(col(Notification.about) == f"day:{item.drop}")).all()
    row = next(row for row in rows if row.payload["stage"] == what)
    row.state, row.ended_at = "sent", row.due_at
    return row.id or 0


@pytest.fixture
async def eve(item: ItemScenario) -> int:
    """The stock check of Thursday 10:00, for Friday 18:00, put off until the evening."""
    await item.store.write(rewrite_reminders, item.drop, NOW)
    notification = await item.store.write(sent, item, "eve")
    item.now = NOW + 48 * HOUR
    await item.store.write(snooze, ROS, notification, SnoozeDelay.NIGHT, zone=ZONE, now=item.now)
    return notification


async def repeats(item: ItemScenario) -> list[tuple[datetime, datetime | None]]:
    again = select(Notification.due_at, Notification.late_after).where(
        col(Notification.about).contains("/again"), col(Notification.state) == "queued"
    )
    return await item.store.read(lambda session: [*session.exec(again).all()])


NIGHT = NOW + 57 * HOUR


async def test_a_repeat_stays_where_the_drop_moves_by_hours_and_is_too_late_by_the_new_ones(
    item: ItemScenario, eve: int
) -> None:
    assert await repeats(item) == [(NIGHT, NOW + 78 * HOUR)]
    await move(item, NOW + 82 * HOUR, item.now)
    assert await repeats(item) == [(NIGHT, NOW + 80 * HOUR)]
    await item.store.write(snooze, ROS, eve, SnoozeDelay.MORNING, zone=ZONE, now=item.now)
    await move(item, NOW + 72 * HOUR, item.now)
    assert await repeats(item) == [], "at 10:00 now, so that 9:00 would be too late"
    with pytest.raises(SnoozeTooLate):
        await item.store.write(snooze, ROS, eve, SnoozeDelay.MORNING, zone=ZONE, now=item.now)


async def test_a_repeat_goes_where_the_reminder_is_written_anew(item: ItemScenario, eve: int) -> None:
    await move(item, NOW + 80 * HOUR + 7 * DAY, item.now)
    assert await repeats(item) == []
    with pytest.raises(ReminderMoved) as moved:
        await item.store.write(snooze, ROS, eve, SnoozeDelay.HOUR, zone=ZONE, now=item.now)
    assert moved.value.at == NOW + 48 * HOUR + 7 * DAY


@pytest.mark.parametrize(
    ("state", "why", "left"), [("paused", DropPaused, 1), ("cancelled", DropCancelled, 0)]
)
async def test_a_repeat_stays_over_a_pause_and_goes_with_the_drop(
    item: ItemScenario, eve: int, state: str, why: type[Exception], left: int
) -> None:
    await item.change(state=state)
    await item.store.write(rewrite_reminders, item.drop, item.now)
    assert len(await repeats(item)) == left
    with pytest.raises(why):
        await item.store.write(snooze, ROS, eve, SnoozeDelay.HOUR, zone=ZONE, now=item.now)
    await item.change(state="published")
    await item.store.write(rewrite_reminders, item.drop, item.now)
    assert len(await repeats(item)) == left


async def test_putting_off_one_matter_leaves_the_others(item: ItemScenario, eve: int) -> None:
    soon = await item.store.write(sent, item, "soon")
    item.now = NOW + 78 * HOUR
    await item.store.write(snooze, ROS, soon, SnoozeDelay.HOUR, zone=ZONE, now=item.now)
    assert {due for due, _ in await repeats(item)} == {NIGHT, NOW + 79 * HOUR}
    assert {what for _, what, _ in await waits(item)} == {"eve", "soon", "open", "close", "crates"}


async def test_packaging_is_reminded_of_once_by_when_it_was_last_handed_over(item: ItemScenario) -> None:
    await item.join(AINA, 2)
    booking = await item.confirm(AINA)

    def hand_over(session: Session, now: datetime) -> None:
        lend(session, session.get_one(Booking, booking), 1, now, rng=Random(7))
        remind_loan(session, booking, ZONE, now)

    for now in (NOW + 80 * HOUR, NOW + 81 * HOUR):
        await item.store.write(hand_over, now)
    assert await loans(item) == [(AINA, NOW + 56 * HOUR + 14 * DAY, NOW + 81 * HOUR + 14 * DAY)]
    await item.store.write(unlend, booking, 2, NOW + 81 * HOUR)
    assert len(await loans(item)) == 1, "whether something is out is looked at when it is sent"


async def loans(item: ItemScenario) -> list[Any]:
    due = select(Notification.person_id, Notification.due_at, Notification.late_after).where(
        col(Notification.kind) == "LoanDue"
    )
    return await item.store.read(lambda session: [*session.exec(due).all()])


async def test_a_notification_tells_of_its_claim_while_it_is_somebody_s(item: ItemScenario) -> None:
    bookings = {}
    for person in (2, AINA):
        await item.join(person)
        bookings[person] = await item.confirm(person)
    for person, booking in bookings.items():
        assert (await item.store.read(booking_of_notification, booking)).booked.id == booking, person

    def forget(session: Session) -> None:
        session.get_one(Booking, bookings[AINA]).person_id = None

    await item.store.write(forget)
    for gone in (bookings[AINA], 999):
        with pytest.raises(BookingNotYours):
            await item.store.read(booking_of_notification, gone)


async def test_a_hold_is_reminded_of_once_half_of_its_time_is_gone_and_not_where_it_has_ended(
    item: ItemScenario,
) -> None:
    for person in (2, AINA):
        await item.join(person)
    await item.decline(2)

    def halves(session: Session) -> list[tuple[int, str]]:
        rows = select(Notification.person_id, Notification.about).where(
            col(Notification.kind) == HoldHalfElapsed.kind
        )
        return [tuple(one) for one in session.exec(rows.where(col(Notification.state) == "queued"))]

    hold = await item.hold_of(AINA)
    expected = [(AINA, f"hold:{hold}")]
    assert await item.store.read(halves) == expected
    await item.store.write(rewrite_reminders, item.drop, NOW)
    assert await item.store.read(halves) == expected

    def again(session: Session) -> None:
        for row in session.exec(select(Hold)):
            remind_hold(session, row, NOW)

    await item.store.write(again)
    assert await item.store.read(halves) == expected


async def test_a_booking_is_reminded_of_by_its_own_and_nobody_else_s(item: ItemScenario) -> None:
    bookings = {}
    for person in (2, AINA):
        await item.join(person)
        bookings[person] = await item.confirm(person)

    def end(session: Session) -> None:
        row = session.get_one(Booking, bookings[2])
        row.state = "released"
        remind_booking(session, row, NOW)

    await item.store.write(end)
    rows = select(Notification.about).where(
        col(Notification.kind) == BookingNear.kind, col(Notification.state) == "queued"
    )
    assert await item.store.read(lambda session: set(session.exec(rows))) == {f"booking:{bookings[AINA]}"}
