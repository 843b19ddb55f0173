"""The wall clock is set back, set ahead, or a machine sleeps: the jobs keep their intervals, and nothing is run a million times."""

import asyncio
import tracemalloc
from collections import Counter
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from scheduler.job_runner import JobRunner
from scheduler.job_status import Job, JobMonitor
from scheduler.jobs import build_scheduler
from scheduler.monotonic import START, EveryInterval, MonotonicTime
from tests.fake_clock import FakeClock
from tests.scheduler.outbox_helpers import FixedLeadership

TICK = timedelta(seconds=0.05)


class WallClock:
    """The result of `datetime.now`, in this process and in APScheduler."""

    step = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.step


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    wall = WallClock()

    class SetClock(datetime):
        @classmethod
        def now(cls, zone: tzinfo | None = None) -> datetime:  # type: ignore[override]
            assert zone is not None
            return zone.fromutc(wall().replace(tzinfo=zone))

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", SetClock)
    monkeypatch.setattr("apscheduler.triggers.interval.datetime", SetClock)
    return wall


@pytest.mark.parametrize(
    "step",
    [timedelta(hours=-1), timedelta(hours=1), timedelta(days=1), timedelta(days=60), timedelta(days=-30)],
    ids=str,
)
async def test_whatever_the_wall_clock_says_a_job_runs_at_its_interval(
    wall: WallClock, step: timedelta
) -> None:
    runs: Counter[str] = Counter()

    async def work() -> None:
        runs["work"] += 1

    scheduler = build_scheduler(
        (Job("work", TICK, work),), JobRunner(FixedLeadership(), JobMonitor(now=wall))
    )
    scheduler.start()
    tracemalloc.start()
    try:
        await asyncio.sleep(6 * TICK.total_seconds())
        before = runs["work"]
        wall.step = step
        await asyncio.sleep(10 * TICK.total_seconds())
        assert 3 <= runs["work"] - before <= 11
        assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    finally:
        tracemalloc.stop()
        scheduler.shutdown(wait=False)


async def test_a_machine_that_slept_runs_each_job_once() -> None:
    """Some machines count the time of their sleep, some do not: here the monotonic clock leaps by a day."""
    clock, runs = FakeClock(), Counter[str]()

    async def work() -> None:
        runs["work"] += 1

    monitor = JobMonitor(now=lambda: START, clock=clock)
    scheduler = build_scheduler((Job("work", TICK, work),), JobRunner(FixedLeadership(), monitor), clock)
    scheduler.start()
    try:
        await asyncio.sleep(0.01)
        clock.seconds += 86_400
        scheduler.wakeup()
        await asyncio.sleep(0.01)
        assert runs["work"] == 1
    finally:
        scheduler.shutdown(wait=False)


def test_the_present_of_this_zone_is_what_its_clock_has_counted() -> None:
    clock = FakeClock()
    zone = MonotonicTime(clock)
    clock.seconds += 90
    assert datetime.now(zone) == START + timedelta(seconds=90)
    assert datetime.now(zone).astimezone(UTC) == START + timedelta(seconds=90)


def test_a_trigger_keeps_its_grid_and_leaves_out_what_has_passed() -> None:
    trigger, second = EveryInterval(timedelta(seconds=1)), timedelta(seconds=1)
    assert trigger.get_next_fire_time(None, START) == START + second
    assert trigger.get_next_fire_time(START, START) == START + second
    assert trigger.get_next_fire_time(START, START + 1.5 * second) == START + 2 * second
    assert trigger.get_next_fire_time(START, START + 86_400 * second) == START + 86_400 * second
