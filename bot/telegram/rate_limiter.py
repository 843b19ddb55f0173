"""How fast messages may leave, whichever library sends them: a grid of instants, first lane first, and a door that Telegram can shut."""

import asyncio
import math
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from time import monotonic

from bot.telegram.errors import Failure, FailureKind

MESSAGES_PER_SECOND = 28.0
"""Of the 30 that Telegram publishes."""

MAX_CATCH_UP = 0.02
"""Seconds, of ten instants at most, by which a late one may be made up for: more would put too many into one second."""
MAX_STARVATION = 0.5
"""Seconds at most between two letters, however many answers go out."""
MIN_SLEEP = 0.002
MIN_TRACKED_CHATS = 1000
CHAT_RATE, CHAT_BURST = 1.0, 3.0
GROUP_RATE, GROUP_BURST = 10 / 60, 10.0
"""Never more than 20 in a minute to a group."""
MAX_CHAT_WAIT = 1.5
"""Seconds that a letter waits for its chat; longer, and others are let past."""
BACK_OFF_DELAYS = (1.0, 2.0, 4.0, 8.0)
"""Seconds of rest after one, two, three and more sends in a row of which nobody knows whether they came to anything."""


class SendingPaused(Exception):
    """Nothing may be sent to anyone for a while."""

    def __init__(self) -> None:
        super().__init__("the door is shut")


class ChatBusy(Exception):
    """This chat has had its share for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the chat has had its share for {seconds:.1f} s")
        self.seconds = seconds


@dataclass(kw_only=True)
class TokenBucket:
    """What one chat may still be sent: it gains `rate` a second, `burst` at most."""

    rate: float
    burst: float
    tokens: float
    updated_at: float

    def seconds_until_available(self, now: float) -> float:
        """Seconds until one more may go."""
        self.tokens = min(self.burst, self.tokens + (now - self.updated_at) * self.rate)
        self.updated_at = now
        return max(0.0, (1 - self.tokens) / self.rate)

    def count_sent(self, now: float) -> None:
        self.seconds_until_available(now)
        self.tokens = max(self.tokens - 1, -self.burst)


class SlotScheduler:
    """Lets one through at each of `per_second` instants; who waits goes by lane, then in turn."""

    def __init__(self, per_second: float) -> None:
        self._interval = 1 / per_second
        self._max_catch_up = min(MAX_CATCH_UP, 10 * self._interval)
        self._next = 0.0
        self._order = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._waiting_since = 0.0
        self._dispatch_task: asyncio.Task[None] | None = None

    async def acquire(self, priority: int) -> None:
        waiter = asyncio.get_running_loop().create_future()
        if not self._waiting:
            self._waiting_since = monotonic()
        heappush(self._waiting, (priority, next(self._order), waiter))
        if self._dispatch_task is None:
            self._dispatch_task = asyncio.create_task(self._dispatch())
        await waiter

    def count_sent(self) -> None:
        """One has gone without waiting; however many do, one of those who wait goes every DEBT."""
        self._take_slot()
        self._next = min(self._next, (self._waiting_since if self._waiting else monotonic()) + MAX_STARVATION)

    def _take_slot(self) -> None:
        self._next = max(self._next, monotonic() - self._max_catch_up) + self._interval

    def reject_waiting(self, error: Exception) -> None:
        """Whoever waits."""
        for _, _, waiter in self._waiting:
            if not waiter.done():
                waiter.set_exception(error)
        self._waiting.clear()

    async def _dispatch(self) -> None:
        while self._waiting:
            wait = self._next - monotonic()
            if wait > 0:
                await asyncio.sleep(max(wait, MIN_SLEEP))
                continue
            _, _, waiter = heappop(self._waiting)
            if not waiter.done():
                self._take_slot()
                self._waiting_since = monotonic()
                waiter.set_result(None)
        self._dispatch_task = None


class RateLimiter:
    """One budget for all that this bot sends. Answers to a person are counted, never held back; letters get what is left.

    `paid`: so many announcements a second on a grid of their own, for which Telegram takes Stars; 0: none.
    """

    def __init__(self, per_second: float = MESSAGES_PER_SECOND, paid: float = 0) -> None:
        self.per_second, self.paid = per_second, paid
        self._slots = SlotScheduler(per_second)
        self._paid_slots = SlotScheduler(paid) if paid else self._slots
        self._chats: dict[int, TokenBucket] = {}
        self._max_chats = MIN_TRACKED_CHATS
        self._paused_until = 0.0
        self._failures_in_a_row = 0

    def count_sent(self, chat: int) -> None:
        """An answer went to a chat."""
        self._slots.count_sent()
        self._bucket(chat).count_sent(monotonic())

    async def acquire(self, chat: int, priority: int, paid: bool = False) -> None:
        """Wait for an instant. Raises Shut while Telegram wants nothing, Busy where the chat would have to wait long."""
        if self.paused_for:
            raise SendingPaused
        bucket = self._bucket(chat)
        if (seconds := bucket.seconds_until_available(monotonic())) > MAX_CHAT_WAIT:
            raise ChatBusy(seconds)
        bucket.count_sent(monotonic())
        if seconds:
            await asyncio.sleep(seconds)
        if self.paused_for:
            raise SendingPaused
        await (self._paid_slots if paid else self._slots).acquire(priority)

    @property
    def paused_for(self) -> float:
        """Seconds."""
        return max(0.0, self._paused_until - monotonic())

    def pause(self, seconds: float) -> None:
        """For everybody; who waits for an instant is turned away."""
        self._paused_until = max(self._paused_until, monotonic() + seconds)
        for slots in (self._slots, self._paid_slots):
            slots.reject_waiting(SendingPaused())

    def back_off(self) -> None:
        """Telegram is not well: everybody rests a little, longer each time. Those who were under way at the same time count once."""
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
        """Telegram is well."""
        self._failures_in_a_row = 0

    def _bucket(self, chat: int) -> TokenBucket:
        if chat not in self._chats:
            if len(self._chats) >= self._max_chats:
                self._forget_full_buckets()
            rate, burst = (GROUP_RATE, GROUP_BURST) if chat < 0 else (CHAT_RATE, CHAT_BURST)
            self._chats[chat] = TokenBucket(rate=rate, burst=burst, tokens=burst, updated_at=monotonic())
        return self._chats[chat]

    def _forget_full_buckets(self) -> None:
        """Chats that have their whole share again."""
        now = monotonic()
        self._chats = {
            chat: bucket
            for chat, bucket in self._chats.items()
            if bucket.tokens + (now - bucket.updated_at) * bucket.rate < bucket.burst
        }
        self._max_chats = max(MIN_TRACKED_CHATS, 2 * len(self._chats))
