"""The last run of each job, and an alarm where one does nothing any more."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog

log = structlog.get_logger()

OVERDUE_INTERVALS, MIN_OVERDUE = 10, timedelta(seconds=10)
"""A job that has not run for so many of its intervals is overdue; a short one after MIN_OVERDUE."""
CLOCK_STEP = timedelta(seconds=30)
"""The wall clock was set where it has moved by so much more, or less, than time has passed."""
WATCH_INTERVAL = 1.0


@dataclass(frozen=True)
class Job:
    """Work that is done every `interval`."""

    name: str
    interval: timedelta
    run: Callable[[], Awaitable[Any]]


@dataclass(kw_only=True)
class JobStatus:
    """The last run of a job in this process.

    `failures` counts the runs since the last success. `overdue`: it has not run for ten times its interval, though this process leads.
    """

    name: str
    interval: timedelta
    last_run: datetime | None = None
    last_success: datetime | None = None
    last_error: str = ""
    last_error_at: datetime | None = None
    failures: int = 0
    overdue: bool = False


@dataclass(kw_only=True)
class JobMonitor:
    """The status of every job. `now` is the wall clock, `clock` a monotonic one in seconds."""

    now: Callable[[], datetime]
    clock: Callable[[], float] = monotonic
    statuses: dict[str, JobStatus] = field(default_factory=dict)
    _seen: dict[str, float] = field(default_factory=dict)
    _watched_at: tuple[datetime, float] | None = None

    def add(self, jobs: Iterable[Job]) -> None:
        """Begin to watch jobs: they are to run from now on."""
        for job in jobs:
            self.statuses[job.name] = JobStatus(name=job.name, interval=job.interval)
            self._seen[job.name] = self.clock()

    def skipped(self, job: Job) -> None:
        """Note that a job was not to run here: another process leads."""
        self._seen[job.name] = self.clock()

    @contextmanager
    def running(self, job: Job) -> Iterator[None]:
        """Note when a job runs and what it raises."""
        status = self.statuses[job.name]
        try:
            yield
        except Exception as error:
            status.last_error, status.last_error_at = type(error).__name__, self.now()
            status.failures += 1
            raise
        else:
            status.last_success, status.failures = self.now(), 0
        finally:
            status.last_run = self.now()
            self._seen[job.name] = self.clock()

    def look(self) -> tuple[JobStatus, ...]:
        """Return the jobs that are overdue. Each is an error in the log, once, until it runs again."""
        for status in self.statuses.values():
            limit = max(OVERDUE_INTERVALS * status.interval, MIN_OVERDUE).total_seconds()
            silent = self.clock() - self._seen[status.name]
            if silent > limit and not status.overdue:
                log.error("a job does not run", job=status.name, seconds=round(silent))
            status.overdue = silent > limit
        self._compare_clocks()
        return tuple(status for status in self.statuses.values() if status.overdue)

    async def watch(self) -> None:
        """Look every second."""
        while True:
            self.look()
            await asyncio.sleep(WATCH_INTERVAL)

    def _compare_clocks(self) -> None:
        wall, seconds = self.now(), self.clock()
        if self._watched_at:
            step = wall - self._watched_at[0] - timedelta(seconds=seconds - self._watched_at[1])
            if abs(step) > CLOCK_STEP:
                log.warning("the wall clock was set", seconds=round(step.total_seconds()))
        self._watched_at = wall, seconds
