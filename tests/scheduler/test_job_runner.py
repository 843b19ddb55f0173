"""Jobs while the database is away, and at the end of the process."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic

import pytest
from structlog.testing import capture_logs

from bot.clock import wall_clock
from scheduler import running_jobs as running_module
from scheduler.job_runner import LASTING, JobRunner
from scheduler.job_status import Job, JobMonitor
from scheduler.running_jobs import running_jobs
from storage.store import Store, StoreTimeout
from tests.scheduler.outbox_helpers import FixedLeadership, outbox_of


def job_of(work: Callable[[], Awaitable[object]]) -> Job:
    return Job("work", timedelta(seconds=0.05), work)


def runner_of(job: Job) -> JobRunner:
    runner = JobRunner(FixedLeadership(), JobMonitor(now=wall_clock))
    runner.monitor.add([job])
    return runner


async def test_a_job_that_the_database_fails_once_is_no_line_and_one_that_it_fails_always_is_one() -> None:
    async def away() -> None:
        raise StoreTimeout(begun=False)

    job = Job("work", LASTING / 3, away)
    runner = runner_of(job)
    with capture_logs() as logs:
        for _ in range(2):
            await runner.run(job)
        assert logs == []
        for _ in range(5):
            await runner.run(job)
    assert [entry["event"] for entry in logs] == ["a job fails again and again at the database"]
    assert runner.monitor.statuses["work"].last_error == "StoreTimeout"


async def test_any_other_error_of_a_job_is_raised() -> None:
    async def fail() -> None:
        raise ValueError("no drop 7")

    job = job_of(fail)
    with pytest.raises(ValueError, match="drop 7"):
        await runner_of(job).run(job)


async def stopped_during(
    store: Store, work: Callable[[], Awaitable[object]], began: asyncio.Event
) -> tuple[float, list[str]]:
    """Run a job as a process does and end while it runs; return the seconds that took, and what was logged."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("apscheduler").addHandler(handler)
    outbox = outbox_of(store, outbox_sends_nothing, wall_clock)
    try:
        monitor = JobMonitor(now=wall_clock)
        async with running_jobs((job_of(work),), store, outbox, FixedLeadership(), monitor=monitor):
            await asyncio.wait_for(began.wait(), 5)
            ended_at = monotonic()
        seconds = monotonic() - ended_at
        await asyncio.sleep(0.05)
    finally:
        logging.getLogger("apscheduler").removeHandler(handler)
    return seconds, [line for line in lines if "exception" in line or "rror" in line]


async def outbox_sends_nothing(_: object) -> None:  # type: ignore[misc]
    raise AssertionError


async def test_a_job_that_runs_at_the_end_is_finished(store: Store) -> None:
    began, done = asyncio.Event(), list[str]()

    async def work() -> None:
        began.set()
        await asyncio.sleep(0.2)
        await store.read(lambda _: done.append("done"))

    _, logged = await stopped_during(store, work, began)
    assert done == ["done"]
    assert logged == []


async def test_a_job_that_hangs_at_the_end_is_cancelled_without_a_traceback(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_module, "JOBS_GRACE", 0.1)
    began = asyncio.Event()

    async def hang() -> None:
        began.set()
        await asyncio.sleep(60)

    seconds, logged = await stopped_during(store, hang, began)
    assert seconds < 2
    assert logged == []
