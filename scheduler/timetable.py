"""What happens by itself. Each job does what is due now; the rows hold the truth, and APScheduler only ticks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.drops import wind_up_drops
from scheduler.mailbox import Mailbox
from storage.seen import sweep
from storage.store import Store


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], Awaitable[Any]]


def timetable(store: Store, mailbox: Mailbox, now: Callable[[], datetime]) -> tuple[Job, ...]:
    return (
        Job("letters that are due", timedelta(seconds=1), mailbox.send_due),
        Job("drops that are over", timedelta(seconds=20), lambda: wind_up_drops(store, now())),
        Job("updates older than two days", timedelta(hours=1), lambda: store.write(sweep, now())),
    )


def ticking(jobs: tuple[Job, ...]) -> AsyncIOScheduler:
    """A scheduler that runs each job at its interval, never twice at once; a late tick runs once."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in jobs:
        scheduler.add_job(
            job.run,
            "interval",
            seconds=job.every.total_seconds(),
            name=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler
