"""The job that finishes stops of market days."""

from collections.abc import Callable
from datetime import datetime

from market.organiser.stop import finish_next, stops_to_finish
from scheduler.job_items import JobItems
from storage.store import Store


class StopJob:
    """Finishes stops that are final."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._stops = JobItems(store, "stops of market days", now)

    async def run_due(self) -> None:
        """Finish each stop that is final, a stall in a transaction of its own: who is killed in between goes on where it was."""
        due = await self._store.read(stops_to_finish, self._now())
        await self._stops.run_each(due, self._finish)

    async def _finish(self, stop: int) -> None:
        while await self._store.write(finish_next, stop, self._now()):
            pass
