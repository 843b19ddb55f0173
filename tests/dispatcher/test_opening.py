"""Notify me: one notification, at the opening, once, in the language that its reader has then."""

from typing import Any

import pytest
from sqlmodel import Session

from market.notification.outbox import DeliveryStatus
from storage.drop import Drop
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.test_opening import OPEN, notifications, the_notification, until_opening, with_reminder

REMIND, FORGET = "ro:{}:weekend.0..1", "rf:{}:weekend.0..1"


async def test_it_is_told_in_the_language_its_reader_has_by_then(market: Market, tom: Visitor) -> None:
    await with_reminder(market, tom)
    await tom.writes("/language")
    await tom.tap("Bahasa Melayu")
    await until_opening(market)
    assert "24 Nov 13:00" in tom.reads
    assert "opened" not in tom.reads
    assert "50 kotak" in tom.reads


async def test_who_changes_their_mind_is_not_told(market: Market, tom: Visitor) -> None:
    await with_reminder(market, tom)
    assert (await tom.tap("Stop this alert")).text == "You will not be notified."
    assert "Notify me" in tom.labels
    assert await market.store.read(notifications) == []
    count = len(tom.answers)
    await until_opening(market)
    assert len(tom.answers) == count
    await tom.tap(data=FORGET.format(market.town.kaya_bao))
    assert OPEN in tom.reads, "taking back what is not there changes nothing"


async def test_asking_twice_is_asking_once(market: Market, tom: Visitor) -> None:
    await with_reminder(market, tom)
    again = await tom.tap(data=REMIND.format(market.town.kaya_bao))
    assert again.text == "We will notify you Tue 24 Nov 13:00."
    await until_opening(market)
    assert len([1 for message in tom.answers if "opened Tue" in message.text]) == 1


async def test_a_notification_to_one_person_cannot_be_taken_back_by_another(
    market: Market, tom: Visitor
) -> None:
    await with_reminder(market, tom)
    siti = market.visitor(4001)
    await siti.writes("/start")
    await siti.tap(data=FORGET.format(market.town.kaya_bao))
    await until_opening(market)
    assert "opened Tue 24 Nov 13:00" in tom.reads


async def test_an_old_button_says_that_it_has_opened(market: Market, tom: Visitor) -> None:
    await tom.writes("咖椰包")
    market.clock.move(hours=4)
    answer = await tom.tap("Notify me")
    assert answer.text == "This opened Tue 24 Nov 13:00. You can join now."
    note, _, card = tom.reads.partition("\n\n")
    assert note == "This opened Tue 24 Nov 13:00. You can join now."
    assert OPEN in card
    assert await market.store.read(notifications) == []


def cancel(session: Session, drop: int, at: Any) -> None:
    row = session.get_one(Drop, drop)
    row.state, row.reason, row.cancelled_at = "cancelled", "<i>oven</i> broken", at


def pause(session: Session, drop: int) -> None:
    session.get_one(Drop, drop).state = "paused"


def withdraw(session: Session, drop: int) -> None:
    session.get_one(Drop, drop).state = "draft"


async def test_an_old_button_of_a_cancelled_drop_shows_how_it_is_now(market: Market, tom: Visitor) -> None:
    await tom.writes("咖椰包")
    await market.change(cancel, market.town.kaya_bao, market.clock())
    answer = await tom.tap("Notify me")
    assert answer.text == "This drop was cancelled Tue 24 Nov 10:00. See /drops for others."
    assert tom.reads.startswith("This drop was cancelled Tue 24 Nov 10:00. See /drops for others.\n\n咖椰包")
    assert "Cancelled Tue 24 Nov 10:00: “<i>oven</i> broken”." in tom.reads
    assert not any(entity["type"] == "italic" for entity in tom.screen.entities)
    assert "Notify me" not in tom.labels


async def test_an_old_button_of_a_paused_or_withdrawn_drop_shows_how_it_is_now(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("咖椰包")
    await market.change(pause, market.town.kaya_bao)
    assert (await tom.tap("Notify me")).text == "The stall has paused this. Numbers and holds are safe."
    assert await market.store.read(notifications) == []
    await market.change(withdraw, market.town.kaya_bao)
    await tom.tap(data=REMIND.format(market.town.kaya_bao))
    assert tom.reads.startswith("This drop is no longer available. See /drops for what is on.\n\n1. ")


@pytest.mark.parametrize(("change", "why"), [(pause, "DropPaused"), (withdraw, "DropUnknown")])
async def test_what_did_not_open_is_not_told_to_have_opened(
    market: Market, tom: Visitor, change: Any, why: str
) -> None:
    await with_reminder(market, tom)
    count = len(tom.answers)
    await market.change(change, market.town.kaya_bao)
    await until_opening(market)
    assert len(tom.answers) == count
    notification = await the_notification(market)
    assert (notification["state"], notification["reason"]) == (DeliveryStatus.DROPPED, why)
