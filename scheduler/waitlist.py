"""The job of the waitlist that starts the clocks of holds when their people were notified."""

from collections.abc import Callable
from datetime import datetime

from market.waitlist.hold_clock import notified_holds, start_notified_clock
from scheduler.job_items import JobItems
from storage.job_failure import HOLDS
from storage.store import Store


class NotifiedHoldJob:
    """Starts the clocks of holds."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._holds = JobItems(store, HOLDS, now)

    async def run_due(self) -> None:
        """Start the clock of each hold whose message was sent, each in a transaction of its own."""
        notified = dict(await self._store.read(notified_holds))
        await self._holds.run_each(
            notified, lambda hold: self._store.write(start_notified_clock, hold, notified[hold])
        )
