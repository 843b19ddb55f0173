"""The pace: a grid by lane, a share for each chat, one budget with the answers, and a door that Telegram shuts."""

import asyncio
from typing import Any

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.delivery.ptb_rate_limiter import PtbRateLimiter
from bot.telegram import rate_limiter as paces
from bot.telegram.rate_limiter import (
    GROUP_BURST,
    GROUP_RATE,
    MESSAGES_PER_SECOND,
    ChatBusy,
    RateLimiter,
    SendingPaused,
)
from market.notification.outbox import Priority

LATER, BROADCAST = int(Priority.REMINDER), int(Priority.BROADCAST)


def clock() -> float:
    return asyncio.get_running_loop().time()


async def pass_times(
    rate_limiter: RateLimiter, chats: Any, priority: int = LATER, paid: bool = False
) -> list[float]:
    """When each was let through, oldest first."""
    times: list[float] = []

    async def one(chat: int) -> None:
        await rate_limiter.acquire(chat, priority, paid)
        times.append(clock())

    await asyncio.gather(*map(one, chats))
    return sorted(times)


def fullest(times: list[float], seconds: float = 1.0) -> int:
    return max(sum(1 for at in times if start <= at < start + seconds) for start in times)


async def test_no_second_has_more_than_the_pace_allows_and_none_is_wasted() -> None:
    began = clock()
    times = await pass_times(RateLimiter(100), range(250))
    assert 2.45 < times[-1] - began < 2.6
    assert fullest(times) <= 104


async def test_a_first_lane_goes_first_however_many_wait() -> None:
    rate_limiter, order = RateLimiter(50), list[int]()

    async def one(chat: int, priority: int) -> None:
        await rate_limiter.acquire(chat, priority)
        order.append(priority)

    crowd = [asyncio.create_task(one(chat, BROADCAST)) for chat in range(20)]
    await asyncio.sleep(0.05)
    await asyncio.gather(one(100, int(Priority.REMINDER)), one(101, int(Priority.BOOKING)))
    assert order[-2:] == [1, 2] or order.index(1) < order.index(2)
    assert len(order) < 10
    await asyncio.gather(*crowd)


async def test_an_answer_never_waits_and_letters_get_what_it_leaves() -> None:
    rate_limiter, began = RateLimiter(50), clock()
    for chat in range(25):
        rate_limiter.count_sent(chat)
    assert clock() - began < 0.1
    times = await pass_times(rate_limiter, range(100, 110))
    assert 0.45 < times[0] - began < 0.6


async def test_however_many_answers_go_out_letters_are_not_starved() -> None:
    rate_limiter, began = RateLimiter(28), clock()

    async def answers() -> None:
        while clock() - began < 2:
            rate_limiter.count_sent(1)
            await asyncio.sleep(0.02)

    flood = asyncio.create_task(answers())
    await asyncio.sleep(0.1)
    times = await pass_times(rate_limiter, [2, 3], int(Priority.BOOKING))
    assert times[0] - began < 0.8
    assert times[1] - began < 1.4
    await flood


async def test_a_letter_waits_from_when_it_came_however_long_none_had_waited() -> None:
    """Answers before and after it have used up the second."""
    rate_limiter, began = RateLimiter(10), clock()
    for _ in range(20):
        rate_limiter.count_sent(1)
    notification = asyncio.create_task(rate_limiter.acquire(2, LATER))
    await asyncio.sleep(0)
    rate_limiter.count_sent(1)
    await notification
    assert 0.45 < clock() - began < 0.8


async def test_who_sleeps_for_their_chat_is_turned_away_when_the_door_is_shut() -> None:
    rate_limiter = RateLimiter(1000)
    for _ in range(3):
        rate_limiter.count_sent(7)
    sleeper = asyncio.create_task(rate_limiter.acquire(7, LATER))
    await asyncio.sleep(0.1)
    rate_limiter.pause(9)
    with pytest.raises(SendingPaused):
        await sleeper


async def test_those_who_are_under_way_together_stumble_once() -> None:
    rate_limiter = RateLimiter(1000)
    for _ in range(16):
        rate_limiter.back_off()
    assert rate_limiter.paused_for <= 1


async def test_a_chat_has_a_small_burst_and_then_one_a_second() -> None:
    rate_limiter, began = RateLimiter(1000), clock()
    times = await pass_times(rate_limiter, [7, 7, 7, 7])
    assert times[2] - began < 0.2
    assert 0.9 < times[3] - began < 1.3


async def test_who_would_wait_long_for_their_chat_is_told_how_long_and_others_pass() -> None:
    rate_limiter = RateLimiter(1000)
    for _ in range(6):
        rate_limiter.count_sent(7)
    with pytest.raises(ChatBusy) as busy:
        await rate_limiter.acquire(7, LATER)
    assert 3.5 < busy.value.seconds <= 4
    assert await pass_times(rate_limiter, [8])


async def test_a_group_gets_twenty_in_no_minute_more() -> None:
    assert GROUP_BURST + 60 * GROUP_RATE <= 20
    rate_limiter = RateLimiter(1000)
    await pass_times(rate_limiter, [-5] * 10)
    with pytest.raises(ChatBusy):
        await rate_limiter.acquire(-5, LATER)


async def test_while_the_door_is_shut_everybody_is_turned_away_and_then_nobody() -> None:
    rate_limiter = RateLimiter(20)
    waiting = [asyncio.create_task(rate_limiter.acquire(chat, LATER)) for chat in range(5)]
    await asyncio.sleep(0.02)
    rate_limiter.pause(0.2)
    turned = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(one, SendingPaused) for one in turned) >= 3
    with pytest.raises(SendingPaused):
        await rate_limiter.acquire(9, LATER)
    await asyncio.sleep(rate_limiter.paused_for)
    await rate_limiter.acquire(9, LATER)


async def test_paid_announcements_have_a_faster_grid_and_slow_nobody() -> None:
    rate_limiter, began = RateLimiter(20, paid=500), clock()
    crowd = asyncio.create_task(pass_times(rate_limiter, range(250), BROADCAST, paid=True))
    booking = await pass_times(rate_limiter, [1000], int(Priority.BOOKING))
    assert booking[0] - began < 0.1
    times = await crowd
    assert 0.45 < times[-1] - began < 0.7


class FakeTelegram:
    """Answers as told."""

    def __init__(self, *answers: Exception | None) -> None:
        self.answers, self.tried = [*answers], 0

    async def __call__(self) -> bool:
        self.tried += 1
        if self.answers and (answer := self.answers.pop(0)):
            raise answer
        return True


async def sent(rate_limiter: RateLimiter, telegram: FakeTelegram, chat: int = 1) -> Any:
    data = {"chat_id": chat}
    return await PtbRateLimiter(rate_limiter).process_request(
        telegram, [], {}, "sendMessage", data=data, rate_limit_args=int(Priority.BOOKING)
    )


async def test_when_telegram_says_wait_the_door_is_shut_for_so_long() -> None:
    rate_limiter, telegram = RateLimiter(1000), FakeTelegram(RetryAfter(2))
    with pytest.raises(RetryAfter):
        await sent(rate_limiter, telegram)
    assert 1.9 < rate_limiter.paused_for <= 2
    with pytest.raises(SendingPaused):
        await sent(rate_limiter, telegram)
    assert telegram.tried == 1


async def test_a_telegram_that_is_not_well_is_left_alone_longer_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paces, "BACK_OFF_DELAYS", (0.05, 0.1))
    rate_limiter, telegram = (
        RateLimiter(1000),
        FakeTelegram(NetworkError("502"), NetworkError("502"), None, NetworkError("502")),
    )
    waits = []
    for _ in range(2):
        with pytest.raises(NetworkError):
            await sent(rate_limiter, telegram)
        waits.append(rate_limiter.paused_for)
        await asyncio.sleep(rate_limiter.paused_for)
    await sent(rate_limiter, telegram)
    with pytest.raises(NetworkError):
        await sent(rate_limiter, telegram)
    waits.append(rate_limiter.paused_for)
    assert [round(wait, 2) for wait in waits] == [0.05, 0.1, 0.05]


@pytest.mark.parametrize("trouble", [TimedOut(), BadRequest("chat not found")])
async def test_what_is_one_letter_s_own_trouble_shuts_no_door(trouble: Exception) -> None:
    rate_limiter = RateLimiter(1000)
    with pytest.raises(type(trouble)):
        await sent(rate_limiter, FakeTelegram(trouble))
    assert rate_limiter.paused_for == 0


async def test_it_remembers_no_chat_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    rate_limiter, now = RateLimiter(1_000_000), [0.0]
    monkeypatch.setattr(paces, "monotonic", lambda: now[0])
    for chat in range(5000):
        now[0] += 0.001
        rate_limiter.count_sent(chat)
    now[0] += 10
    for chat in range(5000, 20_000):
        now[0] += 0.001
        rate_limiter.count_sent(chat)
    assert len(rate_limiter._chats) < 10_000


def test_answers_have_room_beside_it() -> None:
    assert 25 <= MESSAGES_PER_SECOND <= 29
