"""The tick runs each job, even one given as a lambda."""

import asyncio
from datetime import timedelta

from apscheduler.events import EVENT_JOB_EXECUTED

from bot.clock import wall_clock
from scheduler.job_runner import JobRunner
from scheduler.job_status import Job, JobMonitor
from scheduler.jobs import build_scheduler
from tests.scheduler.outbox_helpers import FixedLeadership


async def test_a_job_given_as_a_lambda_is_run_to_its_end() -> None:
    done = asyncio.Event()

    async def work(event: asyncio.Event) -> None:
        event.set()

    scheduler = build_scheduler(
        (Job("work", timedelta(seconds=0.05), lambda: work(done)),),
        JobRunner(FixedLeadership(), JobMonitor(now=wall_clock)),
    )
    scheduler.start()
    try:
        await asyncio.wait_for(done.wait(), 3)
    finally:
        scheduler.shutdown(wait=False)


async def test_where_another_process_works_nothing_is_run_until_it_has_gone() -> None:
    done, ticked, leadership = asyncio.Event(), asyncio.Event(), FixedLeadership()
    leadership.is_leader = False

    async def work() -> None:
        done.set()

    runner = JobRunner(leadership, JobMonitor(now=wall_clock))
    scheduler = build_scheduler((Job("work", timedelta(seconds=0.05), work),), runner)
    scheduler.add_listener(lambda _: ticked.set(), EVENT_JOB_EXECUTED)
    scheduler.start()
    try:
        await asyncio.wait_for(ticked.wait(), 3)
        assert not done.is_set()
        leadership.is_leader = True
        await asyncio.wait_for(done.wait(), 3)
    finally:
        scheduler.shutdown(wait=False)
