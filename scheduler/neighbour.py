"""The job of market days and the digests for neighbours."""

from collections.abc import Callable
from datetime import datetime

from market.neighbour.digest import is_missing, write_digests
from market.neighbour.record_market_days import alleys_with_neighbours, has_unrecorded, record_market_days
from scheduler.job_items import JobItems
from storage.store import Store


class NeighbourJob:
    """Notifies neighbours of market days. `contact` is shown to them."""

    def __init__(self, store: Store, contact: str, now: Callable[[], datetime]) -> None:
        self._store, self._contact, self._now = store, contact, now
        self._alleys = JobItems(store, "alleys with neighbours", now)

    async def run_due(self) -> None:
        """Record new market days and write missing digests, in short transactions. If nothing is new, nothing is written."""
        await self._alleys.run_each(await self._store.read(alleys_with_neighbours), self._notify)

    async def _notify(self, alley: int) -> None:
        store, now = self._store, self._now()
        if await store.read(has_unrecorded, alley, now):
            await store.write(record_market_days, alley, self._contact, now)
        if await store.read(is_missing, alley, now):
            while await store.write(write_digests, alley, self._contact, now):
                pass
