"""The items of a job, one by one: one that fails never stops the others."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import Session

from storage.job_failure import (
    MAX_RETRY,
    failures_of,
    forget_failures,
    record_failure,
    retry_delay,
)
from storage.store import Store

log = structlog.get_logger()


class JobItems:
    """Does something for each item of a job. Items that failed are listed in `job_failure` and tried again later, each time after twice as long.

    Only the leader runs jobs, so what is listed is read once.
    """

    def __init__(self, store: Store, job: str, now: Callable[[], datetime]) -> None:
        self._store, self._job, self._now = store, job, now
        self._retry_at: dict[int, datetime] | None = None

    async def run_each(self, items: Iterable[int], run: Callable[[int], Awaitable[Any]]) -> None:
        """Run `run` for every item that does not wait for its next try. Raises only where a failure cannot be listed: then the database is away."""
        for item in items:
            if await self._waits(item):
                continue
            try:
                await run(item)
            except Exception as error:
                await self._fail(item, error)
            else:
                await self._succeed(item)

    async def _waits(self, item: int) -> bool:
        if self._retry_at is None:
            self._retry_at = await self._store.read(_listed, self._job)
        retry_at, now = self._retry_at.get(item), self._now()
        return retry_at is not None and now < retry_at <= now + MAX_RETRY

    async def _fail(self, item: int, error: Exception) -> None:
        assert self._retry_at is not None
        name = type(error).__name__
        tries = await self._store.write(record_failure, self._job, item, name, now=self._now())
        log.error("an item of a job failed", job=self._job, item=item, tries=tries, exc_info=error)
        self._retry_at[item] = self._now() + retry_delay(tries)

    async def _succeed(self, item: int) -> None:
        assert self._retry_at is not None
        if item in self._retry_at:
            await self._store.write(forget_failures, self._job, [item])
            del self._retry_at[item]


class ItemsJob:
    """A job that reads which items are `due`, and does `run` with each in a transaction of its own. `name` is what its failures are listed under."""

    def __init__(
        self,
        store: Store,
        name: str,
        now: Callable[[], datetime],
        *,
        due: Callable[[Session, datetime], Iterable[int]],
        run: Callable[[Session, int, datetime], object],
    ) -> None:
        self._store, self._now, self._due, self._run = store, now, due, run
        self._items = JobItems(store, name, now)

    async def run_due(self) -> None:
        """Do what is due."""
        due = await self._store.read(self._due, self._now())
        await self._items.run_each(due, lambda item: self._store.write(self._run, item, self._now()))


def _listed(session: Session, job: str) -> dict[int, datetime]:
    """Return the listed items of a job and when each is tried again."""
    return {row.item: row.retry_at for row in session.connection().execute(failures_of(job))}
