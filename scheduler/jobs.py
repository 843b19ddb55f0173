"""The list of jobs. Each does what is due now, by the database; APScheduler only calls them."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from random import Random
from time import monotonic

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Session

from market.admins import NO_ADMINS, Admins
from market.complaint.complain import forget_words
from market.deposit.screenshot import sweep_screenshots
from market.dossier.link import sweep_dossier_links
from market.help_call.call import forget_callers, tell_again, untaken_calls
from market.notification.outbox import purge
from market.office_session import sweep_office_sessions
from market.organiser.reports import sweep_reports
from market.own_reminder import repeats_to_write, sweep_reminders, write_next_occurrence
from market.packaging.loss import overdue_loans, write_off_overdue
from market.pdf import sweep_pdfs
from market.photo_quota import sweep_photo_counts
from market.picture import sweep_file_ids, sweep_pictures
from market.series.publish import due_series, publish_dates
from market.stock.draft import old_drafts, sweep_draft
from market.stock.wind_up import drops_to_wind_up, wind_up
from market.support import sweep_questions
from market.validity import remind_ending_permits
from market.waitlist.availability import drops_to_tell_of, send_alerts
from market.waitlist.sweep import allocate_item, items_to_allocate
from scheduler.alarm import AlarmJob
from scheduler.broadcast import BroadcastJob
from scheduler.deposit import match_payments, notify_of_unsettled
from scheduler.draw import DrawJob
from scheduler.follow import FollowJob
from scheduler.forecast import ForecastJob, WeekJob
from scheduler.heartbeat import HeartbeatJob
from scheduler.job_items import ItemsJob
from scheduler.job_runner import JobRunner
from scheduler.job_status import Job
from scheduler.market_day import MarketDayJob
from scheduler.monotonic import EveryInterval, MonotonicTime
from scheduler.neighbour import NeighbourJob
from scheduler.outbox import OutboxWorker
from scheduler.shown import ShownJob
from scheduler.stop import StopJob
from scheduler.waitlist import NotifiedHoldJob
from storage.beacon_kind import BeaconKind
from storage.job_failure import LOANS, REMINDERS, sweep_failures
from storage.processed_update import sweep_processed
from storage.store import Store

QUARTER, SECOND = timedelta(seconds=0.25), timedelta(seconds=1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def all_jobs(
    store: Store,
    outbox: OutboxWorker,
    broadcast_job: BroadcastJob,
    draw_job: DrawJob,
    *,
    heartbeat: HeartbeatJob,
    shown: ShownJob,
    now: Callable[[], datetime],
    rng: Random,
    admins: Admins = NO_ADMINS,
    contact: str = "",
    zone: str = "UTC",
    beacon: BeaconKind = BeaconKind.QUICKNET,
) -> tuple[Job, ...]:
    """Return the jobs in the order in which they run, the outbox last.

    `admins` are the organisers that the settings name, `contact` is shown to people, `zone` is the
    market's, `beacon` decides draws that are opened.
    """

    def items(
        failures: str,
        due: Callable[[Session, datetime], Iterable[int]],
        run: Callable[[Session, int, datetime], object],
    ) -> Callable[[], Awaitable[None]]:
        return ItemsJob(store, failures, now, due=due, run=run).run_due

    return (
        Job("heartbeat", SECOND, heartbeat.run_due),
        Job("unfinished broadcasts", SECOND, broadcast_job.run_due),
        Job("draws that are due", SECOND, draw_job.run_due),
        Job("clocks of holds", SECOND, NotifiedHoldJob(store, now).run_due),
        Job("expired holds", SECOND, items("items with expired holds", items_to_allocate, allocate_item)),
        Job(
            "alerts of what is available",
            timedelta(seconds=5),
            items("drops that people asked about", drops_to_tell_of, send_alerts),
        ),
        Job("reminders that repeat", SECOND, items(REMINDERS, repeats_to_write, write_next_occurrence)),
        Job("stops of market days", SECOND, StopJob(store, now).run_due),
        Job(
            "dates of series",
            timedelta(seconds=5),
            items(
                "series",
                due_series,
                lambda session, series, due_at: publish_dates(session, series, beacon, due_at, rng=rng),
            ),
        ),
        Job(
            "drops that have ended",
            timedelta(seconds=20),
            items("drops to wind up", drops_to_wind_up, wind_up),
        ),
        Job("messages of market days", MINUTE, MarketDayJob(store, now).run_due),
        Job("payments without a deposit", timedelta(seconds=5), lambda: match_payments(store, now(), rng)),
        Job(
            "calls for help that nobody took",
            timedelta(seconds=5),
            items(
                "calls for help",
                untaken_calls,
                lambda session, call, due_at: tell_again(session, call, admins, due_at),
            ),
        ),
        Job("matters for organisers", MINUTE, lambda: notify_of_unsettled(store, admins, now())),
        Job("digests for neighbours", MINUTE, NeighbourJob(store, contact, now).run_due),
        Job("digests for followers", MINUTE, FollowJob(store, zone, now).run_due),
        Job("forecasts of market days", MINUTE, ForecastJob(store, now).run_due),
        Job("weeks of stalls", MINUTE, WeekJob(store, now).run_due),
        Job("permits that end soon", HOUR, lambda: store.write(remind_ending_permits, admins, now())),
        Job("packaging that did not come back", HOUR, items(LOANS, overdue_loans, write_off_overdue)),
        Job("alarms for organisers", HOUR, AlarmJob(store, admins, now).run_due),
        Job("updates older than two days", HOUR, lambda: store.write(sweep_processed, now())),
        Job("sessions of the office that are idle", HOUR, lambda: store.write(sweep_office_sessions, now())),
        Job("dossier links that have run out", HOUR, lambda: store.write(sweep_dossier_links, now())),
        Job("notifications older than thirty days", HOUR, lambda: _purge(store, now())),
        Job("file_ids older than thirty days", HOUR, lambda: _sweep_file_ids(store, now())),
        Job("reminders older than thirty days", HOUR, lambda: store.write(sweep_reminders, now())),
        Job("drafts older than thirty days", HOUR, items("drafts to sweep", old_drafts, sweep_draft)),
        Job("questions closed for thirty days", HOUR, lambda: store.write(sweep_questions, now())),
        Job("reports decided thirty days ago", HOUR, lambda: store.write(sweep_reports, now())),
        Job("calls for help from thirty days ago", HOUR, lambda: store.write(forget_callers, now())),
        Job("words of complaints from thirty days ago", HOUR, lambda: store.write(forget_words, now())),
        Job("screenshots whose time is over", HOUR, lambda: _sweep_screenshots(store, now())),
        Job("photos and PDFs that nothing shows", HOUR, lambda: _sweep_pictures(store, now())),
        Job("messages kept true for ninety days", HOUR, shown.sweep),
        Job("failures older than thirty days", HOUR, lambda: store.write(sweep_failures, now())),
        Job("messages that have changed", SECOND, shown.run_due),
        Job("notifications that are due", QUARTER, outbox.wake),
    )


async def _sweep_screenshots(store: Store, now: datetime) -> None:
    while await store.write(sweep_screenshots, now):
        pass


async def _sweep_pictures(store: Store, now: datetime) -> None:
    await store.write(sweep_photo_counts, now)
    for sweep in (sweep_pictures, sweep_pdfs):
        while await store.write(sweep, now):
            pass


async def _purge(store: Store, now: datetime) -> None:
    while await store.write(purge, now):
        pass


async def _sweep_file_ids(store: Store, now: datetime) -> None:
    while await store.write(sweep_file_ids, now):
        pass


def build_scheduler(
    jobs: tuple[Job, ...], runner: JobRunner, clock: Callable[[], float] = monotonic
) -> AsyncIOScheduler:
    """Return a scheduler that gives each job to `runner` at its interval, never twice at once. A late job runs once.

    `clock` is monotonic, in seconds: what the wall clock says does not matter.
    """
    scheduler = AsyncIOScheduler(timezone=MonotonicTime(clock))
    runner.monitor.add(jobs)
    for job in jobs:
        scheduler.add_job(
            runner.run,
            EveryInterval(job.interval),
            args=(job,),
            name=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler
