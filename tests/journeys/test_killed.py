"""Killed and stopped: each request is executed once, and everybody is answered."""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from random import Random
from time import monotonic

import pytest
from sqlmodel import Session, col, select

from market.drop.notifications import DropOpens
from sandbox import Fault, TapAnswer
from storage.address import Address
from storage.inbox import InboxUpdate
from storage.notification import Notification
from storage.person import Person
from storage.processed_update import ProcessedUpdate
from tests.journeys.harness import MORE_VISITORS, TOKEN, LorongProcess, Market

FIFTY = [each.id for each in MORE_VISITORS[:50]]
EVENS, ODDS = FIFTY[::2], FIFTY[1::2]


def effects(session: Session) -> int:
    """Updates with an effect or an answer, without the first /start of each of the fifty."""
    return len(session.exec(select(ProcessedUpdate)).all()) - len(FIFTY)


def waiting_updates(session: Session) -> int:
    return len(session.exec(select(InboxUpdate.id)).all())


def notified_people(session: Session) -> Counter[int]:
    return Counter(
        session.exec(
            select(Address.external_id)
            .join(Notification, col(Notification.person_id) == col(Address.person_id))
            .where(col(Notification.kind) == DropOpens.kind)
        )
    )


def malay_speakers(session: Session) -> set[int]:
    return set(
        session.exec(
            select(Address.external_id)
            .join(Person, col(Person.id) == col(Address.person_id))
            .where(col(Person.language) == "ms", col(Person.language_chosen))
        )
    )


async def people_known(market: Market) -> None:
    for person in FIFTY:
        await market.sandbox.person(person).write("/start")
    await market.until_idle(40)


async def tap_all(market: Market) -> list[asyncio.Task[TapAnswer | None]]:
    """Let everybody tap at once: half ask for a notification, half choose Malay."""
    remind = f"ro:{market.town.kaya_bao}:all.0..1"
    callbacks = {person: remind if person in EVENS else "gc:ms" for person in FIFTY}
    return [
        asyncio.create_task(market.sandbox.person(person).tap(data=callback, timeout=60))
        for person, callback in callbacks.items()
    ]


async def until(market: Market, so: Callable[[int], bool]) -> None:
    async with asyncio.timeout(20):
        while not so(await market.store.read(effects)):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.001)


async def all_is_done(market: Market, taps: list[asyncio.Task[TapAnswer | None]]) -> None:
    answers = await asyncio.gather(*taps)
    assert None not in answers, "somebody was never answered"
    await market.until_idle(40)
    assert await market.store.read(effects) == 50
    assert await market.store.read(notified_people) == Counter(EVENS)
    assert await market.store.read(malay_speakers) == set(ODDS)


@pytest.mark.parametrize("done", [0, 1, 25, 50])
async def test_killed_with_fifty_updates_in_flight_all_are_done_once_and_answered(
    closed_market_on_each: Market, lorong_process_on_each: LorongProcess, done: int
) -> None:
    market, bot = closed_market_on_each, lorong_process_on_each
    await bot.start()
    await people_known(market)
    market.sandbox.fault("answerCallbackQuery", Fault.TOO_MANY, times=50, retry_after=30)
    taps = await tap_all(market)
    await until(market, lambda count: count >= done)
    assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
    alive = len(market.sandbox.telegram.first_account.updates.alive())
    assert alive + await market.store.read(waiting_updates) >= 50, "each waits at Telegram or in the inbox"
    market.sandbox.telegram.faults.armed.clear()
    await bot.start()
    await all_is_done(market, taps)


async def test_killed_again_and_again_nothing_is_lost(
    closed_market: Market, lorong_process: LorongProcess
) -> None:
    await lorong_process.start()
    await people_known(closed_market)
    market, taps = closed_market, await tap_all(closed_market)
    for wait in (0.0, 0.02, 0.05, 0.1):
        await asyncio.sleep(wait)
        await lorong_process.end(signal.SIGKILL)
        await lorong_process.start()
    await all_is_done(market, taps)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(20))
async def test_killed_at_any_moment_any_number_of_times_nothing_is_lost(
    closed_market_on_each: Market, lorong_process_on_each: LorongProcess, seed: int
) -> None:
    rng = Random(seed)
    await lorong_process_on_each.start()
    await people_known(closed_market_on_each)
    taps = await tap_all(closed_market_on_each)
    for _ in range(rng.randint(1, 5)):
        await asyncio.sleep(rng.uniform(0, 0.3))
        await lorong_process_on_each.end(signal.SIGKILL)
        await lorong_process_on_each.start()
    await all_is_done(closed_market_on_each, taps)


async def test_an_idle_lorong_ends_at_once_when_asked(
    closed_market: Market, lorong_process: LorongProcess
) -> None:
    await lorong_process.start()
    await closed_market.visitor(4003).writes("/start")
    began = monotonic()
    assert await lorong_process.end(signal.SIGTERM) == 0
    assert monotonic() - began < 2


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.HANG])
async def test_stopped_with_fifty_updates_in_flight_it_ends_in_five_seconds_and_loses_none(
    closed_market: Market, lorong_process: LorongProcess, fault: Fault
) -> None:
    await lorong_process.start()
    await people_known(closed_market)
    closed_market.sandbox.fault("answerCallbackQuery", fault, times=25, retry_after=20)
    taps = await tap_all(closed_market)
    await until(closed_market, lambda count: count >= 5)
    began = monotonic()
    assert await lorong_process.end(signal.SIGTERM) == 0
    assert monotonic() - began < 5
    closed_market.sandbox.telegram.faults.armed.clear()
    await lorong_process.start()
    await all_is_done(closed_market, taps)


async def test_asked_to_end_while_a_notification_hangs_it_ends_in_five_seconds_and_the_notification_comes_later(
    closed_market: Market, lorong_process: LorongProcess
) -> None:
    await lorong_process.start()
    tom = closed_market.visitor(4003)
    await tom.writes("/start")
    await tom.tap(data=f"ro:{closed_market.town.kaya_bao}:all.0..1")
    assert await lorong_process.end(signal.SIGTERM) == 0
    closed_market.clock.move(hours=3)
    closed_market.sandbox.fault("sendMessage", Fault.HANG)
    await lorong_process.start()
    async with asyncio.timeout(15):
        while closed_market.sandbox.telegram.faults.armed:  # noqa: ASYNC110 - until the notification hangs
            await asyncio.sleep(0.01)
    began = monotonic()
    assert await lorong_process.end(signal.SIGTERM) == 0
    assert monotonic() - began < 5
    closed_market.clock.move(minutes=3)
    await lorong_process.start()
    await tom.phone.until(lambda message: "opened Tue 24 Nov 13:00" in message.text, timeout=15)


async def test_the_token_is_in_no_line_of_the_log_whatever_goes_wrong(
    closed_market: Market, lorong_process: LorongProcess
) -> None:
    await lorong_process.start()
    tom = closed_market.visitor(4003)
    await tom.writes("/start")
    for method in ("answerCallbackQuery", "editMessageText", "editMessageMedia", "getUpdates"):
        for fault in (Fault.BAD_GATEWAY, Fault.LOST):
            closed_market.sandbox.fault(method, fault)
    await tom.phone.tap(data=f"ro:{closed_market.town.kaya_bao}:all.0..1", timeout=20)
    await tom.phone.tap(data="l:all.0..2", timeout=20)
    closed_market.sandbox.telegram.first_account.updates.push("message", {"message_id": "nonsense"}, "chat:1")
    await closed_market.until_idle(40)
    await lorong_process.end(signal.SIGTERM)
    closed_market.clock.move(hours=3)
    for fault in (Fault.BAD_GATEWAY, Fault.LOST):
        closed_market.sandbox.fault("sendMessage", fault)
    await lorong_process.start()
    await tom.phone.until(lambda message: "opened Tue 24 Nov 13:00" in message.text, timeout=15)
    await lorong_process.end(signal.SIGTERM)
    log = lorong_process.log.read_text()
    for sign in (
        "a request is sent again",
        "a reply is sent again",
        "getUpdates failed",
        "a notification is queued again",
        "debug",
    ):
        assert sign in log, "the log does not show what the test is about"
    assert TOKEN not in log
    assert TOKEN.partition(":")[2] not in log
    assert TOKEN.partition(":")[2][:20] not in log
