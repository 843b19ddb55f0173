"""The job of broadcasts under way: does the next of each, and keeps their authors told."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from market.broadcast.progress import Progress, progress
from market.broadcast.underway import go_on, told, underway
from market.refusal import BroadcastGone
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
        self._shown: dict[int, tuple[Progress | None, float]] = {}

    async def go_on(self) -> None:
        for broadcast in await self._store.read(underway):
            while await self._store.write(go_on, broadcast, self._admins, self._now()):
                pass
            try:
                found = await self._store.read(progress, broadcast, self._now())
            except BroadcastGone:
                continue
            await self._show(found)

    async def _show(self, found: Progress) -> None:
        """The last word is said when nothing is in flight any more, and noted when it was shown."""
        before, earliest = self._shown.get(found.id, (None, 0.0))
        clock = asyncio.get_running_loop().time()
        if not found.ended and (found == before or clock < earliest):
            return
        shown = await self._follow(found, self._now())
        self._shown[found.id] = found if shown else None, clock + EVERY
        if shown and found.ended:
            del self._shown[found.id]
            await self._store.write(told, found.id, self._now())
