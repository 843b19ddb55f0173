"""The rate limiter of everything this bot sends, whichever library sends it."""

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from time import monotonic

from bot.telegram.adaptive_rate import AdaptiveRate
from bot.telegram.errors import Failure, FailureKind
from bot.telegram.token_bucket import Clock, TokenBuckets

Sleep = Callable[[float], Awaitable[None]]

MESSAGES_PER_SECOND = 28.0
"""Telegram allows about 30."""

MAX_CATCH_UP = 0.02
"""Maximum catch-up after a late slot, in seconds, and ten slots at most: more would put too many messages into one second."""
KEPT, OF_SLOTS = 6, 28
"""Of so many slots so many are kept for notifications that wait; replies go first in all others, and in those that are not used."""
REPLY_LEAD = 1
"""Slots by which replies may be early, so that two people who write at the same time are both answered at once."""
MIN_SLEEP, MAX_SLEEP = 0.002, 0.25
"""Seconds: a rate that grows, because another process needs less, is noticed within the longer one."""
UNANSWERED_SECONDS, MIN_UNANSWERED = 1.0, 4
"""Where as many messages as go in so many seconds have no answer yet, no other is sent: what waits on the way arrives all at once."""
CHAT_RATE, CHAT_BURST = 1.0, 3.0
GROUP_RATE, GROUP_BURST = 10 / 60, 10.0
"""Messages a second, and at once: to a group never more than 20 a minute."""
REPLY_RATE, REPLY_BURST = 3.0, 20.0
"""Replies a second to one chat, and at once: somebody who does not wait for answers takes no more of the budget than that."""
MAX_CHAT_WAIT = 1.5
"""Seconds that a notification waits for its chat; above that it raises ChatBusy and others are sent first."""
CLAIM_AHEAD = 0.25
"""Seconds for which a chat's notifications are claimed ahead: what waits longer for its chat would hold the place of somebody else's."""
BACK_OFF_DELAYS = (1.0, 2.0, 4.0, 8.0)
"""Seconds of pause after one, two, three and more failures of Telegram in a row."""
GENERAL_CHATS, GENERAL_WINDOW = 3, 1.0
"""Chats that are told to wait within so many seconds, above which everything waits."""


class SendingPaused(Exception):
    """Nothing may be sent to anyone now."""

    def __init__(self) -> None:
        super().__init__("sending is paused")


class ChatBusy(Exception):
    """This chat may be sent nothing for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the chat is at its limit for {seconds:.1f} s")
        self.seconds = seconds


class SlotScheduler:
    """Grants `per_second` slots a second. Replies go first; where notifications wait too, these get KEPT of OF_SLOTS.

    Among notifications the lowest priority number is first, then the longest waiting.
    """

    def __init__(self, per_second: float, clock: Clock, sleep: Sleep) -> None:
        self._clock, self._sleep = clock, sleep
        self._rate = AdaptiveRate(full=per_second, clock=clock)
        self._next = self._held_until = 0.0
        self._unanswered, self._answered = 0, asyncio.Event()
        self._order = count()
        self._replies: deque[asyncio.Future[None]] = deque()
        self._notifications: list[tuple[int, int, asyncio.Future[None]]] = []
        self._kept = 0
        self._dispatch_task: asyncio.Task[None] | None = None

    async def acquire(self, priority: int) -> None:
        """Wait for a slot for a notification. Raises what `reject_notifications` is given."""
        waiter = asyncio.get_running_loop().create_future()
        heappush(self._notifications, (priority, next(self._order), waiter))
        self._start_dispatching()
        await waiter

    async def acquire_for_reply(self) -> None:
        """Wait for a slot for a reply. There is no wait where few are sent."""
        if not self.waiting and not self._awaits_answers and self._seconds_until_slot(reply=True) <= 0:
            self._take_slot()
            return
        waiter = asyncio.get_running_loop().create_future()
        self._replies.append(waiter)
        self._start_dispatching()
        await waiter

    def set_rate(self, per_second: float) -> None:
        """Grant another number of slots a second from now on, to those that wait already too."""
        self._rate.full = per_second
        self._next = min(self._next, self._clock() + self._interval)

    def lower_rate(self) -> None:
        """Grant fewer slots for a while."""
        self._rate.lower()

    def hold(self, seconds: float) -> None:
        """Grant no slot for so many seconds, not to a reply either that waits already."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Count a message as unanswered while entered."""
        self._unanswered += 1
        try:
            yield
        finally:
            self._unanswered -= 1
            self._answered.set()

    @property
    def _interval(self) -> float:
        return 1 / self._rate.per_second

    @property
    def _awaits_answers(self) -> bool:
        return self._unanswered >= max(MIN_UNANSWERED, UNANSWERED_SECONDS * self._rate.full)

    @property
    def waiting(self) -> int:
        """Return how many wait for a slot."""
        return len(self._replies) + len(self._notifications)

    def reject_notifications(self, error: Exception) -> None:
        """Raise `error` in every waiting `acquire`."""
        for _, _, waiter in self._notifications:
            if not waiter.done():
                waiter.set_exception(error)
        self._notifications.clear()

    def _start_dispatching(self) -> None:
        if self._dispatch_task is None:
            self._dispatch_task = asyncio.create_task(self._dispatch())

    def _seconds_until_slot(self, *, reply: bool) -> float:
        lead = REPLY_LEAD * self._interval - 1e-9 if reply else 0.0
        return max(self._next - lead, self._held_until) - self._clock()

    def _take_slot(self) -> None:
        interval = self._interval
        self._next = max(self._next, self._clock() - min(MAX_CATCH_UP, 10 * interval)) + interval

    @property
    def _reply_is_next(self) -> bool:
        return bool(self._replies) and not (self._notifications and self._kept >= OF_SLOTS)

    def _count_kept(self, *, reply: bool) -> None:
        """Count what is kept for notifications: a part of each slot that a reply takes while one waits, until one has its slot."""
        if reply:
            self._kept += KEPT if self._notifications else 0
        else:
            self._kept = max(0, self._kept - OF_SLOTS + KEPT)

    async def _dispatch(self) -> None:
        while self._replies or self._notifications:
            if self._awaits_answers:
                self._answered.clear()
                await self._answered.wait()
                continue
            reply = self._reply_is_next
            wait = self._seconds_until_slot(reply=reply)
            if wait > 0:
                await self._sleep(min(max(wait, MIN_SLEEP), MAX_SLEEP))
                continue
            waiter = self._replies.popleft() if reply else heappop(self._notifications)[2]
            if not waiter.done():
                self._take_slot()
                self._count_kept(reply=reply)
                waiter.set_result(None)
        self._dispatch_task = None


class RateLimiter:
    """One budget for everything this bot sends.

    `paid` announcements a second have slots of their own, for which Telegram charges Stars; 0: none.
    """

    def __init__(
        self,
        per_second: float = MESSAGES_PER_SECOND,
        paid: float = 0,
        *,
        replies: tuple[float, float] = (REPLY_RATE, REPLY_BURST),
        clock: Clock = monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`replies` is the rate and burst of replies to one chat."""
        self.per_second, self.paid = per_second, paid
        self._clock, self._sleep = clock, sleep
        self._slots = SlotScheduler(per_second, clock, sleep)
        self._paid_slots = SlotScheduler(paid, clock, sleep) if paid else self._slots
        self._chats = TokenBuckets(_chat_size, clock)
        self._replies = TokenBuckets(lambda _: replies, clock)
        self._told_to_wait: dict[int, tuple[float, float]] = {}
        self._flooded_until = self._paused_until = 0.0
        self._failures_in_a_row = 0

    async def acquire(self, chat: int, priority: int, paid: bool = False) -> None:
        """Wait for a slot for a notification. Raises SendingPaused during a pause, ChatBusy where the chat would wait longer than MAX_CHAT_WAIT."""
        if self.paused_for:
            raise SendingPaused
        if (told := self.chat_paused_for(chat)) > 0:
            raise ChatBusy(told)
        bucket = self._chats.of(chat)
        if (seconds := bucket.seconds_until_available(self._clock())) > MAX_CHAT_WAIT:
            raise ChatBusy(seconds)
        bucket.take(self._clock())
        if seconds:
            await self._sleep(seconds)
        if self.paused_for:
            raise SendingPaused
        await (self._paid_slots if paid else self._slots).acquire(priority)

    async def acquire_for_reply(self, chat: int) -> None:
        """Wait for a slot for a reply: until Telegram's pauses for this chat and for all are over, and then in turn."""
        await self.wait_for_chat(chat)
        budget = self._replies.of(chat)
        while wait := budget.seconds_until_available(self._clock()):
            await self._sleep(wait)
        await self._slots.acquire_for_reply()
        for bucket in (budget, self._chats.of(chat)):
            bucket.take(self._clock())

    @contextmanager
    def sending(self, paid: bool = False) -> Iterator[None]:
        """Count a message as unanswered while entered: where too many are, no slot is granted."""
        with (self._paid_slots if paid else self._slots).sending():
            yield

    async def wait_for_chat(self, chat: int) -> None:
        """Wait until Telegram's pauses for this chat and for all are over."""
        while (seconds := max(self.chat_paused_for(chat), self._flooded_until - self._clock())) > 0:
            await self._sleep(seconds)

    def chat_paused_for(self, chat: int) -> float:
        """Return the seconds that Telegram told us to send this chat nothing."""
        _, until = self._told_to_wait.get(chat, (0.0, 0.0))
        return max(0.0, until - self._clock())

    def allowance(self, chat: int) -> int:
        """Return how many notifications a chat may be sent within CLAIM_AHEAD. Nothing is changed, so that another thread may ask."""
        return 0 if self.chat_paused_for(chat) else self._chats.left(chat, self._clock() + CLAIM_AHEAD)

    def set_share(self, share: float) -> None:
        """Use this part of the budget; other processes use the rest."""
        self._slots.set_rate(self.per_second * share)
        if self.paid:
            self._paid_slots.set_rate(self.paid * share)

    @property
    def waiting(self) -> int:
        """Return how many messages wait for a slot."""
        return self._slots.waiting + (self._paid_slots.waiting if self.paid else 0)

    @property
    def paused_for(self) -> float:
        """The seconds until notifications go on; 0 where they are not paused."""
        return max(0.0, self._paused_until - self._clock())

    def pause(self, seconds: float) -> None:
        """Send no notification for so many seconds. Every waiting `acquire` raises SendingPaused."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        for slots in (self._slots, self._paid_slots):
            slots.reject_notifications(SendingPaused())

    def back_off(self) -> None:
        """Pause because Telegram failed, longer each time. Requests that were in flight together count once."""
        if self.paused_for:
            return
        self.pause(BACK_OFF_DELAYS[min(self._failures_in_a_row, len(BACK_OFF_DELAYS) - 1)])
        self._failures_in_a_row += 1

    def observe(self, failure: Failure, chat: int = 0) -> None:
        """Pause, back off or end a back-off, by what a request to send to a chat came to."""
        match failure.kind:
            case FailureKind.RETRY_AFTER:
                self.told_to_wait(chat, failure.retry_after)
            case FailureKind.UNAVAILABLE | FailureKind.NOT_SENT:
                self.back_off()
            case FailureKind.TIMED_OUT | FailureKind.OTHER:
                pass
            case _:
                self.reset_back_off()

    def told_to_wait(self, chat: int, seconds: float) -> None:
        """Pause a chat because Telegram said so. No chat, or several at once that got no more than a chat may, pauses everything."""
        now, wait = self._clock(), math.ceil(seconds)
        self._told_to_wait = {each: told for each, told in self._told_to_wait.items() if told[1] > now}
        if chat:
            self._told_to_wait[chat] = now, now + wait
        lately = (each for each, (since, _) in self._told_to_wait.items() if since > now - GENERAL_WINDOW)
        if not chat or sum(self._chats.of(each).left(now) >= 0 for each in lately) >= GENERAL_CHATS:
            self._pause_all(wait)

    def _pause_all(self, seconds: float) -> None:
        """Send nothing for so many seconds, and then more slowly for a while. Refusals of messages that were in flight together lower the rate once."""
        flooded = self._flooded_until > self._clock()
        self._flooded_until = max(self._flooded_until, self._clock() + seconds)
        for slots in {self._slots, self._paid_slots}:
            slots.hold(seconds)
            if not flooded:
                slots.lower_rate()
        self.pause(seconds)

    def reset_back_off(self) -> None:
        """Note that Telegram answered: the next back-off is short again."""
        self._failures_in_a_row = 0


def _chat_size(chat: object) -> tuple[float, float]:
    """Return the rate and burst of a chat; groups have ids below zero."""
    return (GROUP_RATE, GROUP_BURST) if isinstance(chat, int) and chat < 0 else (CHAT_RATE, CHAT_BURST)
