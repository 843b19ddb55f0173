"""The reminder benchmark works at a tiny size. No test asserts speed."""

import asyncio
import json
import time
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, func, select

from benchmarks import apscheduler_reminders, lorong_reminders
from benchmarks.loop_latency import block_figures, measured_lag, percentile
from benchmarks.pending_notifications import PEOPLE, prepare, utc_now
from benchmarks.reminder import (
    FULL,
    QUICK,
    TARGETS,
    ReminderFigures,
    Size,
    TickBench,
    figures_of,
    prepare_pair,
    ticks,
)
from benchmarks.report import figures_line, printed
from storage.notification import Notification
from storage.person import Person
from storage.store import Store

SIZE = Size(rounds=2, seconds=1, spread=20, at_once=40, few=PEOPLE, many=2 * PEOPLE)


def states(session: Session) -> list[str]:
    return sorted(session.exec(select(Notification.state)).all())


async def test_a_tick_sends_what_is_due_and_leaves_the_rest_queued(database_url: str) -> None:
    bench = TickBench(database_url)
    await prepare(bench.store, 2 * PEOPLE)
    assert await bench.tick(1) > 0
    found = await bench.store.read(states)
    await bench.close()
    assert (found.count("queued"), found.count("sent")) == (2 * PEOPLE, PEOPLE)


async def test_nobody_has_quiet_hours_and_nothing_queued_is_due_today(store: Store) -> None:
    await prepare(store, PEOPLE)
    first = await store.read(lambda session: session.exec(select(func.min(Notification.send_at))).one())
    quiet_hours = await store.read(
        lambda session: session.exec(select(Person.quiet_from, Person.quiet_until).distinct()).all()
    )
    assert first - utc_now() > timedelta(hours=23)
    assert quiet_hours == [(0, 0)]


async def test_many_and_few_alternate_round_by_round(tmp_path: Path) -> None:
    databases = await prepare_pair(
        *(f"sqlite:///{tmp_path / name}.db" for name in ("few", "many")), size=SIZE
    )
    many, few = await ticks(databases, SIZE.rounds)
    assert len(many) == len(few) == SIZE.rounds
    assert min(many + few) > 0
    queued = []
    for address in (databases.few, databases.many):
        store = Store(address)
        queued.append((await store.read(states)).count("queued"))
        await store.close()
    assert queued == [SIZE.few, SIZE.many]


async def test_lorong_and_apscheduler_report_the_figures_of_the_table(tmp_path: Path) -> None:
    databases = await prepare_pair(
        *(f"sqlite:///{tmp_path / name}.db" for name in ("few", "many")), size=SIZE
    )
    ours, theirs = await asyncio.gather(
        lorong_reminders.main(databases.few, databases.many, SIZE.seconds, SIZE.spread, once=SIZE.at_once),
        asyncio.to_thread(figures_of, tmp_path, "benchmarks.apscheduler_reminders", SIZE.many, SIZE.at_once),
    )
    assert ours["once"]["sent"] == theirs["once"]["sent"] == SIZE.at_once
    assert 0 <= ours["spread"]["late_p50_s"] <= ours["spread"]["late_p99_s"] <= ours["spread"]["late_max_s"]
    assert ours["memory"]["few_mib"] > 0
    done = ReminderFigures(
        sqlite=([0.2, 0.6], [0.1, 0.2]), postgresql=([0.3], [0.2]), writing_s=0.1, ours=ours, theirs=theirs
    )
    figures = done.figures()
    assert [*figures][:3] == [*TARGETS]
    assert figures["tick_sqlite"] == 2.5
    assert figures["tick_100k_vs_1k"] == 2.5, "the worse of the two databases"
    assert json.loads(figures_line(figures)).keys() == figures.keys()
    assert "2.50 (2.00, 3.00)" in printed(done.tick_rows(SIZE))
    assert f"{SIZE.at_once} due at once" in printed(done.loop_rows(SIZE))


async def test_a_blocked_event_loop_is_measured() -> None:
    async with measured_lag() as lags:
        time.sleep(0.1)  # noqa: ASYNC251
    assert block_figures(lags)["max_ms"] > 90


def test_a_percentile_is_the_smallest_value_that_the_share_does_not_exceed() -> None:
    values = [float(value) for value in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile(values, 0.999)) == (50, 99, 100)
    assert percentile([7.0], 0.99) == 7


async def test_apscheduler_runs_and_adds_a_job_for_each_reminder() -> None:
    assert (await apscheduler_reminders.at_once(5))["sent"] == 5
    assert (await apscheduler_reminders.waiting(5))["seconds"] > 0


def test_the_quick_size_is_the_full_one_in_fewer_rounds() -> None:
    assert (
        (QUICK.few, QUICK.many, QUICK.at_once)
        == (FULL.few, FULL.many, FULL.at_once)
        == (1000, 100_000, 10_000)
    )
    assert QUICK.spread / QUICK.seconds == FULL.spread / FULL.seconds
