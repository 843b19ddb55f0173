"""The tick: it runs each job, however the job is given."""

import asyncio
from datetime import timedelta

from scheduler.timetable import Job, ticking
from tests.scheduler.senders import Only


async def test_a_job_given_as_a_lambda_is_run_to_its_end() -> None:
    done = asyncio.Event()

    async def work(event: asyncio.Event) -> None:
        event.set()

    scheduler = ticking((Job("work", timedelta(seconds=0.05), lambda: work(done)),), Only())
    scheduler.start()
    try:
        await asyncio.wait_for(done.wait(), 3)
    finally:
        scheduler.shutdown(wait=False)


async def test_where_another_process_works_nothing_is_run_until_it_has_gone() -> None:
    done, only = asyncio.Event(), Only()
    only.it = False

    async def work() -> None:
        done.set()

    scheduler = ticking((Job("work", timedelta(seconds=0.05), work),), only)
    scheduler.start()
    try:
        await asyncio.sleep(0.3)
        assert not done.is_set()
        only.it = True
        await asyncio.wait_for(done.wait(), 3)
    finally:
        scheduler.shutdown(wait=False)
