"""A reminder shows the facts at sending, and raises the reason if it no longer holds."""

from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from handlers.messages import NOTIFICATION_VIEWS
from locales.say import speak
from market.drop.refusals import DropCancelled, DropPaused
from market.refusal import Refusal
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


async def text_of(item: ItemScenario, kind: str, **facts: Any) -> str:
    screen = await NOTIFICATION_VIEWS[kind](speak("en"), item.store, facts)
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
    crates = {"drop": item.drop, "what": "crates", "notification": await a_notification(item)}
    booking = await item.booking_of(AINA)
    assert await text_of(item, "DropThanks", drop=item.drop, booking=booking) == (
        "Kuih lapis, Ros, Fri 27 Nov 18:00.\nThank you for coming."
    )
    with pytest.raises(PackagingIsBack):
        await text_of(item, "VendorDay", **crates)
    loan = await add_loan(item, returned=1)
    assert (await text_of(item, "VendorDay", **crates)).endswith(
        "Still to come back: 1 box (RM3.00 in deposits), due Fri 11 Dec."
    )
    assert (await text_of(item, "LoanDue", loan=loan)).startswith("To return: 1 box from Ros, by Fri 11 Dec.")
    assert (await text_of(item, "DropThanks", drop=item.drop, booking=booking)).endswith(
        "To return: 1 box, by Fri 11 Dec, at any stall of this market. You get RM3.00 back."
    )
    await add_loan(item, returned=2)
    for kind, facts in (("VendorDay", crates), ("LoanDue", {"loan": loan})):
        with pytest.raises(PackagingIsBack):
            await text_of(item, kind, **facts)
    assert (await text_of(item, "DropThanks", drop=item.drop, booking=booking)).endswith(
        "Thank you for coming."
    )


@pytest.mark.parametrize(("state", "why"), [("cancelled", DropCancelled), ("paused", DropPaused)])
async def test_nobody_is_reminded_of_what_does_not_stand(
    item: ItemScenario, state: str, why: type[Refusal]
) -> None:
    booking = await item.booking_of(AINA)
    await item.change(state=state)
    for what in ("eve", "soon", "open", "close", "crates"):
        with pytest.raises(why):
            await text_of(item, "VendorDay", drop=item.drop, what=what, notification=1)
    for what in ("three", "eve", "soon"):
        with pytest.raises(BookingNotYours):
            await text_of(item, "BookingNear", booking=booking, what=what)


async def test_a_reminder_offers_the_delays_that_are_in_time(item: ItemScenario) -> None:
    facts = {"drop": item.drop, "what": "eve", "notification": await a_notification(item)}
    screen = await NOTIFICATION_VIEWS["VendorDay"](speak("en"), item.store, facts)
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
