"""The updates that wait in memory: one queue for each person, whose updates are handled one after the other."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from bot.intake.raw_update import RawUpdate
from bot.telegram.token_bucket import Clock, TokenBuckets

MAX_WAITING = 12
"""Updates of one person that wait: an album of ten and two more."""
MAX_AT_ONCE = 500
"""People whose updates are handled at the same time."""
CROWD, CROWD_SECONDS = 24, 0.5
"""People who wait at once, above which there is a crowd, and the seconds for which there is still one afterwards: it comes in batches."""

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class PersonRate:
    """The rate at which one person's updates are handled: `burst` at once, `per_second` after that."""

    burst: float = 40.0
    per_second: float = 20.0


class PersonQueues:
    """Calls `handle` for each update: one at a time for each person, beside one another for several."""

    def __init__(
        self,
        handle: Callable[[RawUpdate], Awaitable[None]],
        rate: PersonRate | None = None,
        *,
        clock: Clock = monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        size = rate or PersonRate()
        self._handle, self._clock, self._sleep = handle, clock, sleep
        self._budgets = TokenBuckets(lambda _: (size.per_second, size.burst), clock)
        self._waiting: dict[int, deque[RawUpdate]] = {}
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        self._serving: set[asyncio.Task[None]] = set()
        self._crowded_until = 0.0

    def waiting(self, sender: int) -> int:
        """Return how many updates of a person wait, besides the one that is handled now."""
        return len(self._waiting.get(sender, ()))

    @property
    def depth(self) -> int:
        """Return how many updates wait in all."""
        return sum(map(len, self._waiting.values()))

    @property
    def serving(self) -> frozenset[asyncio.Task[None]]:
        """Return the work on the queues."""
        return frozenset(self._serving)

    @property
    def crowded(self) -> bool:
        """Return whether a crowd waits, or has just been served."""
        return self._clock() < self._crowded_until

    @property
    def idle(self) -> bool:
        """Return whether nothing waits and nothing is handled."""
        return not self._waiting

    def replace_same_tap(self, update: RawUpdate) -> RawUpdate | None:
        """Put a tap in the place of the same one that waits; return that one, which is not handled any more."""
        waiting = self._waiting.get(update.sender, ())
        for place, earlier in enumerate(waiting):
            if update.tapped_button and earlier.tapped_button == update.tapped_button:
                self._waiting[update.sender][place] = update
                return earlier
        return None

    def add(self, update: RawUpdate) -> None:
        """Add an update at the end of its person's queue."""
        if update.sender in self._waiting:
            self._waiting[update.sender].append(update)
            return
        self._waiting[update.sender] = deque([update])
        task = asyncio.create_task(self._serve(update.sender))
        self._serving.add(task)
        if len(self._serving) > CROWD:
            self._crowded_until = self._clock() + CROWD_SECONDS
        task.add_done_callback(self._serving.discard)

    def take_waiting(self) -> list[RawUpdate]:
        """Take all updates that were not begun out of the queues."""
        taken = [update for queue in self._waiting.values() for update in queue]
        for queue in self._waiting.values():
            queue.clear()
        return taken

    async def finish(self, seconds: float) -> None:
        """Start no further update, and wait until those that are handled now are done, so many seconds at most."""
        self.take_waiting()
        if self._serving:
            await asyncio.wait(self._serving, timeout=seconds)
        for task in self._serving:
            task.cancel()

    async def _serve(self, sender: int) -> None:
        queue, budget = self._waiting[sender], self._budgets.of(sender)
        while queue:
            if wait := budget.seconds_until_available(self._clock()):
                await self._sleep(wait)
                continue
            budget.take(self._clock())
            async with self._slots:
                if queue:
                    await self._handle(queue.popleft())
        del self._waiting[sender]
