"""The reminders of holds, and the booking that a notification is about."""

import pytest
from sqlmodel import Session, col, select

from market.reminder import remind_hold, rewrite_reminders
from market.reminder.notifications import HoldHalfElapsed
from market.waitlist.position import booking_of_notification
from market.waitlist.refusals import BookingNotYours
from storage.notification import Notification
from storage.store import Store
from storage.waitlist import Booking, Hold
from tests.market.waitlist.conftest import NOW, ItemScenario, add_drop

AINA = 1


@pytest.fixture
async def item(store: Store) -> ItemScenario:
    return ItemScenario(store, *await store.write(add_drop))


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
