"""The tick: it runs each job, however the job is given."""

import asyncio
from datetime import timedelta

from scheduler.timetable import Job, ticking


async def test_a_job_given_as_a_lambda_is_run_to_its_end() -> None:
    done = asyncio.Event()

    async def work(event: asyncio.Event) -> None:
        event.set()

    scheduler = ticking((Job("work", timedelta(seconds=0.05), lambda: work(done)),))
    scheduler.start()
    try:
        await asyncio.wait_for(done.wait(), 3)
    finally:
        scheduler.shutdown(wait=False)
