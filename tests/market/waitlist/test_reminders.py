"""Reminders of a hold and a booking: written ahead, once, and withdrawn with their reason."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.reminder import rewrite_reminders
from storage.drop import Item
from storage.notification import Notification
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario

AINA = 1


async def waiting(item: ItemScenario, kind: str) -> list[datetime]:
    rows = select(Notification.due_at).where(
        col(Notification.kind) == kind, col(Notification.state) == "queued"
    )
    return await item.store.read(lambda session: list(session.exec(rows.order_by(col(Notification.due_at)))))


async def test_half_of_a_holds_time_that_counts_is_nudged_and_keeping_takes_it_back(
    item: ItemScenario,
) -> None:
    await item.join(AINA)
    assert await waiting(item, "HoldHalfElapsed") == [NOW + 10 * HOUR], (
        "20 hours, of which 21:00 to 08:00 rest"
    )
    await item.confirm(AINA)
    assert await waiting(item, "HoldHalfElapsed") == []


async def test_a_booking_is_reminded_of_days_before_and_once_more_if_its_holder_is_coming(
    item: ItemScenario,
) -> None:
    three, eve, soon = NOW + 32 * HOUR, NOW + 80 * HOUR, NOW + 102 * HOUR
    await item.change(starts_at=NOW + 104 * HOUR, ends_at=NOW + 108 * HOUR)
    await item.join(AINA)
    booking = await item.confirm(AINA)
    assert await waiting(item, "BookingNear") == [three, eve]
    await item.attend(AINA, booking)
    await item.attend(AINA, booking)
    assert await waiting(item, "BookingNear") == [eve, soon], "who is coming is not asked again"
    await item.release(AINA, booking)
    assert await waiting(item, "BookingNear") == []


async def test_a_booking_made_late_gets_what_lies_ahead(item: ItemScenario) -> None:
    item.now = NOW + 57 * HOUR
    await item.join(AINA)
    booking = await item.confirm(AINA)
    assert await waiting(item, "BookingNear") == [], "three days and a day before are over"
    await item.attend(AINA, booking)
    assert await waiting(item, "BookingNear") == [NOW + 78 * HOUR]
    item.now = NOW + 79 * HOUR
    await item.attend(AINA, booking)
    assert await waiting(item, "BookingNear") == []


async def test_a_slot_is_recalled_by_its_own_hour(item: ItemScenario) -> None:
    def an_hour_of_its_own(session: Session) -> None:
        row = session.get_one(Item, item.item)
        row.starts_at, row.ends_at = NOW + 82 * HOUR, NOW + 83 * HOUR

    await item.store.write(an_hour_of_its_own)
    await item.join(AINA)
    await item.attend(AINA, await item.confirm(AINA))
    assert await waiting(item, "BookingNear") == [NOW + 56 * HOUR, NOW + 80 * HOUR], (
        "20:00 is clamped to 18:00"
    )


async def test_a_stalls_day_has_five_and_the_last_is_the_morning_after(item: ItemScenario) -> None:
    await item.store.write(rewrite_reminders, item.drop, NOW)
    await item.store.write(rewrite_reminders, item.drop, NOW)
    due = [hours * HOUR for hours in (48, 78, 80, 83.75, 96)]
    assert await waiting(item, "VendorDay") == [NOW + hours for hours in due]


async def test_reminders_move_with_their_drop_and_rest_while_it_is_paused(item: ItemScenario) -> None:
    await item.join(AINA)
    await item.confirm(AINA)
    await item.change(starts_at=NOW + 104 * HOUR, ends_at=NOW + 108 * HOUR)
    await item.store.write(rewrite_reminders, item.drop, NOW)
    assert await waiting(item, "BookingNear") == [NOW + 32 * HOUR, NOW + 80 * HOUR]
    assert len(await waiting(item, "VendorDay")) == 5
    await item.change(state="paused")
    await item.store.write(rewrite_reminders, item.drop, NOW)
    assert await waiting(item, "BookingNear") + await waiting(item, "VendorDay") == []
    await item.change(state="published")
    await item.store.write(rewrite_reminders, item.drop, NOW + 33 * HOUR)
    assert await waiting(item, "BookingNear") == [NOW + 80 * HOUR], "what passed meanwhile is not written"
    await item.change(state="cancelled")
    await item.store.write(rewrite_reminders, item.drop, NOW + 33 * HOUR)
    assert await waiting(item, "BookingNear") + await waiting(item, "VendorDay") == []
