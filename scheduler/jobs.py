"""The list of jobs. Each does what is due now, by the database; APScheduler only calls them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from market.admins import NO_ADMINS, Admins
from market.notification.outbox import purge
from market.own_reminder import sweep_reminders
from market.validity import remind_ending_permits
from scheduler.broadcast import BroadcastJob
from scheduler.deposit import match_payments, tell_of_unsettled
from scheduler.draw import DrawJob
from scheduler.drop import wind_up_due_drops
from scheduler.heartbeat import HeartbeatJob
from scheduler.neighbour import notify_neighbours
from scheduler.outbox import LeadershipCheck, OutboxWorker
from scheduler.waitlist import end_due_holds, start_told_clocks
from storage.processed_update import sweep_processed
from storage.store import Store

QUARTER, SECOND = timedelta(seconds=0.25), timedelta(seconds=1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Job:
    name: str
    interval: timedelta
    run: Callable[[], Awaitable[Any]]


def all_jobs(
    store: Store,
    outbox: OutboxWorker,
    broadcast_job: BroadcastJob,
    draw_job: DrawJob,
    *,
    heartbeat: HeartbeatJob,
    now: Callable[[], datetime],
    rng: Random,
    admins: Admins = NO_ADMINS,
    contact: str = "",
) -> tuple[Job, ...]:
    """Return the jobs in the order in which they run, the outbox last. `admins` are the organisers that the settings name, `contact` is shown to people."""
    return (
        Job("heartbeat", SECOND, heartbeat.run_due),
        Job("unfinished broadcasts", SECOND, broadcast_job.run_due),
        Job("draws that are due", SECOND, draw_job.run_due),
        Job("clocks of holds", SECOND, lambda: start_told_clocks(store)),
        Job("expired holds", SECOND, lambda: end_due_holds(store, now())),
        Job("drops that have ended", timedelta(seconds=20), lambda: wind_up_due_drops(store, now())),
        Job("payments without a deposit", timedelta(seconds=5), lambda: match_payments(store, now(), rng)),
        Job("matters for organisers", MINUTE, lambda: tell_of_unsettled(store, admins, now())),
        Job("digests for neighbours", MINUTE, lambda: notify_neighbours(store, contact, now())),
        Job("permits that end soon", HOUR, lambda: store.write(remind_ending_permits, admins, now())),
        Job("updates older than two days", HOUR, lambda: store.write(sweep_processed, now())),
        Job("notifications older than thirty days", HOUR, lambda: _purge(store, now())),
        Job("reminders older than thirty days", HOUR, lambda: store.write(sweep_reminders, now())),
        Job("notifications that are due", QUARTER, outbox.wake),
    )


async def _purge(store: Store, now: datetime) -> None:
    while await store.write(purge, now):
        pass


def build_scheduler(jobs: tuple[Job, ...], leadership: LeadershipCheck) -> AsyncIOScheduler:
    """Return a scheduler that runs each job at its interval, never twice at once, if this process is the leader. A late job runs once."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in jobs:
        scheduler.add_job(
            _run,
            "interval",
            args=(job, leadership),
            seconds=job.interval.total_seconds(),
            name=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler


async def _run(job: Job, leadership: LeadershipCheck) -> None:
    """Run a job if this process is the leader. APScheduler awaits only coroutine functions, and a lambda is none."""
    if await leadership():
        await job.run()
