"""The rate limiter: slots by priority, a bucket for each chat, a budget shared with replies, and pauses. The clock is simulated."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.delivery.ptb_rate_limiter import PtbRateLimiter, SendPermit
from bot.telegram.adaptive_rate import KEPT as KEPT_RATE
from bot.telegram.adaptive_rate import LEAST, SECONDS_TO_GROW
from bot.telegram.rate_limiter import (
    BACK_OFF_DELAYS,
    GENERAL_CHATS,
    GROUP_BURST,
    GROUP_RATE,
    KEPT,
    MAX_CHAT_WAIT,
    MESSAGES_PER_SECOND,
    OF_SLOTS,
    REPLY_LEAD,
    ChatBusy,
    RateLimiter,
    SendingPaused,
    SlotScheduler,
)
from market.notification.in_flight import begin_freely
from market.notification.priority import Priority
from tests.fake_clock import FakeClock

LATER, BROADCAST = int(Priority.REMINDER), int(Priority.BROADCAST)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def limiter(clock: FakeClock, per_second: float = 1000, paid: float = 0) -> RateLimiter:
    return RateLimiter(per_second, paid, clock=clock, sleep=clock.sleep)


async def seconds_of(
    clock: FakeClock, rate_limiter: RateLimiter, chats: Any, priority: int = LATER, paid: bool = False
) -> list[float]:
    """The seconds after which each was granted its slot, earliest first."""
    began, times = clock(), list[float]()

    async def one(chat: int) -> None:
        await rate_limiter.acquire(chat, priority, paid)
        times.append(clock() - began)

    await asyncio.gather(*map(one, chats))
    return sorted(times)


def fullest_second(times: list[float]) -> int:
    return max(sum(1 for time in times if start <= time < start + 1) for start in times)


async def test_no_second_has_more_than_the_rate_allows_and_none_is_wasted(clock: FakeClock) -> None:
    times = await clock.run(seconds_of(clock, limiter(clock, 100), range(250)))
    assert times[-1] == pytest.approx(2.47, abs=0.03)
    assert fullest_second(times) <= 104


async def test_a_lower_priority_number_goes_first_however_many_wait(clock: FakeClock) -> None:
    rate_limiter, order = limiter(clock, 50), list[int]()

    async def one(chat: int, priority: int) -> None:
        await rate_limiter.acquire(chat, priority)
        order.append(priority)

    crowd = [asyncio.create_task(one(chat, BROADCAST)) for chat in range(20)]
    await clock.advance(0.05)
    before = len(order)
    await clock.run(asyncio.gather(one(100, int(Priority.REMINDER)), one(101, int(Priority.BOOKING))))
    assert order[before:] == [Priority.BOOKING, Priority.REMINDER]
    assert len(order) < 10
    await clock.run(asyncio.gather(*crowd))


async def reply_seconds(clock: FakeClock, rate_limiter: RateLimiter, chats: Any) -> list[float]:
    """The seconds after which each reply was granted its slot, earliest first."""
    began, times = clock(), list[float]()

    async def one(chat: int) -> None:
        await rate_limiter.acquire_for_reply(chat)
        times.append(clock() - began)

    await asyncio.gather(*map(one, chats))
    return sorted(times)


async def test_two_people_who_write_at_once_are_answered_at_once(clock: FakeClock) -> None:
    times = await clock.run(reply_seconds(clock, limiter(clock, MESSAGES_PER_SECOND), [1, 2]))
    assert times == [0, 0]


async def test_a_crowd_is_answered_at_the_rate_and_no_second_has_more(clock: FakeClock) -> None:
    times = await clock.run(reply_seconds(clock, limiter(clock, MESSAGES_PER_SECOND), range(300)))
    assert fullest_second(times) <= 30
    assert times[-1] <= 300 / MESSAGES_PER_SECOND + 1


async def test_replies_go_first_and_leave_six_of_twenty_eight_slots_to_notifications(
    clock: FakeClock,
) -> None:
    rate_limiter = limiter(clock, MESSAGES_PER_SECOND)
    crowd = asyncio.create_task(reply_seconds(clock, rate_limiter, range(400)))
    await clock.advance(0)
    notified = asyncio.create_task(seconds_of(clock, rate_limiter, range(1000, 1060)))
    replies, notifications = await clock.run(asyncio.gather(crowd, notified))
    assert notifications[-1] == pytest.approx(10, rel=0.05), "notifications get six a second"
    assert sum(time <= notifications[-1] for time in replies) == pytest.approx(220, abs=3), (
        "replies the others"
    )
    assert fullest_second(sorted(replies + notifications)) <= 30


Arrival = tuple[float, bool, int]
"""When somebody comes to wait, whether with a reply, and with which priority otherwise."""
arrivals = st.lists(
    st.tuples(st.integers(0, 20).map(lambda step: step / 20), st.booleans(), st.sampled_from([0, 1, 3])),
    min_size=30,
    max_size=60,
)


async def granted(arriving: Sequence[Arrival], per_second: float) -> list[tuple[float, int]]:
    """When each arrival, by its place in the list, was granted its slot, in that order."""
    clock, order = FakeClock(), list[tuple[float, int]]()
    slots, began = SlotScheduler(per_second, clock, clock.sleep), clock()

    async def one(number: int, arrival: Arrival) -> None:
        after, is_reply, priority = arrival
        await clock.sleep(after)
        await (slots.acquire_for_reply() if is_reply else slots.acquire(priority))
        order.append((clock() - began, number))

    await clock.run(asyncio.gather(*(one(number, arrival) for number, arrival in enumerate(arriving))))
    return order


@settings(max_examples=10, deadline=None)
@given(arrivals)
def test_whoever_comes_when_no_slot_is_wasted_and_each_kind_gets_its_part(arriving: list[Arrival]) -> None:
    order = asyncio.run(granted(arriving, 20))
    both_wait, kept = 0, 0
    for place, (at, number) in enumerate(order):
        waiting = [each for _, each in order[place:] if arriving[each][0] < at - 0.051]
        replies = [each for each in waiting if arriving[each][1]]
        notifications = [each for each in waiting if not arriving[each][1]]
        if waiting and place:
            assert at - order[place - 1][0] <= (1 + REPLY_LEAD) / 20 + 0.01, (
                "slots passed while somebody waited"
            )
        if not arriving[number][1]:
            assert all(arriving[number][2] <= arriving[each][2] for each in notifications)
        if replies and notifications:
            both_wait, kept = both_wait + 1, kept + (not arriving[number][1])
            assert abs(kept - both_wait * KEPT / OF_SLOTS) < 2
        elif replies and not notifications:
            assert arriving[number][1] or arriving[number][0] >= at - 0.051, "an unused slot is a reply's"
        else:
            both_wait = kept = 0


async def test_somebody_who_does_not_wait_for_answers_takes_little_of_the_budget(clock: FakeClock) -> None:
    rate_limiter = limiter(clock, MESSAGES_PER_SECOND)
    flood = asyncio.create_task(reply_seconds(clock, rate_limiter, [7] * 60))
    await clock.advance(2)
    others = await clock.run(reply_seconds(clock, rate_limiter, range(100, 140)))
    assert others[-1] <= 40 / 25 + 0.1
    await clock.run(flood)


async def test_replies_are_counted_for_their_chat(clock: FakeClock) -> None:
    rate_limiter = limiter(clock)
    await clock.run(reply_seconds(clock, rate_limiter, [7] * 6))
    with pytest.raises(ChatBusy) as busy:
        await rate_limiter.acquire(7, LATER)
    assert busy.value.seconds == pytest.approx(4, abs=0.1)
    assert busy.value.seconds > MAX_CHAT_WAIT
    assert await clock.run(seconds_of(clock, rate_limiter, [8])) == [pytest.approx(0, abs=0.01)]


async def test_a_chat_that_is_told_to_wait_holds_up_no_other(clock: FakeClock) -> None:
    rate_limiter = limiter(clock)
    rate_limiter.told_to_wait(7, 30)
    assert rate_limiter.paused_for == 0
    assert await clock.run(reply_seconds(clock, rate_limiter, [8])) == [0]
    with pytest.raises(ChatBusy) as busy:
        await rate_limiter.acquire(7, LATER)
    assert busy.value.seconds == 30
    assert await clock.run(reply_seconds(clock, rate_limiter, [7])) == [pytest.approx(30)]


async def test_a_pause_of_everything_holds_replies_that_wait_for_their_slot_already(clock: FakeClock) -> None:
    rate_limiter = limiter(clock, 10)
    crowd = asyncio.create_task(reply_seconds(clock, rate_limiter, range(20)))
    await clock.advance(0.5)
    rate_limiter.told_to_wait(0, 5)
    times = await clock.run(crowd)
    assert sum(time <= 0.5 for time in times) == pytest.approx(6, abs=1)
    assert [time for time in times if 0.5 < time < 5.4] == []


async def test_after_a_refusal_of_all_the_rate_is_lower_and_grows_back(clock: FakeClock) -> None:
    rate_limiter = limiter(clock, 100)
    for _ in range(16):
        rate_limiter.told_to_wait(0, 1)  # all that were in flight
    await clock.advance(1)
    times = await clock.run(reply_seconds(clock, rate_limiter, range(100)))
    assert times[-1] == pytest.approx(100 / (100 * KEPT_RATE), rel=0.1)
    await clock.advance(SECONDS_TO_GROW * (1 - KEPT_RATE))
    times = await clock.run(reply_seconds(clock, rate_limiter, range(100, 200)))
    assert times[-1] == pytest.approx(1, rel=0.05)


async def test_however_often_telegram_refuses_something_goes(clock: FakeClock) -> None:
    rate_limiter = limiter(clock, 100)
    for _ in range(50):
        rate_limiter.told_to_wait(0, 1)
        await clock.advance(1.1)
    times = await clock.run(reply_seconds(clock, rate_limiter, range(50)))
    assert times[-1] <= 50 / (100 * LEAST) + 0.1


async def test_a_refusal_about_one_chat_lowers_no_rate(clock: FakeClock) -> None:
    rate_limiter = limiter(clock, 100)
    rate_limiter.told_to_wait(7, 60)
    times = await clock.run(reply_seconds(clock, rate_limiter, range(8, 108)))
    assert times[-1] == pytest.approx(1, rel=0.05)


async def test_where_a_second_of_messages_has_no_answer_no_other_is_sent(clock: FakeClock) -> None:
    rate_limiter, sent, answers = limiter(clock, 20), list[float](), asyncio.Event()

    async def one(chat: int) -> None:
        await rate_limiter.acquire_for_reply(chat)
        with rate_limiter.sending():
            sent.append(clock())
            await answers.wait()

    crowd = [asyncio.create_task(one(chat)) for chat in range(50)]
    await clock.advance(10)
    assert len(sent) == 20, "a second of the rate"
    answers.set()
    await clock.advance(2)
    assert len(sent) == 50
    assert fullest_second(sent[20:]) <= 22
    await asyncio.gather(*crowd)


async def test_a_larger_share_is_used_at_once_by_those_who_wait_already(clock: FakeClock) -> None:
    rate_limiter = limiter(clock, 20)
    rate_limiter.set_share(0.005)
    crowd = asyncio.create_task(reply_seconds(clock, rate_limiter, range(20)))
    await clock.advance(1)
    rate_limiter.set_share(1)
    assert (await clock.run(crowd))[-1] == pytest.approx(2, abs=0.3)


async def test_several_chats_told_to_wait_at_once_pause_everything(clock: FakeClock) -> None:
    rate_limiter = limiter(clock)
    for chat in range(1, GENERAL_CHATS):
        rate_limiter.told_to_wait(chat, 5)
    assert rate_limiter.paused_for == 0
    rate_limiter.told_to_wait(GENERAL_CHATS, 6)
    assert rate_limiter.paused_for == 6
    assert await clock.run(reply_seconds(clock, rate_limiter, [50])) == [pytest.approx(6)]


async def test_several_people_who_do_not_wait_for_answers_pause_nobody_else(clock: FakeClock) -> None:
    rate_limiter = limiter(clock)
    for chat in range(1, GENERAL_CHATS + 3):
        await clock.run(reply_seconds(clock, rate_limiter, [chat] * 5))
        rate_limiter.told_to_wait(chat, 5)
    assert rate_limiter.paused_for == 0


async def test_chats_told_to_wait_one_after_another_pause_nothing_else(clock: FakeClock) -> None:
    rate_limiter = limiter(clock)
    for chat in range(1, 10):
        rate_limiter.told_to_wait(chat, 60)
        await clock.advance(1.1)
    assert rate_limiter.paused_for == 0


async def test_a_flood_wait_without_a_chat_pauses_everything(clock: FakeClock) -> None:
    rate_limiter = limiter(clock)
    rate_limiter.told_to_wait(0, 9)
    assert rate_limiter.paused_for == 9


async def test_who_waits_for_a_chat_is_rejected_by_a_pause(clock: FakeClock) -> None:
    rate_limiter = limiter(clock)
    await clock.run(reply_seconds(clock, rate_limiter, [7] * 3))
    waiting = asyncio.create_task(rate_limiter.acquire(7, LATER))
    await clock.advance(0.1)
    rate_limiter.pause(9)
    with pytest.raises(SendingPaused):
        await clock.run(waiting)


async def test_requests_that_fail_together_back_off_once(clock: FakeClock) -> None:
    rate_limiter = limiter(clock)
    for _ in range(16):
        rate_limiter.back_off()
    assert rate_limiter.paused_for == BACK_OFF_DELAYS[0]


async def test_a_chat_has_a_small_burst_and_then_one_a_second(clock: FakeClock) -> None:
    times = await clock.run(seconds_of(clock, limiter(clock), [7, 7, 7, 7]))
    assert times[2] < 0.05
    assert times[3] == pytest.approx(1, abs=0.01)


async def test_a_group_gets_twenty_a_minute_and_no_more(clock: FakeClock) -> None:
    assert GROUP_BURST + 60 * GROUP_RATE <= 20
    rate_limiter = limiter(clock)
    await clock.run(seconds_of(clock, rate_limiter, [-5] * 10))
    with pytest.raises(ChatBusy):
        await rate_limiter.acquire(-5, LATER)


async def test_during_a_pause_everybody_is_rejected_and_after_it_nobody(clock: FakeClock) -> None:
    rate_limiter = limiter(clock, 20)
    waiting = [asyncio.create_task(rate_limiter.acquire(chat, LATER)) for chat in range(5)]
    await clock.advance(0.02)
    rate_limiter.pause(0.2)
    rejected = await clock.run(asyncio.gather(*waiting, return_exceptions=True))
    assert sum(isinstance(one, SendingPaused) for one in rejected) >= 3
    with pytest.raises(SendingPaused):
        await rate_limiter.acquire(9, LATER)
    await clock.advance(0.2)
    await clock.run(rate_limiter.acquire(9, LATER))


async def test_paid_announcements_have_slots_of_their_own_and_slow_nobody(clock: FakeClock) -> None:
    rate_limiter = limiter(clock, 20, paid=500)
    crowd = asyncio.create_task(seconds_of(clock, rate_limiter, range(250), BROADCAST, paid=True))
    assert (await clock.run(seconds_of(clock, rate_limiter, [1000], int(Priority.BOOKING))))[0] < 0.01
    assert (await clock.run(crowd))[-1] == pytest.approx(0.5, abs=0.03)


class FakeTelegram:
    """Raises these errors one after another, then answers."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors, self.requests = [*errors], 0

    async def __call__(self) -> bool:
        self.requests += 1
        if self.errors and (error := self.errors.pop(0)):
            raise error
        return True


async def send(clock: FakeClock, rate_limiter: RateLimiter, telegram: FakeTelegram) -> Any:
    return await clock.run(
        PtbRateLimiter(rate_limiter).process_request(
            telegram,
            [],
            {},
            "sendMessage",
            data={"chat_id": 1},
            rate_limit_args=SendPermit(int(Priority.BOOKING), begin_freely),
        )
    )


async def test_too_many_requests_pause_their_chat_for_as_long_as_telegram_says(clock: FakeClock) -> None:
    rate_limiter, telegram = limiter(clock), FakeTelegram(RetryAfter(2))
    with pytest.raises(RetryAfter):
        await send(clock, rate_limiter, telegram)
    assert rate_limiter.chat_paused_for(1) == 2
    with pytest.raises(ChatBusy):
        await send(clock, rate_limiter, telegram)
    assert telegram.requests == 1
    assert rate_limiter.paused_for == 0


async def test_a_telegram_that_fails_is_left_alone_longer_each_time(clock: FakeClock) -> None:
    bad_gateway = NetworkError("Bad Gateway")
    rate_limiter, telegram = limiter(clock), FakeTelegram(bad_gateway, bad_gateway, None, bad_gateway)
    pauses = []
    for _ in range(2):
        with pytest.raises(NetworkError):
            await send(clock, rate_limiter, telegram)
        pauses.append(rate_limiter.paused_for)
        await clock.advance(rate_limiter.paused_for)
    await send(clock, rate_limiter, telegram)
    with pytest.raises(NetworkError):
        await send(clock, rate_limiter, telegram)
    assert [*pauses, rate_limiter.paused_for] == [*BACK_OFF_DELAYS[:2], BACK_OFF_DELAYS[0]]


@pytest.mark.parametrize("error", [TimedOut(), BadRequest("chat not found")])
async def test_what_is_wrong_with_one_notification_pauses_nothing(clock: FakeClock, error: Exception) -> None:
    rate_limiter = limiter(clock)
    with pytest.raises(type(error)):
        await send(clock, rate_limiter, FakeTelegram(error))
    assert rate_limiter.paused_for == 0


async def test_it_remembers_no_chat_for_ever(clock: FakeClock) -> None:
    rate_limiter = limiter(clock, 1_000_000)
    for chat in range(20_000):
        clock.seconds += 10 if chat == 5000 else 0.001
        rate_limiter._chats.of(chat).take(clock())
    assert len(rate_limiter._chats) < 10_000
