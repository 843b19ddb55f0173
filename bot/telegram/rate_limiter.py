"""The rate limiter of everything this bot sends, whichever library sends it."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from time import monotonic

from bot.telegram.errors import Failure, FailureKind

Clock = Callable[[], float]
"""Returns seconds that only grow."""

Sleep = Callable[[float], Awaitable[None]]

MESSAGES_PER_SECOND = 28.0
"""Telegram allows about 30."""

MAX_CATCH_UP = 0.02
"""Maximum catch-up after a late slot, in seconds, and ten slots at most: more would put too many messages into one second."""
MAX_STARVATION = 0.5
"""Seconds at most between two notifications, however many replies are sent."""
MIN_SLEEP = 0.002
MIN_TRACKED_CHATS = 1000
CHAT_RATE, CHAT_BURST = 1.0, 3.0
GROUP_RATE, GROUP_BURST = 10 / 60, 10.0
"""Messages a second, and at once: to a group never more than 20 a minute."""
MAX_CHAT_WAIT = 1.5
"""Seconds that a notification waits for its chat; above that it raises ChatBusy and others are sent first."""
BACK_OFF_DELAYS = (1.0, 2.0, 4.0, 8.0)
"""Seconds of pause after one, two, three and more failures of Telegram in a row."""


class SendingPaused(Exception):
    """Nothing may be sent to anyone now."""

    def __init__(self) -> None:
        super().__init__("sending is paused")


class ChatBusy(Exception):
    """This chat may be sent nothing for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the chat is at its limit for {seconds:.1f} s")
        self.seconds = seconds


@dataclass(kw_only=True)
class TokenBucket:
    """The messages that one chat may still be sent: `rate` more a second, `burst` at most."""

    rate: float
    burst: float
    tokens: float
    updated_at: float

    def seconds_until_available(self, now: float) -> float:
        """Return the seconds until one more message may be sent."""
        self.tokens = min(self.burst, self.tokens + (now - self.updated_at) * self.rate)
        self.updated_at = now
        return max(0.0, (1 - self.tokens) / self.rate)

    def count_sent(self, now: float) -> None:
        """Take one message from the bucket."""
        self.seconds_until_available(now)
        self.tokens = max(self.tokens - 1, -self.burst)


class SlotScheduler:
    """Grants `per_second` slots a second: to the lowest priority number first, then to the longest waiting."""

    def __init__(self, per_second: float, clock: Clock, sleep: Sleep) -> None:
        self._clock, self._sleep = clock, sleep
        self._interval = 1 / per_second
        self._max_catch_up = min(MAX_CATCH_UP, 10 * self._interval)
        self._next = 0.0
        self._order = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._waiting_since = 0.0
        self._dispatch_task: asyncio.Task[None] | None = None

    async def acquire(self, priority: int) -> None:
        """Wait for a slot. Raises what `reject_waiting` is given."""
        waiter = asyncio.get_running_loop().create_future()
        if not self._waiting:
            self._waiting_since = self._clock()
        heappush(self._waiting, (priority, next(self._order), waiter))
        if self._dispatch_task is None:
            self._dispatch_task = asyncio.create_task(self._dispatch())
        await waiter

    def count_sent(self) -> None:
        """Take a slot for a message that did not wait. Those waiting still get one every MAX_STARVATION seconds."""
        self._take_slot()
        self._next = min(
            self._next, (self._waiting_since if self._waiting else self._clock()) + MAX_STARVATION
        )

    def _take_slot(self) -> None:
        self._next = max(self._next, self._clock() - self._max_catch_up) + self._interval

    def reject_waiting(self, error: Exception) -> None:
        """Raise `error` in every waiting `acquire`."""
        for _, _, waiter in self._waiting:
            if not waiter.done():
                waiter.set_exception(error)
        self._waiting.clear()

    async def _dispatch(self) -> None:
        while self._waiting:
            wait = self._next - self._clock()
            if wait > 0:
                await self._sleep(max(wait, MIN_SLEEP))
                continue
            _, _, waiter = heappop(self._waiting)
            if not waiter.done():
                self._take_slot()
                self._waiting_since = self._clock()
                waiter.set_result(None)
        self._dispatch_task = None


class RateLimiter:
    """One budget for everything this bot sends. Replies are counted and never wait; notifications get what is left.

    `paid` announcements a second have slots of their own, for which Telegram charges Stars; 0: none.
    """

    def __init__(
        self,
        per_second: float = MESSAGES_PER_SECOND,
        paid: float = 0,
        *,
        clock: Clock = monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.per_second, self.paid = per_second, paid
        self._clock, self._sleep = clock, sleep
        self._slots = SlotScheduler(per_second, clock, sleep)
        self._paid_slots = SlotScheduler(paid, clock, sleep) if paid else self._slots
        self._chats: dict[int, TokenBucket] = {}
        self._max_chats = MIN_TRACKED_CHATS
        self._paused_until = 0.0
        self._failures_in_a_row = 0

    def count_sent(self, chat: int) -> None:
        """Count a reply that is sent to a chat now."""
        self._slots.count_sent()
        self._bucket(chat).count_sent(self._clock())

    async def acquire(self, chat: int, priority: int, paid: bool = False) -> None:
        """Wait for a slot. Raises SendingPaused during a pause, ChatBusy where the chat would wait longer than MAX_CHAT_WAIT."""
        if self.paused_for:
            raise SendingPaused
        bucket = self._bucket(chat)
        if (seconds := bucket.seconds_until_available(self._clock())) > MAX_CHAT_WAIT:
            raise ChatBusy(seconds)
        bucket.count_sent(self._clock())
        if seconds:
            await self._sleep(seconds)
        if self.paused_for:
            raise SendingPaused
        await (self._paid_slots if paid else self._slots).acquire(priority)

    @property
    def paused_for(self) -> float:
        """The seconds until sending goes on; 0 where it is not paused."""
        return max(0.0, self._paused_until - self._clock())

    def pause(self, seconds: float) -> None:
        """Send nothing for so many seconds. Every waiting `acquire` raises SendingPaused."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        for slots in (self._slots, self._paid_slots):
            slots.reject_waiting(SendingPaused())

    def back_off(self) -> None:
        """Pause because Telegram failed, longer each time. Requests that were in flight together count once."""
        if self.paused_for:
            return
        self.pause(BACK_OFF_DELAYS[min(self._failures_in_a_row, len(BACK_OFF_DELAYS) - 1)])
        self._failures_in_a_row += 1

    def observe(self, failure: Failure) -> None:
        """Pause, back off or end a back-off, by what a request to send came to."""
        match failure.kind:
            case FailureKind.RETRY_AFTER:
                self.pause(math.ceil(failure.retry_after))
            case FailureKind.UNAVAILABLE | FailureKind.NOT_SENT:
                self.back_off()
            case FailureKind.TIMED_OUT | FailureKind.OTHER:
                pass
            case _:
                self.reset_back_off()

    def reset_back_off(self) -> None:
        """Note that Telegram answered: the next back-off is short again."""
        self._failures_in_a_row = 0

    def _bucket(self, chat: int) -> TokenBucket:
        if chat not in self._chats:
            if len(self._chats) >= self._max_chats:
                self._forget_full_buckets()
            rate, burst = (GROUP_RATE, GROUP_BURST) if chat < 0 else (CHAT_RATE, CHAT_BURST)
            self._chats[chat] = TokenBucket(rate=rate, burst=burst, tokens=burst, updated_at=self._clock())
        return self._chats[chat]

    def _forget_full_buckets(self) -> None:
        """Forget the chats whose bucket is full again."""
        now = self._clock()
        self._chats = {
            chat: bucket
            for chat, bucket in self._chats.items()
            if bucket.tokens + (now - bucket.updated_at) * bucket.rate < bucket.burst
        }
        self._max_chats = max(MIN_TRACKED_CHATS, 2 * len(self._chats))
