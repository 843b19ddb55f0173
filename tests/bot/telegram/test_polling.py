"""Long polling: what is confirmed, what comes again, and what ends it. Telegram is scripted, and time is a test's own."""

import asyncio
from collections.abc import AsyncIterator
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

from bot.telegram.client import RawCall
from bot.telegram.polling import SHUTDOWN_WAIT, Polling
from tests.fake_clock import FakeClock

Batch = list[dict[str, Any]] | Exception
BOT = Bot("7000000001:AAExample-of-a-token-that-opens-nothing")


def message(number: int) -> dict[str, Any]:
    chat = {"id": 1, "type": "private", "first_name": "Tom"}
    body = {"message_id": number, "date": 1_800_000_000, "chat": chat, "text": str(number)}
    return {"update_id": number, "message": body}


class ScriptedClient:
    """A Telegram that gives these batches, then waits as long as it is asked to and gives none."""

    def __init__(self, *batches: Batch) -> None:
        self.batches, self.asked, self.clock = list(batches), list[dict[str, Any]](), FakeClock()

    async def call(self, _bot: Bot, _method: str, params: dict[str, Any], seconds: float = 0) -> Any:
        self.asked.append(params)
        if not self.batches:
            await self.clock.sleep(params["timeout"] or 0.01)
            return []
        batch = self.batches.pop(0)
        if isinstance(batch, Exception):
            raise batch
        return batch

    @property
    def offsets(self) -> list[int]:
        return [params["offset"] for params in self.asked]


class RecordingHandler:
    """Handles updates; holds those it is told to."""

    def __init__(self) -> None:
        self.claimed_count: list[int] = []
        self.done: list[int] = []
        self.held: dict[int, asyncio.Event] = {}

    async def __call__(self, update: Update) -> None:
        self.claimed_count.append(update.update_id)
        if update.update_id in self.held:
            await self.held[update.update_id].wait()
        if update.update_id == 13:
            raise ValueError("unlucky")
        self.done.append(update.update_id)


@asynccontextmanager
async def polling(script: ScriptedClient, handler: RecordingHandler) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    loop = Polling(BOT, script, ["message"], handler, sleep=script.clock.sleep)  # type: ignore[arg-type]
    running = asyncio.create_task(loop.run(stop))
    try:
        yield running
    finally:
        stop.set()
        await script.clock.run(asyncio.wait((running,)))


async def test_a_batch_is_confirmed_only_once_all_of_it_is_done() -> None:
    script, handler = ScriptedClient([message(5), message(6), message(7)]), RecordingHandler()
    handler.held[6] = asyncio.Event()
    async with polling(script, handler):
        await script.clock.until(lambda: len(script.asked) > 2)
        assert script.offsets[1:] == [6] * (len(script.asked) - 1), "6 is in hand, so it is not confirmed"
        handler.held[6].set()
        await script.clock.until(lambda: script.offsets[-1:] == [8])
    assert handler.claimed_count == [5, 6, 7]


async def test_what_is_done_or_in_hand_and_comes_again_is_not_handled_again() -> None:
    script, handler = (
        ScriptedClient(
            [message(5), message(6)],
            [message(5), message(6), message(7)],
            [message(5), message(6), message(7)],
        ),
        RecordingHandler(),
    )
    handler.held[5] = asyncio.Event()
    async with polling(script, handler):
        await script.clock.until(lambda: not script.batches and len(script.asked) > 3)
        assert handler.claimed_count == [5, 6, 7]
        handler.held[5].set()
        await script.clock.until(lambda: script.offsets[-1:] == [8])
    assert handler.claimed_count == [5, 6, 7]


async def test_while_something_is_in_hand_it_does_not_wait_long_for_more() -> None:
    script, handler = ScriptedClient([message(5)], [message(5), message(6)]), RecordingHandler()
    handler.held[5] = asyncio.Event()
    async with polling(script, handler):
        await script.clock.until(lambda: 6 in handler.claimed_count)
        assert {params["timeout"] for params in script.asked[1:]} == {0}
        handler.held[5].set()
    assert script.asked[0]["timeout"] == 25


async def test_ids_that_begin_again_lower_are_followed() -> None:
    script, handler = ScriptedClient([message(900)], [message(3)], [message(4)]), RecordingHandler()
    async with polling(script, handler):
        await script.clock.until(lambda: script.offsets[-1:] == [5])
    assert handler.claimed_count == [900, 3, 4]
    assert script.offsets[:4] == [0, 901, 4, 5]


async def test_an_update_that_cannot_be_read_is_passed_over() -> None:
    unreadable = {"update_id": 6, "message": {"message_id": "no"}}
    script, handler = ScriptedClient([message(5), unreadable, message(7)]), RecordingHandler()
    async with polling(script, handler):
        await script.clock.until(lambda: script.offsets[-1:] == [8])
    assert handler.claimed_count == [5, 7]


async def test_an_update_whose_handling_fails_does_not_stop_the_others() -> None:
    script, handler = ScriptedClient([message(13), message(14)]), RecordingHandler()
    async with polling(script, handler):
        await script.clock.until(lambda: script.offsets[-1:] == [15])
    assert handler.claimed_count == [13, 14]


@pytest.mark.parametrize(
    "error",
    [
        TelegramNetworkError(method=RawCall(), message="getUpdates: no answer in 40 s"),
        ClientDecodeError("no JSON", ValueError(), "<html>"),
    ],
)
async def test_a_network_that_fails_is_asked_again_after_a_pause(error: Exception) -> None:
    script, handler = ScriptedClient(error, [message(5)]), RecordingHandler()
    async with polling(script, handler):
        await script.clock.until(lambda: handler.claimed_count == [5])


async def test_another_poller_is_waited_out() -> None:
    script, handler = (
        ScriptedClient(TelegramConflictError(method=RawCall(), message="Conflict"), [message(5)]),
        RecordingHandler(),
    )
    async with polling(script, handler) as running:
        await script.clock.advance(4.9)
        assert len(script.asked) == 1, "it pauses five seconds"
        await script.clock.advance(0.2)
        assert handler.claimed_count == [5]
    assert running.done()


async def test_it_ends_while_it_waits_for_another_poller() -> None:
    script = ScriptedClient(TelegramConflictError(method=RawCall(), message="Conflict"))
    began = script.clock()
    async with polling(script, RecordingHandler()) as running:
        await script.clock.advance(1)
    assert running.done()
    assert script.clock() < began + 5


async def test_a_refused_token_ends_it() -> None:
    script = ScriptedClient(TelegramUnauthorizedError(method=RawCall(), message="Unauthorized"))
    async with polling(script, RecordingHandler()) as running:
        await script.clock.run(asyncio.wait((running,)))
    with pytest.raises(TelegramUnauthorizedError):
        await running


async def test_at_the_end_what_is_done_is_confirmed_and_what_is_not_comes_again() -> None:
    script, handler = ScriptedClient([message(5), message(6)]), RecordingHandler()
    handler.held[6] = asyncio.Event()
    async with polling(script, handler) as running:
        await script.clock.until(lambda: handler.claimed_count == [5, 6])
    assert running.done()
    assert script.asked[-1] == {"offset": 6, "timeout": 0, "limit": 1, "allowed_updates": ["message"]}


async def test_it_ends_while_it_waits_for_updates() -> None:
    script = ScriptedClient()
    async with polling(script, RecordingHandler()) as running:
        await script.clock.until(lambda: len(script.asked) == 1)
    assert running.done()
    assert len(script.asked) == 1, "nothing came, so nothing is confirmed"


async def test_what_is_in_hand_at_the_end_is_given_a_moment_and_confirmed() -> None:
    script, handler = ScriptedClient([message(5)]), RecordingHandler()
    handler.held[5] = asyncio.Event()

    async def finish_after(seconds: float) -> None:
        await script.clock.sleep(seconds)
        handler.held[5].set()

    async with polling(script, handler) as running:
        await script.clock.until(lambda: handler.claimed_count == [5])
        finishing = asyncio.create_task(finish_after(SHUTDOWN_WAIT - 0.5))
    assert running.done()
    assert finishing.done()
    assert handler.done == [5]
    assert script.offsets[-1] == 6


async def test_what_takes_longer_than_that_moment_is_cut_off() -> None:
    script, handler = ScriptedClient([message(5)]), RecordingHandler()
    handler.held[5] = asyncio.Event()
    async with polling(script, handler):
        await script.clock.until(lambda: handler.claimed_count == [5])
    handler.held[5].set()
    await script.clock.advance(1)
    assert handler.done == [], "it comes again, to the next process"
