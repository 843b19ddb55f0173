"""The job of own reminders that repeat: when one is due, its next occurrence is queued."""

from collections.abc import Callable
from datetime import datetime

from market.own_reminder import repeats_to_write, write_next_occurrence
from scheduler.job_items import JobItems
from storage.job_failure import REMINDERS
from storage.store import Store


class RepeatJob:
    """Queues the next occurrence of reminders that repeat."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._reminders = JobItems(store, REMINDERS, now)

    async def run_due(self) -> None:
        """Queue the next occurrence of each reminder that is due, each in a transaction of its own."""
        due = await self._store.read(repeats_to_write, self._now())
        await self._reminders.run_each(
            due, lambda reminder: self._store.write(write_next_occurrence, reminder, self._now())
        )
