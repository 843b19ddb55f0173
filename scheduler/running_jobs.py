"""Running the jobs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from scheduler.due_work import DueWork
from scheduler.job_runner import JobRunner
from scheduler.job_status import Job, JobMonitor
from scheduler.jobs import build_scheduler
from scheduler.outbox import LeadershipCheck, OutboxWorker
from scheduler.wake_on_commit import wake_on_commit
from storage.store import Store

JOBS_GRACE = 0.5
"""Seconds at the end for jobs that run; the whole end is to take less than five."""
SHUTDOWN_GRACE = 1.0
"""Seconds after that for notifications that wait for their slot; one that waits longer is sent by the next process."""


@asynccontextmanager
async def running_jobs(
    jobs: tuple[Job, ...],
    store: Store,
    outbox: OutboxWorker,
    leadership: LeadershipCheck,
    *,
    monitor: JobMonitor,
    due: DueWork | None = None,
) -> AsyncIterator[None]:
    """Run each job at its interval while entered, and the outbox after each commit as well. At the end the jobs end, then the outbox."""
    runner = JobRunner(leadership, monitor, due)
    scheduler = build_scheduler(jobs, runner)
    scheduler.start()
    watching = asyncio.create_task(monitor.watch())
    async with wake_on_commit(store, outbox.wake):
        try:
            yield
        finally:
            watching.cancel()
            scheduler.pause()
            await runner.finish(JOBS_GRACE)
            await outbox.close(SHUTDOWN_GRACE)
            scheduler.shutdown(wait=False)
