"""The pace of the mailbox: a grid, one a second to a chat, and a pause for all when Telegram says so."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from telegram.error import RetryAfter, TimedOut

from bot import pace
from bot.pace import PER_SECOND, TRIES, Pace


class Wire:
    """Notes when each chat was written to; refuses as often as it is told."""

    def __init__(self, refusals: int = 0, retry_after: float = 0) -> None:
        self.sent: list[tuple[float, int]] = []
        self.refusals, self.retry_after, self.tried = refusals, retry_after, 0

    async def __call__(self, chat: int) -> bool:
        self.tried += 1
        if self.refusals:
            self.refusals -= 1
            raise RetryAfter(self.retry_after)  # type: ignore[arg-type]
        self.sent.append((asyncio.get_running_loop().time(), chat))
        return True


async def send(limiter: Pace, wire: Any, chat: int) -> object:
    return await limiter.process_request(wire, [chat], {}, "sendMessage", {"chat_id": chat}, None)


async def test_no_second_has_more_than_the_pace_allows_and_none_is_wasted() -> None:
    limiter, wire = Pace(100), Wire()
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(send(limiter, wire, chat) for chat in range(130)))
    times = sorted(at - began for at, _ in wire.sent)
    assert 1.25 < times[-1] < 2
    fullest = max(sum(1 for at in times if start <= at < start + 0.5) for start in times)
    assert fullest <= 52


async def test_one_chat_is_written_to_once_a_second() -> None:
    limiter, wire = Pace(1000), Wire()
    await asyncio.gather(
        *(send(limiter, wire, 7) for _ in range(3)), *(send(limiter, wire, n) for n in range(20, 40))
    )
    own = sorted(at for at, chat in wire.sent if chat == 7)
    assert own[1] - own[0] > 0.95
    assert own[2] - own[1] > 0.95
    others = [at for at, chat in wire.sent if chat != 7]
    assert max(others) < own[1], "nobody else waits for that"


async def test_when_telegram_says_wait_everybody_waits_and_nothing_is_lost() -> None:
    limiter, wire = Pace(1000), Wire(refusals=1, retry_after=0.4)
    began = asyncio.get_running_loop().time()
    first = asyncio.create_task(send(limiter, wire, 1))
    await asyncio.sleep(0.05)
    await asyncio.gather(first, *(send(limiter, wire, chat) for chat in range(2, 12)))
    assert Counter(chat for _, chat in wire.sent) == Counter(range(1, 12))
    assert min(at for at, _ in wire.sent) - began > 0.38


async def test_a_telegram_that_goes_on_refusing_is_not_asked_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limiter, wire = Pace(1000), Wire(refusals=99)
    monkeypatch.setattr(pace, "_now", lambda: asyncio.get_running_loop().time() * 1000)
    with pytest.raises(RetryAfter):
        await send(limiter, wire, 1)
    assert wire.tried == TRIES


async def test_any_other_trouble_is_not_the_pace_s(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_chat: int) -> bool:
        raise TimedOut

    with pytest.raises(TimedOut):
        await send(Pace(), fails, 1)


async def test_it_remembers_no_chat_for_ever() -> None:
    limiter, wire = Pace(100_000), Wire()
    await asyncio.gather(*(send(limiter, wire, chat) for chat in range(1001)))
    await asyncio.sleep(1.05)
    await send(limiter, wire, 5000)
    assert len(limiter._chats) < 10


def test_answers_have_room_beside_it() -> None:
    assert PER_SECOND < 30
