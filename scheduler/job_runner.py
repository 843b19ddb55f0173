"""Runs jobs where this process leads, and lets them end before the process does."""

import asyncio
from datetime import timedelta

import structlog

from scheduler.due_work import DueWork
from scheduler.job_status import Job, JobMonitor
from scheduler.outbox import LeadershipCheck
from storage.store import DATABASE_AWAY

log = structlog.get_logger()

LASTING = timedelta(minutes=1)
"""How long the database fails each run of a job until that is the job's own fault, and in the log."""


class JobRunner:
    """Runs jobs while this process is the leader, until it is finished."""

    def __init__(self, leadership: LeadershipCheck, monitor: JobMonitor, due: DueWork | None = None) -> None:
        """`due` says which jobs have nothing to do; without it every job looks for itself."""
        self.monitor, self._due = monitor, due
        self._leadership = leadership
        self._running: set[asyncio.Task[None]] = set()
        self._finished = False

    async def run(self, job: Job) -> None:
        """Run a job if this process is the leader. Raises what the job raises, but for an outage of the database, which the store logs once.

        APScheduler logs whatever is raised here, also that a job was cancelled, so the job has a task of its own.
        """
        if self._finished:
            return
        task = asyncio.create_task(self._run_if_leader(job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    async def finish(self, seconds: float) -> None:
        """Start no job any more, and wait for those that run; what takes longer is cancelled and is done by the next process."""
        self._finished = True
        if running := [*self._running]:
            await asyncio.wait(running, timeout=seconds)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _run_if_leader(self, job: Job) -> None:
        if not await self._leadership():
            self.monitor.skipped(job)
            return
        try:
            with self.monitor.running(job):
                if self._due is None or await self._due.has(job.name):
                    await job.run()
        except DATABASE_AWAY:
            if self.monitor.statuses[job.name].failures == max(1, LASTING // job.interval):
                log.exception("a job fails again and again at the database", job=job.name)
