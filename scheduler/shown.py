"""The job of messages that stay true: it draws again what is due, after notifications."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from market.shown import EditResult, StaleMessage, acknowledge, stale_messages, sweep_shown
from storage.store import Store

MOST, BUSY = 40, 5
"""Messages drawn again in one run, and while notifications wait for their slots."""
AT_ONCE = 5
Edit = Callable[[StaleMessage, datetime], Awaitable[EditResult]]
Capacity = Callable[[int, int], int]
Flush = Callable[[], Awaitable[None]]


class ShownJob:
    """Edits messages whose thing has changed. `capacity` says how many may be edited now, given the most and the most while others wait.

    `flush` stores what this process has just shown.
    """

    def __init__(
        self, store: Store, edit: Edit, capacity: Capacity, now: Callable[[], datetime], *, flush: Flush
    ) -> None:
        self._store, self._edit, self._capacity, self._now = store, edit, capacity, now
        self._flush = flush

    async def run_due(self) -> int:
        """Draw again what is due, and acknowledge it; return how many. What is not acknowledged stays due."""
        await self._flush()
        limit = self._capacity(MOST, BUSY)
        due = await self._store.read(stale_messages, self._now(), limit) if limit else ()
        for start in range(0, len(due), AT_ONCE):
            some = due[start : start + AT_ONCE]
            results = await asyncio.gather(*(self._edit(message, self._now()) for message in some))
            await self._store.write(acknowledge, results, self._now())
        return len(due)

    async def sweep(self) -> None:
        """Forget messages whose drop was over long ago."""
        while await self._store.write(sweep_shown, self._now()):
            pass
