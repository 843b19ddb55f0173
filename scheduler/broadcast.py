"""The job of unfinished broadcasts: advances each and reports its progress to its author."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic

from market.admins import Admins
from market.broadcast.advance import advance, mark_final_report, unfinished_broadcasts
from market.broadcast.progress import Progress, progress
from market.broadcast.refusals import BroadcastGone
from scheduler.job_items import JobItems
from storage.store import Store

PROGRESS_INTERVAL = 3.0
"""Seconds at least between two edits of one progress message."""

ReportProgress = Callable[[Progress, datetime], Awaitable[bool]]


class BroadcastJob:
    """Advances broadcasts. `report` shows the progress to the author, and returns False where it should be tried again."""

    def __init__(
        self,
        store: Store,
        report: ReportProgress,
        admins: Admins,
        now: Callable[[], datetime],
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._store, self._report, self._admins, self._now = store, report, admins, now
        self._clock = clock
        self._broadcasts = JobItems(store, "unfinished broadcasts", now)
        self._reported: dict[int, tuple[Progress | None, float]] = {}

    async def run_due(self) -> None:
        """Advance every unfinished broadcast, and report what has changed."""
        await self._broadcasts.run_each(await self._store.read(unfinished_broadcasts), self._run_one)

    async def _run_one(self, broadcast: int) -> None:
        with suppress(BroadcastGone):
            await self._report_if_changed(await self._advance(broadcast))

    async def _advance(self, broadcast: int) -> Progress:
        """Do the pending work of a broadcast; return its progress. Where there is none, nothing is written: counting many notifications is left to a reader."""
        progress_now = await self._store.read(progress, broadcast, self._now())
        if not progress_now.has_pending_work:
            return progress_now
        while await self._store.write(advance, broadcast, self._admins, self._now()):
            pass
        return await self._store.read(progress, broadcast, self._now())

    async def _report_if_changed(self, progress_now: Progress) -> None:
        """Report progress that has changed. The final report comes when nothing is in flight any more, and is marked once it was shown."""
        last_reported, earliest = self._reported.get(progress_now.id, (None, 0.0))
        seconds = self._clock()
        if not progress_now.ended and (progress_now == last_reported or seconds < earliest):
            return
        reported = await self._report(progress_now, self._now())
        self._reported[progress_now.id] = progress_now if reported else None, seconds + PROGRESS_INTERVAL
        if reported and progress_now.ended:
            del self._reported[progress_now.id]
            await self._store.write(mark_final_report, progress_now.id, self._now())
