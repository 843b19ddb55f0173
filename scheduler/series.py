"""The job that publishes the next dates of series."""

from collections.abc import Callable
from datetime import date, datetime
from random import Random

from market.refusal import Refusal
from market.series.dates import days_to_publish
from market.series.publish import due_series, problem_of, publish_date, settle_series
from scheduler.job_items import JobItems
from storage.beacon_kind import BeaconKind
from storage.series import SeriesProblem
from storage.store import Store


class SeriesJob:
    """Publishes what is due of series, one date in one transaction: who is killed in between goes on where it was."""

    def __init__(self, store: Store, beacon: BeaconKind, now: Callable[[], datetime], rng: Random) -> None:
        self._store, self._beacon, self._now, self._rng = store, beacon, now, rng
        self._series = JobItems(store, "series", now)

    async def run_due(self) -> None:
        """Publish the dates that are due."""
        due = await self._store.read(due_series, self._now())
        await self._series.run_each(due, self._publish)

    async def _publish(self, series: int) -> None:
        problem: tuple[SeriesProblem | None, date | None] = (None, None)
        for day in await self._store.read(days_to_publish, series, self._now()):
            try:
                await self._store.write(
                    publish_date, series, day, self._beacon, now=self._now(), rng=self._rng
                )
            except Refusal as refusal:
                problem = problem if problem[1] else (problem_of(refusal), day)
        await self._store.write(settle_series, series, *problem, now=self._now())
