"""The jobs of drops that have ended and of drafts that nobody published."""

from collections.abc import Callable
from datetime import datetime

from market.stock.draft import old_drafts, sweep_draft
from market.stock.wind_up import drops_to_wind_up, wind_up
from scheduler.job_items import JobItems
from storage.store import Store


class WindUpJob:
    """Winds up drops."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._drops = JobItems(store, "drops to wind up", now)

    async def run_due(self) -> None:
        """Wind up every drop that has ended, each in a transaction of its own."""
        due = await self._store.read(drops_to_wind_up, self._now())
        await self._drops.run_each(due, lambda drop: self._store.write(wind_up, drop, self._now()))


class DraftJob:
    """Sweeps old drafts."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._drafts = JobItems(store, "drafts to sweep", now)

    async def run_due(self) -> None:
        """Delete every old draft, each in a transaction of its own."""
        old = await self._store.read(old_drafts, self._now())
        await self._drafts.run_each(old, lambda drop: self._store.write(sweep_draft, drop, self._now()))
