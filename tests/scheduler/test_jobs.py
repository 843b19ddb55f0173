"""The jobs: each does what is due, at its interval, never twice at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random

from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from sqlmodel import Session, col, select

from bot.beacon.local_beacon import LocalBeacon
from bot.clock import wall_clock
from market.admins import NO_ADMINS
from market.notification.outbox import notify
from scheduler.broadcast import BroadcastJob
from scheduler.draw import DrawJob
from scheduler.job_runner import JobRunner
from scheduler.job_status import Job, JobMonitor
from scheduler.jobs import all_jobs, build_scheduler
from scheduler.outbox import SendOutcome
from storage.notification import Notification
from storage.processed_update import ProcessedUpdate, mark_processed
from storage.store import Store
from tests.market.notification_samples import SampleReminder
from tests.people import meet
from tests.scheduler.outbox_helpers import FixedLeadership, heartbeat_of, outbox_of, report_nothing, shown_of

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def draw_job(store: Store) -> DrawJob:
    return DrawJob(store, LocalBeacon(bytes(32), lambda: NOW), NO_ADMINS, lambda: NOW, rng=Random(1))


def broadcast_job(store: Store) -> BroadcastJob:
    return BroadcastJob(store, report_nothing, NO_ADMINS, lambda: NOW)


async def test_updates_older_than_two_days_are_forgotten_and_younger_ones_are_not(store: Store) -> None:
    for update, hours in ((1, 49), (2, 47), (3, 0)):
        await store.write(mark_processed, update, NOW - timedelta(hours=hours))

    async def nobody(_: object) -> SendOutcome:
        raise AssertionError

    jobs = all_jobs(
        store,
        outbox_of(store, nobody, lambda: NOW),
        broadcast_job(store),
        draw_job(store),
        heartbeat=heartbeat_of(store, lambda: NOW),
        shown=shown_of(store, lambda: NOW),
        now=lambda: NOW,
        rng=Random(1),
    )
    for job in jobs:
        await job.run()

    def recorded(session: Session) -> set[int]:
        return set(session.exec(select(ProcessedUpdate.update_id)))

    assert await store.read(recorded) == {2, 3}


async def test_notifications_that_ended_a_month_ago_are_forgotten_and_waiting_ones_are_not(
    store: Store,
) -> None:
    ages = {"old": NOW - timedelta(days=30, seconds=1), "young": NOW - timedelta(days=30), "waiting": None}

    def write(session: Session) -> None:
        meet(session, 1, "Tom", "en", now=NOW)
        for about, ended in ages.items():
            notify(
                session,
                1,
                SampleReminder(),
                NOW + HOUR,
                about=about,
            )
            row = session.exec(select(Notification).where(col(Notification.about) == about)).one()
            row.state, row.ended_at = "sent" if ended else "queued", ended

    await store.write(write)

    async def nobody(_: object) -> SendOutcome:
        raise AssertionError

    for job in all_jobs(
        store,
        outbox_of(store, nobody, lambda: NOW),
        broadcast_job(store),
        draw_job(store),
        heartbeat=heartbeat_of(store, lambda: NOW),
        shown=shown_of(store, lambda: NOW),
        now=lambda: NOW,
        rng=Random(1),
    ):
        await job.run()

    def left(session: Session) -> set[str]:
        return set(session.exec(select(Notification.about)))

    assert await store.read(left) == {"young", "waiting"}


async def test_notifications_go_out_after_whatever_they_may_tell_of(store: Store) -> None:
    async def nobody(_: object) -> SendOutcome:
        raise AssertionError

    jobs = all_jobs(
        store,
        outbox_of(store, nobody, lambda: NOW),
        broadcast_job(store),
        draw_job(store),
        heartbeat=heartbeat_of(store, lambda: NOW),
        shown=shown_of(store, lambda: NOW),
        now=lambda: NOW,
        rng=Random(1),
    )
    assert [job.name for job in jobs] == [
        "heartbeat",
        "unfinished broadcasts",
        "draws that are due",
        "clocks of holds",
        "expired holds",
        "alerts of what is available",
        "reminders that repeat",
        "stops of market days",
        "dates of series",
        "drops that have ended",
        "messages of market days",
        "payments without a deposit",
        "calls for help that nobody took",
        "matters for organisers",
        "digests for neighbours",
        "digests for followers",
        "forecasts of market days",
        "weeks of stalls",
        "permits that end soon",
        "packaging that did not come back",
        "alarms for organisers",
        "updates older than two days",
        "sessions of the office that are idle",
        "dossier links that have run out",
        "notifications older than thirty days",
        "file_ids older than thirty days",
        "reminders older than thirty days",
        "drafts older than thirty days",
        "questions closed for thirty days",
        "reports decided thirty days ago",
        "calls for help from thirty days ago",
        "words of complaints from thirty days ago",
        "screenshots whose time is over",
        "photos and PDFs that nothing shows",
        "messages kept true for ninety days",
        "failures older than thirty days",
        "messages that have changed",
        "notifications that are due",
    ]


async def test_a_job_that_takes_longer_than_its_interval_never_runs_twice_at_once() -> None:
    started, release, skipped = asyncio.Queue[int](), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        started.put_nowait(1)
        await release.wait()

    clockwork = build_scheduler(
        (Job("slow", timedelta(seconds=0.05), slow),),
        JobRunner(FixedLeadership(), JobMonitor(now=wall_clock)),
    )
    clockwork.add_listener(lambda _: skipped.set(), EVENT_JOB_MAX_INSTANCES)
    clockwork.start()
    try:
        async with asyncio.timeout(10):
            await started.get()
            await skipped.wait()
            assert started.empty(), "its second tick came while it ran"
            release.set()
            await started.get()
    finally:
        clockwork.shutdown(wait=False)


async def test_a_job_that_fails_is_tried_again_at_the_next_tick() -> None:
    runs = asyncio.Semaphore(0)

    async def fails() -> None:
        runs.release()
        raise ValueError

    clockwork = build_scheduler(
        (Job("fails", timedelta(seconds=0.05), fails),),
        JobRunner(FixedLeadership(), JobMonitor(now=wall_clock)),
    )
    clockwork.start()
    try:
        async with asyncio.timeout(10):
            for _ in range(3):
                await runs.acquire()
    finally:
        clockwork.shutdown(wait=False)
