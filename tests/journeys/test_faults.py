"""Faults of network and Telegram: busy, broken, silent, and duplicate updates."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from time import monotonic

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from sqlmodel import Session, col, func, select

from market.drop.notifications import DropOpens
from sandbox import Fault
from sandbox.update_queue import PendingUpdate
from storage.drop import Drop
from storage.notification import Notification
from storage.store import DEADLINE
from tests.journeys.harness import SITI, Market, Visitor

FAULTS = [Fault.TOO_MANY, Fault.BAD_GATEWAY, Fault.LOST, Fault.HANG]


@pytest.fixture(autouse=True)
def soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that hangs is given up after half a second instead of fifteen."""
    monkeypatch.setattr("bot.telegram.reply_sender.CALL_TIMEOUT", 0.5)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_tap_is_answered_and_its_screen_shown_whatever_happens_to_the_calls(
    market: Market, tom: Visitor, fault: Fault
) -> None:
    await tom.writes("/start")
    for method in ("deleteMessage", "answerCallbackQuery", "sendMessage"):
        market.sandbox.fault(method, fault)
    await tom.tap("Calendar")
    assert tom.reads.startswith("November 2026")
    for method in ("answerCallbackQuery", "editMessageText"):
        market.sandbox.fault(method, fault)
    await tom.tap("Dec")
    assert tom.reads.startswith("December 2026")
    for method in ("answerCallbackQuery", "editMessageMedia"):
        market.sandbox.fault(method, fault)
    await tom.tap(data=f"d:{market.town.kuih_lapis}:all.0..1")
    assert tom.screen.photo is not None
    assert market.sandbox.telegram.faults.armed == []


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_word_is_answered_at_least_once(market: Market, tom: Visitor, fault: Fault) -> None:
    market.sandbox.fault("sendPhoto", fault)
    await tom.writes("/start")
    assert len(tom.answers) == (2 if fault is Fault.LOST else 1)
    assert market.sandbox.telegram.faults.armed == []


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.BAD_GATEWAY, Fault.LOST])
async def test_asking_for_updates_goes_on_after_a_fault(market: Market, tom: Visitor, fault: Fault) -> None:
    await tom.writes("/start")
    market.sandbox.fault("getUpdates", fault, times=2)
    await tom.tap("Calendar")
    assert tom.reads.startswith("November 2026")
    await tom.tap("Back")
    assert len(tom.answers) == 1


async def test_a_telegram_that_stays_away_for_a_while_loses_no_reply(market: Market, tom: Visitor) -> None:
    await tom.writes("/start")
    await tom.tap("Calendar")
    market.sandbox.fault("editMessageText", Fault.BAD_GATEWAY, times=4)
    await tom.tap("Dec")
    assert tom.reads.startswith("December 2026")
    assert market.sandbox.telegram.faults.armed == []


async def fault_met(market: Market) -> None:
    """A call has met what was armed for it."""
    async with asyncio.timeout(10):
        while market.sandbox.telegram.faults.armed:  # noqa: ASYNC110 - the sandbox takes it
            await asyncio.sleep(0.01)


async def test_no_other_visitor_waits_for_a_slow_one(market: Market, tom: Visitor) -> None:
    siti = market.visitor(SITI)
    for each in (tom, siti):
        await each.writes("/start")
        await each.tap(data="m:202611.0..1")
    market.sandbox.fault("editMessageText", Fault.TOO_MANY, retry_after=6)
    slow = asyncio.create_task(tom.phone.tap("Dec"))
    await fault_met(market)
    began = monotonic()
    await siti.phone.tap(data="m:202612.0..1")
    assert monotonic() - began < 3.5
    await slow


async def test_a_payment_is_answered_in_time_while_the_same_person_s_screen_is_slow(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("/start")
    await tom.tap("Calendar")
    market.sandbox.fault("editMessageText", Fault.TOO_MANY, retry_after=6)
    slow = asyncio.create_task(tom.phone.tap("Dec"))
    await fault_met(market)
    telegram = market.sandbox.telegram
    query = telegram.open_query(telegram.first_account, "pre_checkout_query", tom.id)
    human = {"id": tom.id, "is_bot": False, "first_name": "Tom", "language_code": "en"}
    sum_ = {"currency": "MYR", "total_amount": 850, "invoice_payload": "1"}
    began = monotonic()
    telegram.first_account.updates.push(
        "pre_checkout_query", {"id": query.id, "from": human, **sum_}, "payment:1"
    )
    answer = await asyncio.wait_for(query.answer, 5)
    assert monotonic() - began < 4
    assert answer == {"ok": False, "error": "This is someone else’s. See /mine for yours."}
    await slow


def notifications(session: Session) -> list[int]:
    """Return the readers who wait for the notification of an opening."""
    return list(session.exec(select(Notification.person_id).where(col(Notification.kind) == DropOpens.kind)))


async def test_an_update_that_comes_twice_has_one_effect_and_one_answer(market: Market, tom: Visitor) -> None:
    await tom.writes("/start")
    market.sandbox.fault("*", Fault.DUPLICATE)
    answer = await tom.tap(data=f"ro:{market.town.kaya_bao}:all.0..1")
    assert answer.text == "We will notify you Tue 24 Nov 13:00."
    assert await market.store.read(notifications) == [await market.person(tom.id)]
    assert "Stop this alert" in tom.labels
    tried = [call for call in market.sandbox.calls if call.method == "answerCallbackQuery"]
    assert [call.code for call in tried] == [200]


async def test_a_line_that_comes_twice_is_read_and_answered_once(market: Market) -> None:
    ros = market.visitor(1002)
    await ros.writes("/start")
    market.sandbox.fault("*", Fault.DUPLICATE)
    await ros.writes("12 kuih lapis RM8.50 sat 7pm")
    assert not any(message.text.startswith("Already done.") for message in ros.answers)
    drafts = select(func.count()).select_from(Drop).where(col(Drop.state) == "draft")
    assert await market.store.read(lambda session: session.exec(drafts).one()) == 1
    assert sum("Got it: 12 × " in message.text for message in ros.answers) == 1


async def update_while(market: Market, tapping: asyncio.Task[object]) -> PendingUpdate:
    updates = market.sandbox.telegram.first_account.updates
    while not updates.alive():  # noqa: ASYNC110 - the very moment between tap and answer
        await asyncio.sleep(0)
    update = updates.alive()[-1]
    await tapping
    await market.until_idle()
    return update


async def test_an_old_update_that_comes_again_undoes_nothing_that_was_done_since(
    market_on_each: Market,
) -> None:
    market, tom = market_on_each, market_on_each.visitor(4003)
    await tom.writes("/start")
    tapping = asyncio.create_task(tom.phone.tap(data=f"ro:{market.town.kaya_bao}:all.0..1"))
    asked = await update_while(market, tapping)
    await tom.tap("Stop this alert")
    assert await market.store.read(notifications) == []
    updates = market.sandbox.telegram.first_account.updates
    updates.waiting[asked.id] = asked
    await tom.writes("/help")
    assert await market.store.read(notifications) == []
    assert any("Notify me" in message.labels for message in tom.answers)


async def test_six_quick_taps_are_taken_one_at_a_time_and_each_is_answered_once(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("/start")
    pages = [f"l:all.0..{page}" for page in range(1, 7)]
    answers = await asyncio.gather(*(tom.phone.tap(data=page) for page in pages))
    await market.until_idle()
    assert None not in answers
    answered = [call.params["callback_query_id"] for call in market.calls("answerCallbackQuery")]
    assert len(answered) == len({*answered}) == 6
    shown = [call.params["media"]["caption"] for call in market.calls("editMessageMedia")]
    assert [text.split(" · ")[1].split(" to ")[0] for text in shown] == ["1", "5", "9", "13", "17", "21"]


async def test_a_tap_while_the_database_is_locked_gets_a_kind_answer_within_eight_seconds_and_is_done_later(
    closed_market_on_each: Market,
) -> None:
    market, tom = closed_market_on_each, closed_market_on_each.visitor(4003)
    market.store_deadline, market.expects_failures = DEADLINE, True
    await market.open()
    await tom.writes("/start")
    with locked(market.url):
        began = monotonic()
        answer = await tom.phone.tap(data=f"ro:{market.town.kaya_bao}:all.0..1", timeout=10)
        assert monotonic() - began < 8
    assert answer is not None
    assert "Your message is safe" in answer.text
    async with asyncio.timeout(20):
        while await market.store.read(notifications) != [await market.person(tom.id)]:  # noqa: ASYNC110 - the intake does it
            await asyncio.sleep(0.1)


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Another process keeps everything locked."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with psycopg.connect(url) as other:
            other.execute("LOCK TABLE inbox, processed_update, notification, person IN EXCLUSIVE MODE")
            yield
            other.rollback()


async def test_a_clock_that_jumps_sixty_days_ahead_leaves_the_bot_answering(market: Market) -> None:
    tom, process = market.visitor(4003), psutil.Process()
    await tom.writes("/start")
    before = process.memory_info().rss
    market.clock.move(days=60)
    slowest = 0.0
    for _ in range(12):
        began = monotonic()
        await tom.writes("/start")
        slowest = max(slowest, monotonic() - began)
        await asyncio.sleep(0.2)
    await market.deliver()
    assert slowest < 3
    assert process.memory_info().rss - before < 60 * 2**20
