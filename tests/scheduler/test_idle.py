"""An idle process: what its jobs ask of the database in a second, and how soon they find what another process wrote."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from bot.beacon.local_beacon import LocalBeacon
from bot.clock import wall_clock
from market.admins import NO_ADMINS
from market.notification.in_flight import ClaimedNotification
from market.notification.outbox import DeliveryStatus, notify
from scheduler.broadcast import BroadcastJob
from scheduler.draw import DrawJob
from scheduler.due_work import DueWork, Work, due_work
from scheduler.heartbeat import INTERVAL, HeartbeatJob
from scheduler.job_runner import JobRunner
from scheduler.job_status import Job, JobMonitor
from scheduler.jobs import QUARTER, all_jobs
from scheduler.outbox import OutboxWorker, SendOutcome
from storage.broadcast import Broadcast, BroadcastState
from storage.reminder import Reminder, ReminderState
from storage.store import Store
from tests.market.notification_samples import SampleReminder
from tests.market.waitlist.clock_helpers import run_jobs, send_all
from tests.market.waitlist.conftest import HOUR, ItemScenario, new_item
from tests.people import meet
from tests.scheduler.outbox_helpers import FixedLeadership, outbox_of, report_nothing, shown_of

__all__ = ["new_item"]
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
QUARTERS = 60


class Process:
    """The jobs of one process on a clock of the test, run at their intervals; the outbox runs to its end each time."""

    def __init__(self, store: Store) -> None:
        self.store, self.now, self.quarters, self.sent = store, NOW, 0, list[int]()
        outbox = outbox_of(store, self._send, lambda: self.now)
        jobs = all_jobs(
            store,
            outbox,
            BroadcastJob(store, report_nothing, NO_ADMINS, lambda: self.now),
            DrawJob(
                store, LocalBeacon(bytes(32), lambda: self.now), NO_ADMINS, lambda: self.now, rng=Random(1)
            ),
            heartbeat=HeartbeatJob(store, self._just_now, lambda: self.now, clock=self._seconds),
            shown=shown_of(store, lambda: self.now),
            now=lambda: self.now,
            rng=Random(1),
        )
        self._jobs = [self._awaited(job, outbox) for job in jobs]
        due = DueWork(store, lambda: self.now, self._seconds)
        self._runner = JobRunner(FixedLeadership(), JobMonitor(now=wall_clock), due)
        self._runner.monitor.add(self._jobs)

    async def pass_quarters(self, count: int) -> None:
        """Let so many quarters of a second pass."""
        for _ in range(count):
            self.quarters, self.now = self.quarters + 1, self.now + QUARTER
            for job in self._jobs:
                if self.quarters % (job.interval // QUARTER) == 0:
                    await self._runner.run(job)

    def _seconds(self) -> float:
        return self.quarters / 4

    def _awaited(self, job: Job, outbox: OutboxWorker) -> Job:
        return Job(job.name, job.interval, outbox.send_due) if job.interval == QUARTER else job

    async def _just_now(self) -> float:
        return 0.0

    async def _send(self, notification: ClaimedNotification) -> SendOutcome:
        self.sent.append(notification.person)
        return SendOutcome(DeliveryStatus.SENT)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Each statement that any store runs."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


async def test_an_idle_process_writes_nothing_and_reads_at_most_ten_times_a_second(
    store: Store, statements: list[str]
) -> None:
    process = Process(store)
    await process.pass_quarters(QUARTERS)
    statements.clear()
    written = store.writes.count
    await process.pass_quarters(QUARTERS)
    reads = [each for each in statements if each.lstrip().startswith(("SELECT", "WITH"))]
    others = [each for each in statements if each not in reads and each != "BEGIN"]
    assert len(reads) <= 10 * QUARTERS / 4
    assert store.writes.count - written <= QUARTERS / 4 / INTERVAL + 1, "the heartbeat alone"
    assert all("heartbeat" in each or each == "BEGIN IMMEDIATE" for each in others)


async def test_what_another_process_writes_is_found_within_a_second(store: Store, database_url: str) -> None:
    process, other = Process(store), Store(database_url)
    await process.pass_quarters(QUARTERS)

    def write(session: Session) -> int:
        meet(session, 1, "Tom", "en", now=NOW)
        notify(session, 1, SampleReminder(), process.now, about="drop:1")
        repeat = Reminder(
            person_id=1,
            words="Buy flour",
            at=process.now,
            zone="Asia/Kuching",
            state=ReminderState.SET,
            made_at=NOW,
            repeat_minute=600,
        )
        session.add(repeat)
        session.flush()
        return repeat.id or 0

    reminder = await other.write(write)
    await process.pass_quarters(4)
    assert process.sent == [1, 1], "the notification, and the reminder itself"
    at = await store.read(lambda session: session.get_one(Reminder, reminder).at)
    assert at > process.now, "its next occurrence is written"
    await other.close()


async def test_an_unfinished_broadcast_is_work(store: Store) -> None:
    assert await store.read(due_work, NOW) == frozenset()

    def begin(session: Session) -> None:
        session.add(Broadcast(audience={}, state=BroadcastState.SENDING, created_at=NOW))

    await store.write(begin)
    assert await store.read(due_work, NOW) == {Work.BROADCASTS}


async def test_a_hold_is_work_until_its_person_is_told_and_again_when_it_runs_out(
    new_item: Callable[..., Awaitable[ItemScenario]],
) -> None:
    item = await new_item(quantity=1)
    await item.join_all(1, 1)
    await item.decline(1)
    assert await item.store.read(due_work, item.now) == {Work.UNTOLD_HOLDS}
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    assert await item.store.read(due_work, item.now) == frozenset()
    assert await item.store.read(due_work, item.now + 40 * HOUR) == {Work.EXPIRED_HOLDS}
