"""Long polling: confirmed offsets, waits and ends. Telegram is scripted, and the clock is simulated."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from bot.intake.polling import CROWD_GATHER, GATHER, MAX_BATCH, MAX_DELAY, POLL_GRACE, POLL_TIMEOUT, Polling
from bot.telegram.client import RawCall
from tests.fake_clock import FakeClock

BOT = Bot("7000000001:AAExample-of-a-token-that-opens-nothing")


def message(number: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": number, "text": str(number)}}


class ScriptedClient:
    """A Telegram that gives these answers, then waits as long as it is asked to and gives none."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked, self.clock = list(answers), list[dict[str, Any]](), FakeClock()
        self.deadlines: list[float] = []
        self.methods: list[str] = []

    async def call(self, _bot: Bot, method: str, params: dict[str, Any], seconds: float = 0) -> Any:
        self.asked.append(params)
        self.methods.append(method)
        self.deadlines.append(seconds)
        if not self.answers:
            await self.clock.sleep(params["timeout"] or 0.01)
            return []
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def offsets(self) -> list[int]:
        return [params.get("offset", 0) for params in self.asked]


class RecordingIntake:
    """Stores batches, but for the first `failures`."""

    def __init__(self, failures: int = 0) -> None:
        self.stored: list[list[object]] = []
        self.failures, self.apologies = failures, 0
        self.waits: list[float] = []
        self.crowded = False

    async def accept(self, raws: Sequence[object]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.stored.append([*raws])

    async def apologise_for_outage(self, raws: Sequence[object]) -> None:
        self.apologies += 1

    async def until_idle(self, seconds: float) -> None:
        self.waits.append(seconds)

    @property
    def ids(self) -> list[int]:
        return [raw["update_id"] for batch in self.stored for raw in batch if isinstance(raw, dict)]


@asynccontextmanager
async def polling(script: ScriptedClient, intake: RecordingIntake) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    loop = Polling(BOT, script, ["message"], intake, sleep=script.clock.sleep)  # type: ignore[arg-type]
    running = asyncio.create_task(loop.run(stop))
    try:
        yield running
    finally:
        stop.set()
        await script.clock.run(asyncio.wait((running,)))


async def test_a_batch_is_confirmed_by_the_next_poll_once_it_is_stored() -> None:
    script, intake = ScriptedClient([message(5), message(6)], [message(7)]), RecordingIntake()
    async with polling(script, intake):
        await script.clock.until(lambda: len(script.asked) > 3)
    assert intake.ids == [5, 6, 7]
    assert script.offsets[:3] == [0, 7, 8]


async def test_updates_gather_while_others_are_handled_unless_a_full_batch_waits_behind() -> None:
    full = [message(number) for number in range(100, 100 + MAX_BATCH)]
    script, intake = ScriptedClient([message(5)], full, []), RecordingIntake()
    async with polling(script, intake):
        await script.clock.until(lambda: len(script.asked) > 3)
    assert intake.waits == [GATHER]


async def test_while_a_crowd_is_served_updates_gather_for_longer() -> None:
    script, intake = ScriptedClient([message(5)], []), RecordingIntake()
    intake.crowded = True
    async with polling(script, intake):
        await script.clock.until(lambda: len(script.asked) > 2)
    assert intake.waits == [CROWD_GATHER]


async def test_what_is_not_stored_is_not_confirmed_and_its_people_are_told_once() -> None:
    script, intake = ScriptedClient([message(5)]), RecordingIntake(failures=4)
    async with polling(script, intake):
        await script.clock.advance(1.5)
        assert script.offsets == [0], "it does not ask for more before this is stored"
        await script.clock.until(lambda: len(script.asked) > 1)
    assert intake.ids == [5]
    assert script.offsets[1] == 6
    assert intake.apologies == 1


async def test_after_an_empty_answer_ids_may_begin_again_lower() -> None:
    script, intake = ScriptedClient([message(900)], [], [message(3)], [message(4)]), RecordingIntake()
    async with polling(script, intake):
        await script.clock.until(lambda: len(script.asked) > 4)
    assert [*filter(None, intake.ids)] == [900, 3, 4]
    assert script.offsets[:5] == [0, 901, 0, 4, 5]


async def test_a_batch_out_of_order_is_confirmed_as_a_whole() -> None:
    script, intake = ScriptedClient([message(9), message(4)]), RecordingIntake()
    async with polling(script, intake):
        await script.clock.until(lambda: len(script.asked) > 1)
    assert intake.ids == [9, 4]
    assert script.offsets[1] == 10


async def test_a_telegram_that_gives_the_same_for_ever_is_not_asked_at_full_speed() -> None:
    script, intake = ScriptedClient(*[[message(4)]] * 400), RecordingIntake()
    async with polling(script, intake):
        await script.clock.advance(120)
        assert len(script.asked) < 12


GARBAGE = [None, True, 7, "no", {}, {"update_id": 5}, {"0": message(5)}]
BAD_UPDATES = [None, 5, "x", [], {}, {"update_id": None}, {"update_id": "5"}, {"update_id": True}]
BAD_UPDATES += [{"update_id": -1}, {"update_id": 2**70}, {"update_id": 1.5}]


@pytest.mark.parametrize("answer", GARBAGE, ids=repr)
async def test_an_answer_that_is_no_list_is_waited_out(answer: Any) -> None:
    script, intake = ScriptedClient(answer, answer, [message(5)]), RecordingIntake()
    async with polling(script, intake) as running:
        await script.clock.advance(0.5)
        assert len(script.asked) == 1
        await script.clock.until(lambda: intake.ids == [5])
        assert not running.done()


@pytest.mark.parametrize("bad", BAD_UPDATES, ids=repr)
async def test_an_update_without_an_id_does_not_hold_up_the_others(bad: Any) -> None:
    script, intake = ScriptedClient([message(5), bad, message(7)]), RecordingIntake()
    async with polling(script, intake):
        await script.clock.until(lambda: len(script.asked) > 1)
    assert script.offsets[1] == 8


@pytest.mark.parametrize("bad", BAD_UPDATES, ids=repr)
async def test_a_batch_of_nothing_but_garbage_is_asked_for_again_after_a_pause(bad: Any) -> None:
    script, intake = ScriptedClient(*[[bad]] * 300), RecordingIntake()
    async with polling(script, intake) as running:
        await script.clock.advance(60)
        assert len(script.asked) < 10
        assert not running.done()


@pytest.mark.parametrize(
    "error",
    [
        TelegramNetworkError(method=RawCall(), message="getUpdates: no answer in 14 s"),
        ClientDecodeError("no JSON", ValueError(), "<html>"),
        KeyError("result"),
        RuntimeError("whatever else"),
    ],
)
async def test_whatever_fails_is_asked_again_later_each_time(error: Exception) -> None:
    script, intake = ScriptedClient(*[error] * 12, [message(5)]), RecordingIntake()
    async with polling(script, intake):
        await script.clock.advance(0.9)
        assert len(script.asked) == 1
        await script.clock.advance(2.2)
        assert len(script.asked) == 3
        await script.clock.until(lambda: intake.ids == [5], limit=13 * MAX_DELAY)


async def test_a_poll_that_hangs_is_given_up_soon_after_its_time() -> None:
    script = ScriptedClient()
    async with polling(script, RecordingIntake()):
        await script.clock.until(lambda: len(script.asked) == 1)
    assert script.deadlines[0] == POLL_TIMEOUT + POLL_GRACE <= 15


async def test_a_flood_wait_is_kept() -> None:
    wait = TelegramRetryAfter(method=RawCall(), message="Too Many Requests", retry_after=100)
    script, intake = ScriptedClient(wait, [message(5)]), RecordingIntake()
    async with polling(script, intake):
        await script.clock.advance(99)
        assert len(script.asked) == 1
        await script.clock.until(lambda: intake.ids == [5])


async def test_another_poller_is_waited_out() -> None:
    conflict = TelegramConflictError(method=RawCall(), message="Conflict")
    script, intake = ScriptedClient(conflict, [message(5)]), RecordingIntake()
    async with polling(script, intake):
        await script.clock.advance(4.9)
        assert len(script.asked) == 1, "it pauses five seconds"
        await script.clock.advance(0.2)
        assert intake.ids == [5]


async def test_a_webhook_of_an_earlier_run_is_taken_away() -> None:
    words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it"
    script = ScriptedClient(TelegramConflictError(method=RawCall(), message=words), True, [message(5)])
    intake = RecordingIntake()
    async with polling(script, intake):
        await script.clock.until(lambda: intake.ids == [5])
    assert script.methods[:3] == ["getUpdates", "deleteWebhook", "getUpdates"]


async def test_it_ends_while_it_waits_for_another_poller() -> None:
    script = ScriptedClient(TelegramConflictError(method=RawCall(), message="Conflict"))
    began = script.clock()
    async with polling(script, RecordingIntake()) as running:
        await script.clock.advance(1)
    assert running.done()
    assert script.clock() < began + 5


async def test_a_refused_token_ends_it() -> None:
    script = ScriptedClient(TelegramUnauthorizedError(method=RawCall(), message="Unauthorized"))
    async with polling(script, RecordingIntake()) as running:
        await script.clock.run(asyncio.wait((running,)))
    with pytest.raises(TelegramUnauthorizedError):
        await running


async def test_at_the_end_the_last_batch_is_confirmed() -> None:
    script, intake = ScriptedClient([message(5), message(6)]), RecordingIntake()
    async with polling(script, intake) as running:
        await script.clock.until(lambda: intake.ids == [5, 6])
    assert running.done()
    assert script.asked[-1] == {"offset": 7, "timeout": 0, "limit": 1, "allowed_updates": ["message"]}


async def test_it_ends_while_it_waits_for_updates() -> None:
    script = ScriptedClient()
    async with polling(script, RecordingIntake()) as running:
        await script.clock.until(lambda: len(script.asked) == 1)
    assert running.done()
    assert len(script.asked) == 1, "nothing came, so nothing is confirmed"
