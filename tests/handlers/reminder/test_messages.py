"""A reminder shows the facts at sending, and raises the reason if it no longer holds."""

from random import Random

import pytest
from sqlmodel import Session, col, select

from handlers.messages import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import speak
from market.drop.notifications import DropThanks
from market.drop.refusals import DropCancelled, DropPaused
from market.notification.kind import NotificationKind
from market.refusal import Refusal
from market.reminder.moments import BookingStage, VendorStage
from market.reminder.notifications import BookingNear, LoanDue, VendorDay
from market.ticket.issue import lend
from market.ticket.refusals import PackagingIsBack
from market.waitlist.refusals import BookingNotYours
from storage.notification import Notification
from storage.store import Store
from storage.ticket import Loan
from storage.waitlist import Booking
from tests.market.samples import HOUR
from tests.market.waitlist.conftest import NOW, ItemScenario, add_drop

AINA = 1


@pytest.fixture
async def item(store: Store) -> ItemScenario:
    """Aina has booked two boxes."""
    item = ItemScenario(store, *await store.write(add_drop))
    await item.join(AINA, 2)
    await item.confirm(AINA)
    return item


async def screen_of(item: ItemScenario, reminder: NotificationKind, notification_id: int = 1) -> Screen:
    context = RenderContext(store=item.store, now=item.now, notification_id=notification_id)
    return await messages.render(speak("en"), context, reminder)


async def said(item: ItemScenario, reminder: NotificationKind, notification_id: int = 1) -> str:
    screen = await screen_of(item, reminder, notification_id)
    return screen.text.replace("\u2068", "").replace("\u2069", "")


async def add_loan(item: ItemScenario, returned: int) -> int:
    """Two boxes are out with Aina since Friday 19:00, some of them returned; returns the loan's id."""

    def hand_over(session: Session) -> int:
        booking = session.exec(select(Booking)).one()
        loan = session.exec(select(Loan)).first()
        if loan is None:
            booking.loan_deposit, booking.state, booking.collected = 300, "collected", 2
            lend(session, booking, 2, NOW + 81 * HOUR, rng=Random(3))
        loan = session.exec(select(Loan)).one()
        loan.returned = returned
        return loan.id or 0

    return await item.store.write(hand_over)


async def test_packaging_is_counted_at_sending_and_none_is_not_mentioned(
    item: ItemScenario,
) -> None:
    notification_id = await a_notification(item)
    crates = VendorDay(drop_id=item.drop, stage=VendorStage.CRATES)
    booking = await item.booking_of(AINA)
    thanks = DropThanks(drop_id=item.drop, item_id=item.item, booking_id=booking)
    assert await said(item, thanks) == ("Kuih lapis, Ros, Fri 27 Nov 18:00.\nThank you for coming.")
    with pytest.raises(PackagingIsBack):
        await said(item, crates, notification_id)
    loan = await add_loan(item, returned=1)
    assert (await said(item, crates, notification_id)).endswith(
        "Still to come back: 1 box (RM3.00 in deposits), due Fri 11 Dec."
    )
    assert (await said(item, LoanDue(loan_id=loan))).startswith("To return: 1 box from Ros, by Fri 11 Dec.")
    assert (await said(item, thanks)).endswith(
        "To return: 1 box, by Fri 11 Dec, at any stall of this market. You get RM3.00 back."
    )
    await add_loan(item, returned=2)
    for reminder in (crates, LoanDue(loan_id=loan)):
        with pytest.raises(PackagingIsBack):
            await said(item, reminder, notification_id)
    assert (await said(item, thanks)).endswith("Thank you for coming.")


@pytest.mark.parametrize(("state", "why"), [("cancelled", DropCancelled), ("paused", DropPaused)])
async def test_nobody_is_reminded_of_what_does_not_stand(
    item: ItemScenario, state: str, why: type[Refusal]
) -> None:
    booking = await item.booking_of(AINA)
    await item.change(state=state)
    for stage in VendorStage:
        with pytest.raises(why):
            await said(item, VendorDay(drop_id=item.drop, stage=stage))
    for near in BookingStage:
        with pytest.raises(BookingNotYours):
            await said(item, BookingNear(drop_id=item.drop, booking_id=booking, stage=near))


async def test_a_notification_offers_the_ways_that_come_in_time(item: ItemScenario) -> None:
    eve = VendorDay(drop_id=item.drop, stage=VendorStage.EVE)
    screen = await screen_of(item, eve, await a_notification(item))
    labels = [button.label for row in screen.rows for button in row]
    assert labels == ["Done", "In 1 h", "Tomorrow 09:00", "Desk", "Scan", "Stop these"], "it leaves at 19:00"


async def a_notification(item: ItemScenario) -> int:
    """A notification sent on Tuesday at 19:00 that is useful until Thursday."""

    def leaves_late(session: Session) -> int:
        rows = (
            select(Notification)
            .where(col(Notification.kind) == "BookingNear")
            .order_by(col(Notification.due_at))
        )
        first = session.exec(rows).all()[0]
        first.claimed_at = first.due_at + HOUR
        return first.id or 0

    return await item.store.write(leaves_late)
