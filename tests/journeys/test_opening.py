"""Notify me: one notification, at the opening, once, in the language that its reader has then."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.drop.notifications import DropOpens
from market.notification.outbox import DeliveryStatus
from sandbox import Fault
from storage.notification import Notification
from tests.journeys.harness import Market, Visitor
from tests.people import address_of, person_at

OPEN = "咖椰包，一盒6个: RM9.00 · 30 left\n芝麻包，一盒6个: RM9.00 · 20 left"


def notifications(session: Session) -> list[dict[str, Any]]:
    """Return the notifications of an opening."""
    rows = select(Notification).where(col(Notification.kind) == DropOpens.kind).order_by(col(Notification.id))
    return [the_notification.model_dump() for the_notification in session.exec(rows).all()]


async def with_reminder(market: Market, visitor: Visitor) -> None:
    """On the card of the buns, Notify me."""
    await visitor.writes("咖椰包")
    answer = await visitor.tap("Notify me")
    assert answer.text == "We will notify you Tue 24 Nov 13:00."


async def the_notification(market: Market) -> dict[str, Any]:
    (only,) = await market.store.read(notifications)
    return only


async def until_opening(market: Market) -> None:
    market.clock.move(hours=3)
    await market.deliver()


async def all_notified(market: Market, tom: Visitor) -> None:
    """Send until all are notified; failed sends are tried again a little later."""
    async with asyncio.timeout(8):
        while not any("opened Tue 24 Nov 13:00" in message.text for message in tom.answers):
            market.clock.move(seconds=1)
            await market.deliver()


async def test_who_asks_is_told_when_it_opens_and_once(market_on_each: Market) -> None:
    market, tom = market_on_each, market_on_each.visitor(4003)
    await with_reminder(market, tom)
    assert "Stop this alert" in tom.labels
    waiting = await the_notification(market)
    assert (waiting["state"], waiting["due_at"]) == ("queued", market.clock() + timedelta(hours=3))
    market.clock.move(hours=2, minutes=59)
    await market.deliver()
    assert len(tom.answers) == 1, "the card in place of the search, nothing before its time"
    market.clock.move(minutes=1)
    await market.deliver()
    assert tom.reads.startswith("咖椰包, ")
    assert "opened Tue 24 Nov 13:00. 50 boxes, on Sat 28 Nov 14:00." in tom.reads
    sent = tom.screen.id
    await market.deliver()
    market.clock.move(hours=1)
    await market.deliver()
    assert tom.screen.id == sent
    done = await the_notification(market)
    assert (done["state"], done["message_id"]) == (DeliveryStatus.SENT, sent)
    await tom.tap("Details")
    assert tom.screen.photo is not None
    assert OPEN in tom.reads


async def test_the_tick_alone_delivers(market: Market, tom: Visitor) -> None:
    await with_reminder(market, tom)
    market.clock.move(hours=3)
    await tom.phone.until(lambda message: "opened Tue 24 Nov 13:00" in message.text)


async def test_a_notification_that_comes_too_late_is_dropped(market: Market, tom: Visitor) -> None:
    await with_reminder(market, tom)
    count = len(tom.answers)
    market.clock.move(hours=15, seconds=1)
    await market.deliver()
    assert len(tom.answers) == count
    notification = await the_notification(market)
    assert (notification["state"], notification["reason"]) == (DeliveryStatus.DROPPED, "too late")


def unreachable(session: Session, person: int) -> bool:
    return address_of(session, person_at(session, person)).unreachable_at is not None


async def test_who_blocked_the_bot_is_left_alone_and_written_to_again_after_unblocking(
    market_on_each: Market,
) -> None:
    market, tom = market_on_each, market_on_each.visitor(4003)
    await with_reminder(market, tom)
    await tom.phone.block()
    await market.until_idle()
    assert await market.store.read(unreachable, tom.id)
    await until_opening(market)
    assert (await the_notification(market))["state"] == DeliveryStatus.DROPPED
    await tom.phone.unblock()
    await market.until_idle()
    assert not await market.store.read(unreachable, tom.id)
    await tom.writes("tuhau")
    await tom.tap("1 Tuhau sambal")
    await tom.tap("Notify me")
    market.clock.move(hours=23)
    await market.deliver()
    assert "Tuhau sambal" in tom.reads
    assert "opened Wed 25 Nov 12:00" in tom.reads


async def test_a_block_that_only_the_notification_finds_out_marks_the_reader(
    market: Market, tom: Visitor
) -> None:
    await with_reminder(market, tom)
    telegram = market.sandbox.telegram
    telegram.private_chat(telegram.first_account, telegram.user(tom.id)).blocked = True
    await until_opening(market)
    notification = await the_notification(market)
    assert (notification["state"], "blocked" in notification["reason"]) == (DeliveryStatus.UNREACHABLE, True)
    assert await market.store.read(unreachable, tom.id)


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.BAD_GATEWAY])
async def test_a_busy_telegram_delays_a_notification_and_does_not_double_it(
    market: Market, tom: Visitor, fault: Fault
) -> None:
    await with_reminder(market, tom)
    market.sandbox.fault("sendMessage", fault, times=2, retry_after=1)
    market.clock.move(hours=3)
    await all_notified(market, tom)
    assert len([1 for message in tom.answers if "opened Tue" in message.text]) == 1
    assert (await the_notification(market))["state"] == DeliveryStatus.SENT


async def test_a_notification_whose_answer_was_lost_comes_again_rather_than_never(
    market: Market, tom: Visitor
) -> None:
    await with_reminder(market, tom)
    market.sandbox.fault("sendMessage", Fault.LOST)
    market.clock.move(hours=3)
    await market.deliver()
    market.clock.move(seconds=1)
    await market.deliver()
    copies = [message for message in tom.answers if "opened Tue 24 Nov 13:00" in message.text]
    assert len(copies) == 2
    assert (await the_notification(market))["state"] == DeliveryStatus.SENT


async def test_a_notification_that_hangs_is_sent_again(
    market: Market, tom: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.notification_sender.REQUEST_TIMEOUT", 0.5)
    await with_reminder(market, tom)
    market.sandbox.fault("sendMessage", Fault.HANG)
    market.clock.move(hours=3)
    await all_notified(market, tom)
    assert (await the_notification(market))["state"] == DeliveryStatus.SENT


async def test_a_notification_in_flight_at_a_crash_is_sent_by_the_next_process(
    market_on_each: Market,
) -> None:
    market, tom = market_on_each, market_on_each.visitor(4003)
    await with_reminder(market, tom)

    def leave_in_flight(session: Session) -> None:
        row = session.exec(select(Notification).where(col(Notification.kind) == DropOpens.kind)).one()
        row.state, row.sender, row.epoch = "sending", "who-is-gone", 0
        row.begun_at = market.clock() + timedelta(hours=3)

    await market.app.store.write(leave_in_flight)
    market.clock.move(hours=3)
    await market.deliver()
    assert "opened Tue 24 Nov 13:00" in tom.reads
