"""The job of broadcasts under way: writes on where readers are very many, and keeps their authors told."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from market.broadcast.sending import Progress, close_broadcast, told, underway, write_on
from storage.store import Store

EVERY = 3.0
"""Seconds at least between two edits of one progress message."""

Follow = Callable[[Progress, datetime], Awaitable[bool]]


class Broadcasts:
    """`follow` shows a broadcast's author how it stands, and says whether that is done with."""

    def __init__(
        self, store: Store, follow: Follow, admins: Collection[int], now: Callable[[], datetime]
    ) -> None:
        self._store, self._follow, self._admins, self._now = store, follow, admins, now
        self._next: dict[int, float] = {}

    async def go_on(self) -> None:
        for broadcast in await self._store.read(underway):
            while await self._store.write(write_on, broadcast, self._admins):
                pass
            await self._show(await self._store.write(close_broadcast, broadcast, self._now()))

    async def _show(self, progress: Progress) -> None:
        """The last word is said when nothing is in flight any more, and noted when it was shown."""
        ended = progress.state != "sending" and not progress.of("sending")
        clock = asyncio.get_running_loop().time()
        if not ended and clock < self._next.get(progress.id, 0.0):
            return
        self._next[progress.id] = clock + EVERY
        shown = await self._follow(progress, self._now())
        if shown and ended:
            del self._next[progress.id]
            await self._store.write(told, progress.id, self._now())
