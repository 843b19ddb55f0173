"""The job of broadcasts under way: does the next of each, and keeps their authors told."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from market.broadcast.advance import advance, mark_final_report, unfinished_broadcasts
from market.broadcast.progress import Progress, progress
from market.broadcast.refusals import BroadcastGone
from storage.store import Store

PROGRESS_INTERVAL = 3.0
"""Seconds at least between two edits of one progress message."""

ReportProgress = Callable[[Progress, datetime], Awaitable[bool]]


class BroadcastJob:
    """`report` shows a broadcast's author how it stands, and says whether that is done with."""

    def __init__(
        self, store: Store, report: ReportProgress, admins: Collection[int], now: Callable[[], datetime]
    ) -> None:
        self._store, self._report, self._admins, self._now = store, report, admins, now
        self._reported: dict[int, tuple[Progress | None, float]] = {}

    async def run_due(self) -> None:
        for broadcast in await self._store.read(unfinished_broadcasts):
            try:
                await self._report_if_changed(await self._advance(broadcast))
            except BroadcastGone:
                continue

    async def _advance(self, broadcast: int) -> Progress:
        """Nothing is written where nothing is to be done: a walk along very many letters is left to a reader."""
        progress_now = await self._store.read(progress, broadcast, self._now())
        if not progress_now.has_pending_work:
            return progress_now
        while await self._store.write(advance, broadcast, self._admins, self._now()):
            pass
        return await self._store.read(progress, broadcast, self._now())

    async def _report_if_changed(self, progress_now: Progress) -> None:
        """The last word is said when nothing is in flight any more, and noted when it was shown."""
        last_reported, earliest = self._reported.get(progress_now.id, (None, 0.0))
        clock = asyncio.get_running_loop().time()
        if not progress_now.ended and (progress_now == last_reported or clock < earliest):
            return
        reported = await self._report(progress_now, self._now())
        self._reported[progress_now.id] = progress_now if reported else None, clock + PROGRESS_INTERVAL
        if reported and progress_now.ended:
            del self._reported[progress_now.id]
            await self._store.write(mark_final_report, progress_now.id, self._now())
