"""What happens by itself. Each job does what is due now; the rows hold the truth, and APScheduler only ticks."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from market.mailbox import purge
from market.own_reminder import sweep_reminders
from market.paper import permits_that_end
from scheduler.draws import Draws
from scheduler.drops import wind_up_drops
from scheduler.mailbox import Mailbox, Sender
from scheduler.neighbours import tell_neighbours
from scheduler.waitlist import end_holds
from storage.seen import sweep
from storage.store import Store

QUARTER, SECOND = timedelta(seconds=0.25), timedelta(seconds=1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], Awaitable[Any]]


def timetable(
    store: Store,
    mailbox: Mailbox,
    draws: Draws,
    now: Callable[[], datetime],
    admins: Collection[int] = (),
    contact: str = "",
) -> tuple[Job, ...]:
    """Letters last: they tell of what the others did. `admins` are the organisers that the settings name, `contact` is whom to turn to."""
    return (
        Job("draws that open, close and are decided", SECOND, draws.go_on),
        Job("holds that have run out", SECOND, lambda: end_holds(store, now())),
        Job("drops that are over", timedelta(seconds=20), lambda: wind_up_drops(store, now())),
        Job("evenings for the neighbours", MINUTE, lambda: tell_neighbours(store, contact, now())),
        Job("permits that end", HOUR, lambda: store.write(permits_that_end, admins, now())),
        Job("updates older than two days", HOUR, lambda: store.write(sweep, now())),
        Job("letters older than thirty days", HOUR, lambda: _purge(store, now())),
        Job("reminders older than thirty days", HOUR, lambda: store.write(sweep_reminders, now())),
        Job("letters that are due", QUARTER, mailbox.look),
    )


async def _purge(store: Store, now: datetime) -> None:
    while await store.write(purge, now):
        pass


def ticking(jobs: tuple[Job, ...], alone: Sender) -> AsyncIOScheduler:
    """A scheduler that runs each job at its interval, never twice at once; a late tick runs once. Where another process is the one that works, none."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in jobs:
        scheduler.add_job(
            _run,
            "interval",
            args=(job, alone),
            seconds=job.every.total_seconds(),
            name=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler


async def _run(job: Job, alone: Sender) -> None:
    """APScheduler awaits what it can see is a coroutine function; a lambda that makes one is not."""
    if await alone():
        await job.run()
