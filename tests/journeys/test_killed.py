"""Killed and ended: what was wished is done once, and everybody is answered."""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from random import Random
from time import monotonic

import pytest
from sqlmodel import Session, col, select

from market.drop.opening import NOTICE
from sandbox import Answer, Fault
from storage.letter import Letter
from storage.person import Person
from storage.seen import Seen
from tests.journeys.world import CROWD, TOKEN, Forked, Market

FIFTY = [each.id for each in CROWD[:50]]
EVENS, ODDS = FIFTY[::2], FIFTY[1::2]


def effects(session: Session) -> int:
    return len(session.exec(select(Seen)).all())


def told(session: Session) -> Counter[int]:
    return Counter(session.exec(select(Letter.person_id).where(col(Letter.notice) == NOTICE)))


def malay(session: Session) -> set[int]:
    return set(session.exec(select(Person.id).where(col(Person.language) == "ms", col(Person.chosen))))


async def met(market: Market) -> None:
    for person in FIFTY:
        await market.sandbox.person(person).write("/start")
    await market.settled(40)


async def tap_all(market: Market) -> list[asyncio.Task[Answer | None]]:
    """Everybody taps at once: half want to be told, half want Malay."""
    remind = f"ro:{market.town.kaya_bao}:all.0..1"
    wishes = {person: remind if person in EVENS else "gc:ms" for person in FIFTY}
    return [
        asyncio.create_task(market.sandbox.person(person).tap(data=wish, timeout=60))
        for person, wish in wishes.items()
    ]


async def until(market: Market, so: Callable[[int], bool]) -> None:
    async with asyncio.timeout(20):
        while not so(await market.store.read(effects)):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.001)


async def all_is_done(market: Market, taps: list[asyncio.Task[Answer | None]]) -> None:
    answers = await asyncio.gather(*taps)
    assert None not in answers, "somebody was never answered"
    await market.settled(40)
    assert await market.store.read(effects) == 50
    assert await market.store.read(told) == Counter(EVENS)
    assert await market.store.read(malay) == set(ODDS)


@pytest.mark.parametrize("done", [0, 1, 25, 50])
async def test_killed_with_fifty_wishes_in_hand_all_are_done_once_and_answered(
    either_town: Market, either_forked: Forked, done: int
) -> None:
    market, bot = either_town, either_forked
    await bot.start()
    await met(market)
    market.sandbox.fault("answerCallbackQuery", Fault.TOO_MANY, times=50, retry_after=30)
    taps = await tap_all(market)
    await until(market, lambda count: count >= done)
    assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
    assert len(market.sandbox.street.first.updates.alive()) == 50, "nothing was confirmed"
    market.sandbox.street.faults.armed.clear()
    await bot.start()
    await all_is_done(market, taps)


async def test_killed_again_and_again_nothing_is_lost(town: Market, forked: Forked) -> None:
    await forked.start()
    await met(town)
    market, taps = town, await tap_all(town)
    for wait in (0.0, 0.02, 0.05, 0.1):
        await asyncio.sleep(wait)
        await forked.end(signal.SIGKILL)
        await forked.start()
    await all_is_done(market, taps)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(20))
async def test_killed_at_any_moment_any_number_of_times_nothing_is_lost(
    either_town: Market, either_forked: Forked, seed: int
) -> None:
    dice = Random(seed)
    await either_forked.start()
    await met(either_town)
    taps = await tap_all(either_town)
    for _ in range(dice.randint(1, 5)):
        await asyncio.sleep(dice.uniform(0, 0.3))
        await either_forked.end(signal.SIGKILL)
        await either_forked.start()
    await all_is_done(either_town, taps)


async def test_an_idle_lorong_ends_at_once_when_asked(town: Market, forked: Forked) -> None:
    await forked.start()
    await town.visitor(4003).say("/start")
    began = monotonic()
    assert await forked.end(signal.SIGTERM) == 0
    assert monotonic() - began < 2


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.HANG])
async def test_asked_to_end_with_fifty_wishes_in_hand_it_ends_in_five_seconds_and_loses_none(
    town: Market, forked: Forked, fault: Fault
) -> None:
    await forked.start()
    await met(town)
    town.sandbox.fault("answerCallbackQuery", fault, times=25, retry_after=20)
    taps = await tap_all(town)
    await until(town, lambda count: count >= 5)
    began = monotonic()
    assert await forked.end(signal.SIGTERM) == 0
    assert monotonic() - began < 5
    town.sandbox.street.faults.armed.clear()
    await forked.start()
    await all_is_done(town, taps)


async def test_asked_to_end_while_a_letter_hangs_it_ends_in_five_seconds_and_the_letter_comes_later(
    town: Market, forked: Forked
) -> None:
    await forked.start()
    tom = town.visitor(4003)
    await tom.say("/start")
    await tom.tap(data=f"ro:{town.town.kaya_bao}:all.0..1")
    assert await forked.end(signal.SIGTERM) == 0
    town.clock.move(hours=3)
    town.sandbox.fault("sendMessage", Fault.HANG)
    await forked.start()
    async with asyncio.timeout(15):
        while town.sandbox.street.faults.armed:  # noqa: ASYNC110 - until the letter hangs
            await asyncio.sleep(0.01)
    began = monotonic()
    assert await forked.end(signal.SIGTERM) == 0
    assert monotonic() - began < 5
    town.clock.move(minutes=3)
    await forked.start()
    await tom.phone.until(lambda message: "opened Tue 24 Nov 13:00" in message.text, timeout=15)


async def test_the_token_is_in_no_line_of_the_log_whatever_goes_wrong(town: Market, forked: Forked) -> None:
    await forked.start()
    tom = town.visitor(4003)
    await tom.say("/start")
    for method in ("answerCallbackQuery", "editMessageText", "getUpdates"):
        for fault in (Fault.BAD_GATEWAY, Fault.LOST):
            town.sandbox.fault(method, fault)
    await tom.phone.tap(data=f"ro:{town.town.kaya_bao}:all.0..1", timeout=20)
    await tom.phone.tap(data="l:all.0..2", timeout=20)
    town.sandbox.street.first.updates.push("message", {"message_id": "nonsense"}, "chat:1")
    await town.settled(40)
    await forked.end(signal.SIGTERM)
    town.clock.move(hours=3)
    for fault in (Fault.BAD_GATEWAY, Fault.LOST):
        town.sandbox.fault("sendMessage", fault)
    await forked.start()
    await tom.phone.until(lambda message: "opened Tue 24 Nov 13:00" in message.text, timeout=15)
    await forked.end(signal.SIGTERM)
    log = forked.log.read_text()
    for sign in ("no answer from Telegram", "could not ask for updates", "a letter waits again", "debug"):
        assert sign in log, "the log does not show what the test is about"
    assert TOKEN not in log
    assert TOKEN.partition(":")[2] not in log
    assert TOKEN.partition(":")[2][:20] not in log
