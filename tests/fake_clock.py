"""A clock for tests that moves only while every task sleeps."""

import asyncio
from collections.abc import Awaitable, Callable
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

Result = TypeVar("Result")

STEPS_UNTIL_ASLEEP = 50
"""Turns of the event loop after which every task that can go on has gone on."""


class FakeClock:
    """A clock in seconds, with a `sleep` that ends when `run` or `advance` moves the clock."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self._order = count()
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        sleeper = asyncio.get_running_loop().create_future()
        heappush(self._sleeping, (self.seconds + seconds, next(self._order), sleeper))
        await sleeper

    async def run(self, work: Awaitable[Result]) -> Result:
        """Return the result of `work`; whenever every task sleeps, move the clock to the next one that wakes up."""
        task = asyncio.ensure_future(work)
        while not await self._asleep(task):
            assert self._sleeping, "nobody sleeps, and the work is not done"
            self._wake_next()
        return task.result()

    async def advance(self, seconds: float) -> None:
        """Move the clock on by so many seconds and run every task that wakes up in them."""
        target = self.seconds + seconds
        await self._asleep(None)
        while self._sleeping and self._sleeping[0][0] <= target:
            self._wake_next()
            await self._asleep(None)
        self.seconds = target

    async def until(self, condition: Callable[[], bool], limit: float = 600) -> None:
        """Move the clock on until the condition holds. Fails after `limit` seconds of this clock."""
        end = self.seconds + limit
        await self._asleep(None)
        while not condition():
            assert self._sleeping, "nobody sleeps, and the condition does not hold"
            assert self.seconds < end, "the condition never held"
            self._wake_next()
            await self._asleep(None)

    def _wake_next(self) -> None:
        wakes_at, _, sleeper = heappop(self._sleeping)
        if not sleeper.done():
            self.seconds = max(self.seconds, wakes_at)
            sleeper.set_result(None)

    async def _asleep(self, task: "asyncio.Future[Result] | None") -> bool:
        """Let every task run until it sleeps; return whether `task` is done."""
        for _ in range(STEPS_UNTIL_ASLEEP):
            if task and task.done():
                return True
            await asyncio.sleep(0)
        return bool(task and task.done())
