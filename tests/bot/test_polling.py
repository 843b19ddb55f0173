"""Long polling: what is confirmed, what comes again, and what ends it. Where Telegram would have to misbehave, it is scripted."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramUnauthorizedError,
)
from aiogram.types import Update

from bot.polling import Polling
from bot.wire import Plain

Batch = list[dict[str, Any]] | Exception
BOT = Bot("7000000001:AAExample-of-a-token-that-opens-nothing")


def message(number: int) -> dict[str, Any]:
    chat = {"id": 1, "type": "private", "first_name": "Tom"}
    body = {"message_id": number, "date": 1_800_000_000, "chat": chat, "text": str(number)}
    return {"update_id": number, "message": body}


class Script:
    """A Telegram that answers as it is told, then has nothing to say."""

    def __init__(self, *batches: Batch) -> None:
        self.batches, self.asked = list(batches), list[dict[str, Any]]()

    async def call(self, _bot: Bot, _method: str, params: dict[str, Any], seconds: float = 0) -> Any:
        self.asked.append(params)
        if not self.batches:
            await asyncio.sleep(0.01 if params["timeout"] == 0 else 60)
            return []
        batch = self.batches.pop(0)
        if isinstance(batch, Exception):
            raise batch
        return batch

    @property
    def offsets(self) -> list[int]:
        return [params["offset"] for params in self.asked]


class Hand:
    """Handles updates; holds those it is told to."""

    def __init__(self) -> None:
        self.handled: list[int] = []
        self.done: list[int] = []
        self.held: dict[int, asyncio.Event] = {}

    async def __call__(self, update: Update) -> None:
        self.handled.append(update.update_id)
        if update.update_id in self.held:
            await self.held[update.update_id].wait()
        if update.update_id == 13:
            raise ValueError("unlucky")
        self.done.append(update.update_id)


@asynccontextmanager
async def polling(script: Script, hand: Hand) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    loop = Polling(BOT, script, ["message"], hand)  # type: ignore[arg-type]
    running = asyncio.create_task(loop.run(stop))
    try:
        yield running
    finally:
        stop.set()
        await asyncio.wait((running,), timeout=6)


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not so():  # noqa: ASYNC110 - whatever it is
            await asyncio.sleep(0.005)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.polling.PATIENCE", 0.05)
    monkeypatch.setattr("bot.polling.AGAIN", 0.02)
    monkeypatch.setattr("bot.polling.LAST_WORDS", 0.2)


async def test_a_batch_is_confirmed_only_once_all_of_it_is_done() -> None:
    script, hand = Script([message(5), message(6), message(7)]), Hand()
    hand.held[6] = asyncio.Event()
    async with polling(script, hand):
        await until(lambda: len(script.asked) > 2)
        assert script.offsets[1:] == [6] * (len(script.asked) - 1), "6 is in hand, so it is not confirmed"
        hand.held[6].set()
        await until(lambda: script.offsets[-1:] == [8])
    assert hand.handled == [5, 6, 7]


async def test_what_is_done_or_in_hand_and_comes_again_is_not_handled_again() -> None:
    script, hand = (
        Script(
            [message(5), message(6)],
            [message(5), message(6), message(7)],
            [message(5), message(6), message(7)],
        ),
        Hand(),
    )
    hand.held[5] = asyncio.Event()
    async with polling(script, hand):
        await until(lambda: not script.batches and len(script.asked) > 3)
        assert hand.handled == [5, 6, 7]
        hand.held[5].set()
        await until(lambda: script.offsets[-1:] == [8])
    assert hand.handled == [5, 6, 7]


async def test_while_something_is_in_hand_it_does_not_wait_long_for_more() -> None:
    script, hand = Script([message(5)], [message(5), message(6)]), Hand()
    hand.held[5] = asyncio.Event()
    async with polling(script, hand):
        await until(lambda: 6 in hand.handled)
        assert {params["timeout"] for params in script.asked[1:]} == {0}
        hand.held[5].set()
    assert script.asked[0]["timeout"] == 25


async def test_ids_that_begin_again_lower_are_followed() -> None:
    script, hand = Script([message(900)], [message(3)], [message(4)]), Hand()
    async with polling(script, hand):
        await until(lambda: script.offsets[-1:] == [5])
    assert hand.handled == [900, 3, 4]
    assert script.offsets[:4] == [0, 901, 4, 5]


async def test_an_update_that_cannot_be_read_is_passed_over() -> None:
    unreadable = {"update_id": 6, "message": {"message_id": "no"}}
    script, hand = Script([message(5), unreadable, message(7)]), Hand()
    async with polling(script, hand):
        await until(lambda: script.offsets[-1:] == [8])
    assert hand.handled == [5, 7]


async def test_an_update_whose_handling_fails_does_not_stop_the_others() -> None:
    script, hand = Script([message(13), message(14)]), Hand()
    async with polling(script, hand):
        await until(lambda: script.offsets[-1:] == [15])
    assert hand.handled == [13, 14]


@pytest.mark.parametrize(
    "error",
    [
        TelegramNetworkError(method=Plain(), message="getUpdates: no answer in 40 s"),
        ClientDecodeError("no JSON", ValueError(), "<html>"),
    ],
)
async def test_a_network_that_fails_is_asked_again_after_a_pause(error: Exception) -> None:
    script, hand = Script(error, [message(5)]), Hand()
    async with polling(script, hand):
        await until(lambda: hand.handled == [5])


async def test_another_poller_is_waited_out_and_does_not_keep_it_from_ending() -> None:
    script, hand = Script(TelegramConflictError(method=Plain(), message="Conflict"), [message(5)]), Hand()
    async with polling(script, hand) as running:
        await asyncio.sleep(0.3)
        assert len(script.asked) == 1, "it pauses five seconds"
    assert running.done()


async def test_a_refused_token_ends_it() -> None:
    script = Script(TelegramUnauthorizedError(method=Plain(), message="Unauthorized"))
    async with polling(script, Hand()) as running:
        await asyncio.wait((running,), timeout=2)
    with pytest.raises(TelegramUnauthorizedError):
        await running


async def test_at_the_end_what_is_done_is_confirmed_and_what_is_not_comes_again() -> None:
    script, hand = Script([message(5), message(6)]), Hand()
    hand.held[6] = asyncio.Event()
    async with polling(script, hand) as running:
        await until(lambda: hand.handled == [5, 6])
    assert running.done()
    assert script.asked[-1] == {"offset": 6, "timeout": 0, "limit": 1, "allowed_updates": ["message"]}


async def test_it_ends_while_it_waits_for_updates() -> None:
    script = Script()
    async with polling(script, Hand()) as running:
        await until(lambda: len(script.asked) == 1)
    assert running.done()
    assert len(script.asked) == 1, "nothing came, so nothing is confirmed"


async def test_what_is_in_hand_at_the_end_is_given_a_moment_and_confirmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.polling.LAST_WORDS", 5)
    script, hand = Script([message(5)]), Hand()
    hand.held[5] = asyncio.Event()
    async with polling(script, hand) as running:
        await until(lambda: hand.handled == [5])
        asyncio.get_running_loop().call_later(0.1, hand.held[5].set)
    assert running.done()
    assert hand.done == [5]
    assert script.offsets[-1] == 6


async def test_what_takes_longer_than_that_moment_is_cut_off() -> None:
    script, hand = Script([message(5)]), Hand()
    hand.held[5] = asyncio.Event()
    async with polling(script, hand):
        await until(lambda: hand.handled == [5])
    hand.held[5].set()
    await asyncio.sleep(0.01)
    assert hand.done == [], "it comes again, to the next process"
