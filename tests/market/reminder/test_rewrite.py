"""A drop's reminders are rewritten whenever it moves, and snoozed ones move along or are dropped."""

from datetime import datetime
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.reminder import (
    remind_hold,
    remind_loan,
    rewrite_reminders,
)
from market.reminder.notifications import HoldHalfElapsed
from market.ticket.issue import lend, unlend
from market.waitlist.position import booking_of_notification
from market.waitlist.refusals import BookingNotYours
from storage.notification import Notification
from storage.store import Store
from storage.waitlist import Booking, Hold
from tests.market.samples import DAY, HOUR, ZONE
from tests.market.waitlist.conftest import NOW, ItemScenario, add_drop

AINA = 1


@pytest.fixture
async def item(store: Store) -> ItemScenario:
    return ItemScenario(store, *await store.write(add_drop))


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
