"""The status of each job, and the alarm where one does nothing any more."""

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from scheduler.job_status import Job, JobMonitor, JobStatus
from tests.fake_clock import FakeClock

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


class DeliberateFailure(Exception):
    pass


async def work() -> None:
    pass


OFTEN, SELDOM = Job("often", timedelta(seconds=5), work), Job("seldom", timedelta(hours=1), work)


class Watched:
    def __init__(self) -> None:
        self.clock, self.wall = FakeClock(), NOW
        self.monitor = JobMonitor(now=lambda: self.wall, clock=self.clock)
        self.monitor.add((OFTEN, SELDOM))

    def pass_(self, seconds: float) -> None:
        self.clock.seconds += seconds
        self.wall += timedelta(seconds=seconds)

    def alarms(self) -> list[str]:
        with capture_logs() as logs:
            self.monitor.look()
        return [entry["job"] for entry in logs if entry["log_level"] == "error"]

    @property
    def often(self) -> JobStatus:
        return self.monitor.statuses["often"]


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_a_status_says_when_a_job_ran_and_what_went_wrong(watched: Watched) -> None:
    with watched.monitor.running(OFTEN):
        watched.pass_(1)
    assert (watched.often.last_run, watched.often.last_success) == (watched.wall, watched.wall)
    watched.pass_(5)
    with pytest.raises(DeliberateFailure), watched.monitor.running(OFTEN):
        raise DeliberateFailure
    status = watched.often
    assert status.last_run == status.last_error_at == watched.wall
    assert status.last_success == watched.wall - timedelta(seconds=5)
    assert status.last_error == "DeliberateFailure"


def test_a_job_that_does_not_run_for_ten_times_its_interval_is_an_alarm_once(watched: Watched) -> None:
    watched.pass_(50)
    assert watched.alarms() == []
    watched.pass_(1)
    assert watched.alarms() == ["often"]
    assert watched.often.overdue
    watched.pass_(1)
    assert watched.alarms() == [], "it was said"
    with watched.monitor.running(OFTEN):
        pass
    assert watched.alarms() == []
    assert not watched.often.overdue
    watched.pass_(51)
    assert watched.alarms() == ["often"]


def test_where_another_process_leads_nothing_is_missed(watched: Watched) -> None:
    for _ in range(20):
        watched.pass_(5)
        watched.monitor.skipped(OFTEN)
    assert watched.alarms() == []
    assert watched.often.last_run is None


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_wall_clock_that_was_set_is_no_alarm_and_is_noted(watched: Watched, hours: int) -> None:
    watched.monitor.look()
    watched.pass_(1)
    watched.wall += timedelta(hours=hours)
    with capture_logs() as logs:
        watched.monitor.look()
    assert [(entry["event"], entry["seconds"]) for entry in logs] == [
        ("the wall clock was set", hours * 3600)
    ]
