"""One failing item stops no other: it is listed, tried again later, and gone from the list when it is done."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.job_items import ItemsJob, JobItems
from scheduler.waitlist import NotifiedHoldJob
from storage.job_failure import sweep_failures
from storage.store import Store
from tests.scheduler.job_helpers import failures

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Work:
    """Three items, of which `bad` ones fail."""

    def __init__(self, store: Store) -> None:
        self.store, self.now, self.bad = store, NOW, {2}
        self.tried: Counter[int] = Counter()
        self.begin_anew()

    def begin_anew(self) -> None:
        """Start again, as after a restart."""
        self.items = JobItems(self.store, "work", lambda: self.now)

    async def do(self, item: int) -> None:
        self.tried[item] += 1
        if item in self.bad:
            raise ValueError(f"Tom's {item}")

    async def run(self) -> None:
        await self.items.run_each((1, 2, 3), self.do)

    async def listed(self) -> list[tuple[int, str, int, datetime]]:
        return [(row.item, row.error, row.tries, row.retry_at) for row in await failures(self.store)]


@pytest.fixture
def work(store: Store) -> Work:
    return Work(store)


async def test_the_others_are_done_and_the_failing_one_is_listed_without_its_words(work: Work) -> None:
    await work.run()
    assert work.tried == {1: 1, 2: 1, 3: 1}
    assert await work.listed() == [(2, "ValueError", 1, NOW + MINUTE)]


async def test_it_is_tried_again_each_time_after_twice_as_long(work: Work) -> None:
    tries = []
    for minute in range(16):
        work.now = NOW + minute * MINUTE
        before = work.tried[2]
        await work.run()
        if work.tried[2] > before:
            tries.append(minute)
    assert tries == [0, 1, 3, 7, 15]
    assert (await work.listed())[0][2] == 5


async def test_a_restart_does_not_forget_the_list(work: Work) -> None:
    await work.run()
    work.begin_anew()
    await work.run()
    assert work.tried[2] == 1
    work.now += MINUTE
    await work.run()
    assert (await work.listed())[0][2] == 2


async def test_what_succeeds_is_off_the_list(work: Work) -> None:
    await work.run()
    work.bad, work.now = set(), NOW + MINUTE
    await work.run()
    assert await work.listed() == []


async def test_a_clock_that_is_set_back_holds_nothing_up(work: Work) -> None:
    await work.run()
    work.now = NOW - timedelta(hours=2)
    await work.run()
    assert work.tried[2] == 2


async def test_what_nobody_tries_any_more_is_forgotten_after_a_month(work: Work) -> None:
    await work.run()
    await work.store.write(sweep_failures, NOW + timedelta(days=30))
    assert len(await work.listed()) == 1
    await work.store.write(sweep_failures, NOW + timedelta(days=30) + 2 * MINUTE)
    assert await work.listed() == []


async def test_where_nothing_can_be_listed_the_database_is_away_and_the_job_ends(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    await work.run()

    async def away(*_: Any, **__: Any) -> None:
        raise OperationalError("UPDATE", {}, OSError("away"))

    monkeypatch.setattr(work.store, "write", away)
    work.now += MINUTE
    with pytest.raises(OperationalError):
        await work.run()


async def test_a_drop_that_cannot_be_wound_up_keeps_no_other_from_it(store: Store) -> None:
    done: list[int] = []

    def wind_up(_session: object, drop: int, _now: datetime) -> None:
        if drop == 7:
            raise ValueError
        done.append(drop)

    job = ItemsJob(store, "drops to wind up", lambda: NOW, due=lambda _session, _now: (5, 7, 9), run=wind_up)
    await job.run_due()
    assert done == [5, 9]
    assert [(row.job, row.item) for row in await failures(store)] == [("drops to wind up", 7)]


async def test_a_clock_that_cannot_be_started_keeps_no_other_from_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[int, datetime]] = []

    def start_notified_clock(_session: object, hold: int, notified_at: datetime) -> None:
        if hold == 7:
            raise ValueError
        started.append((hold, notified_at))

    holds = ((5, NOW), (7, NOW), (9, NOW - MINUTE))
    monkeypatch.setattr("scheduler.waitlist.notified_holds", lambda _session: holds)
    monkeypatch.setattr("scheduler.waitlist.start_notified_clock", start_notified_clock)
    await NotifiedHoldJob(store, lambda: NOW).run_due()
    assert started == [(5, NOW), (9, NOW - MINUTE)]
    assert [row.item for row in await failures(store)] == [7]
