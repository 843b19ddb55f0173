"""The job of packaging that did not come back."""

from collections.abc import Callable
from datetime import datetime

from market.packaging.loss import overdue_loans, write_off_overdue
from scheduler.job_items import JobItems
from storage.job_failure import LOANS
from storage.store import Store

AT_ONCE = 500


class LossJob:
    """Writes off loans that were due long ago."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._loans = JobItems(store, LOANS, now)

    async def run_due(self) -> None:
        """Write off each loan that was due thirty days ago, in a transaction of its own."""
        due = await self._store.read(overdue_loans, self._now(), AT_ONCE)
        await self._loans.run_each(due, lambda loan: self._store.write(write_off_overdue, loan, self._now()))
