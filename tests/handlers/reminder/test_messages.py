"""A reminder shows the facts at sending, and raises the reason if it no longer holds."""

from datetime import date
from random import Random

import pytest
from sqlmodel import Session, col, select

from handlers.messages import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import speak
from market.notification.kind import NotificationKind
from market.notification.outbox import notify
from market.reminder.moments import BookingStage, StallStage
from market.reminder.notifications import LoansDue, MarketDayAfter, MarketDayNear, StallDayStage
from market.reminder.refusals import MarketDayEmpty
from market.reminder.shopper_messages import market_days_to_tell, tell_shoppers
from market.reminder.stall_day_messages import stall_days_to_tell, tell_stall
from market.stock.pause import pause
from market.ticket.issue import lend
from market.ticket.refusals import PackagingIsBack
from storage.drop import Drop
from storage.market_day import StallDay
from storage.notification import Notification
from storage.store import Store
from storage.ticket import Loan
from storage.waitlist import Booking
from tests.evening import OWNER, TOM, Evening, lay_evening
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


@pytest.fixture
async def evening(store: Store) -> Evening:
    return await lay_evening(store)


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
    day, due = await item.store.write(notify_aina)
    after = MarketDayAfter(market_day_id=await item.store.read(market_day_of, item.drop))
    loan = LoansDue(due_on=date(2026, 12, 11))
    assert (await said(item, after, day)).startswith(
        "<b>Fri 27 Nov, Lorong Bakau.</b>\nNot collected: 2 × kuih"
    )
    await add_loan(item, returned=1)
    assert (await said(item, loan, due)).startswith("To return: 1 box from Ros, by Fri 11 Dec.")
    assert (await said(item, after, day)).endswith(
        "To return: 1 box, by Fri 11 Dec, at any stall of this market. You get RM3.00 back."
    )
    await add_loan(item, returned=2)
    with pytest.raises(PackagingIsBack):
        await said(item, loan, due)
    assert "To return" not in await said(item, after, day)


def notify_aina(session: Session) -> tuple[int, int]:
    """Queue a message to Aina of each kind; only whose it is matters."""
    ids = []
    for kind in (MarketDayAfter(market_day_id=0), LoansDue(due_on=date(2026, 12, 11))):
        notify(session, AINA, kind, NOW, about="x", late_after=NOW + HOUR)
        newest = select(Notification.id).order_by(col(Notification.id).desc())
        ids.append(session.exec(newest).first() or 0)
    return ids[0], ids[1]


def market_day_of(session: Session, drop: int) -> int:
    return session.get_one(StallDay, session.get_one(Drop, drop).stall_day_id).market_day_id


async def test_a_shopper_reads_all_that_waits_and_nothing_that_does_not_stand(
    store: Store, evening: Evening
) -> None:
    three = evening.starts_at - 72 * HOUR
    [day] = await store.read(market_days_to_tell, three)
    await store.write(tell_shoppers, day, three)

    def notification_to_tom(session: Session) -> int:
        mine = col(Notification.kind) == "MarketDayNear", col(Notification.person_id) == TOM
        return session.exec(select(Notification.id).where(*mine)).one() or 0

    context = RenderContext(
        store=store, now=three, notification_id=await store.read(notification_to_tom), late_since=three
    )
    near = MarketDayNear(market_day_id=day, stage=BookingStage.THREE_DAYS)
    screen = await messages.render(speak("en"), context, near)
    assert screen.text.replace("\u2068", "").replace("\u2069", "").split("\n") == [
        "<b>Sat 28 Nov, 18:00 to 22:00, Lorong Bakau</b>",
        "2 × kuih lapis (Dapur Ros)",
        "Total at the stall: RM17.00. Are you coming?",
    ]
    assert "We were offline" in screen.note
    await store.write(pause, OWNER, evening.item("kuih lapis").drop, three)
    with pytest.raises(MarketDayEmpty):
        await messages.render(speak("en"), context, near)


async def test_the_eve_offers_the_ways_that_come_in_time(store: Store, evening: Evening) -> None:
    eve = evening.starts_at - 32 * HOUR
    [day] = await store.read(stall_days_to_tell, eve)
    await store.write(tell_stall, day, eve)

    def leaves_late(session: Session) -> int:
        row = session.exec(select(Notification).where(col(Notification.kind) == "StallDayStage")).one()
        row.claimed_at = eve + 9 * HOUR
        return row.id or 0

    context = RenderContext(store=store, now=eve, notification_id=await store.write(leaves_late))
    screen = await messages.render(
        speak("en"), context, StallDayStage(stall_day_id=day, stage=StallStage.EVE)
    )
    labels = [button.label for row in screen.rows for button in row]
    assert labels == ["Ready", "Change something", "In 1 h", "Tomorrow 09:00", "Stop these"], (
        "it leaves at 19:00"
    )
    assert screen.text.replace("\u2068", "").replace("\u2069", "") == (
        "<b>Sat 28 Nov: 3 items, 3 people booked.</b> Lorong Bakau, 18:00 to 23:00, set up from 16:00.\n"
        "To bring: 12 × kuih lapis, 20 × kopi and 2 × sate. Packaging: 20 units."
    )
