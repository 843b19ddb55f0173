"""The store: its guarantees about writes, reads and repeated updates, on both databases."""

import asyncio
import signal
import sys
import threading
import time
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from storage.person import Person
from storage.processed_update import DuplicateUpdate, ProcessedUpdate, sweep_processed
from storage.store import Store, mark_changed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]

only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class DeliberateFailure(Exception):
    pass


def add_person(session: Session, person: int, name: str) -> None:
    session.add(Person(id=person, first_name=name, language="ms", created_at=NOW))
    mark_changed(session, "person", person)


def add_person_and_fail(session: Session, person: int, name: str) -> None:
    add_person(session, person, name)
    session.flush()
    raise DeliberateFailure


def names(session: Session) -> list[str]:
    return list(session.exec(select(Person.first_name).order_by(Person.first_name)))


def updates(session: Session) -> list[int]:
    return list(session.exec(select(ProcessedUpdate.update_id).order_by(col(ProcessedUpdate.update_id))))


async def test_what_was_written_can_be_read(store: Store) -> None:
    await store.write(add_person, 1001, "Aina")
    assert await store.read(names) == ["Aina"]


async def test_an_action_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(DeliberateFailure):
        await store.write(add_person_and_fail, 1001, "Aina")
    assert await store.read(names) == []


async def test_a_rule_of_the_database_takes_back_the_whole_action(store: Store) -> None:
    def add_person_and_break_a_rule(session: Session) -> None:
        add_person(session, 1001, "Aina")
        session.flush()
        session.connection().execute(text("UPDATE person SET quiet_from = -1"))

    with pytest.raises(IntegrityError, match="person_quiet_from"):
        await store.write(add_person_and_break_a_rule)
    assert await store.read(names) == []


async def test_an_update_has_its_effect_once(store: Store) -> None:
    await store.execute_once(7, NOW, add_person, 1001, name="Aina")
    with pytest.raises(DuplicateUpdate):
        await store.execute_once(7, NOW, add_person, 1002, name="Budi")
    assert await store.read(names) == ["Aina"]


async def test_an_update_whose_action_failed_may_come_again(store: Store) -> None:
    with pytest.raises(DeliberateFailure):
        await store.execute_once(7, NOW, add_person_and_fail, 1001, name="Aina")
    await store.execute_once(7, NOW, add_person, 1001, name="Aina")
    assert await store.read(names) == ["Aina"]


async def test_forty_times_the_same_update_at_once_have_one_effect(store: Store) -> None:
    outcomes = await asyncio.gather(
        *(store.execute_once(7, NOW, add_person, 1001 + caller, name="Aina") for caller in range(40)),
        return_exceptions=True,
    )
    assert sorted(map(repr, outcomes)) == ["DuplicateUpdate()"] * 39 + ["None"]
    assert await store.read(names) == ["Aina"]


async def test_updates_are_forgotten_after_two_days(store: Store) -> None:
    for number, day in enumerate((20, 22, 23)):
        await store.execute_once(number, NOW.replace(day=day, hour=13), names)
    await store.write(sweep_processed, NOW)
    assert await store.read(updates) == [1, 2]


async def test_a_read_cannot_write(store: Store) -> None:
    def write_after_all(session: Session) -> None:
        add_person(session, 1001, "Aina")
        session.flush()

    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        await store.read(write_after_all)
    assert await store.read(names) == []


async def test_a_read_sees_one_moment_however_long_it_takes(store: Store) -> None:
    begun, written = threading.Event(), threading.Event()

    def look_twice(session: Session) -> tuple[list[str], list[str]]:
        first = names(session)
        begun.set()
        assert written.wait(5)
        return first, names(session)

    looking = asyncio.create_task(store.read(look_twice))
    assert await asyncio.to_thread(begun.wait, 5)
    await store.write(add_person, 1001, "Aina")
    written.set()
    assert await looking == ([], [])
    assert await store.read(names) == ["Aina"]


async def test_slow_reads_hold_up_no_quick_one(store: Store) -> None:
    going_on = threading.Event()

    def slow(_session: Session) -> str:
        assert going_on.wait(10)
        return "slow"

    waiting = [asyncio.create_task(store.read_slowly(slow)) for _ in range(10)]
    await asyncio.sleep(0.05)
    try:
        found = await asyncio.wait_for(store.read(lambda session: session.exec(select(1)).one()), 5)
    finally:
        going_on.set()
    assert found == 1
    assert await asyncio.gather(*waiting) == ["slow"] * 10


@pytest.mark.parametrize("pages_are_busy", [True, False], ids=["pages", "chat"])
async def test_pages_hold_up_no_chat_and_the_chat_no_page(store: Store, pages_are_busy: bool) -> None:
    busy, other = store.read_page, store.read
    if not pages_are_busy:
        busy, other = other, busy
    going_on = threading.Event()

    def hold(_session: Session) -> bool:
        return going_on.wait(10)

    waiting = [asyncio.create_task(busy(hold)) for _ in range(20)]
    await asyncio.sleep(0.05)
    try:
        found = await asyncio.wait_for(other(lambda session: session.exec(select(1)).one()), 5)
    finally:
        going_on.set()
    assert found == 1
    assert await asyncio.gather(*waiting) == [True] * 20


async def test_listeners_are_told_what_is_committed_before_the_writer_goes_on(store: Store) -> None:
    changes: list[tuple[frozenset[Hashable], asyncio.Task[list[str]]]] = []
    store.after_commit_hooks.append(
        lambda touched: changes.append((touched, asyncio.create_task(store.read(names))))
    )
    await store.write(add_person, 1001, "Aina")
    [(touched, seen)] = changes
    assert touched == {"person", 1001}
    assert await seen == ["Aina"]


async def test_every_listener_is_told_also_where_another_fails(store: Store) -> None:
    changes: list[frozenset[Hashable]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, _complaint: None)
    store.after_commit_hooks += [changes.append, lambda _: 1 / 0, changes.append]  # type: ignore[arg-type, list-item, return-value]
    try:
        await store.write(add_person, 1001, "Aina")
    finally:
        loop.set_exception_handler(None)
    assert changes == [{"person", 1001}] * 2


@only_postgresql
async def test_what_a_try_touched_that_failed_is_not_told(store: Store) -> None:
    changes: list[frozenset[Hashable]] = []
    store.after_commit_hooks.append(changes.append)
    tries: list[str] = ["first", "second"]

    def fail_at_first(session: Session) -> str:
        this = tries.pop(0)
        mark_changed(session, this)
        if tries:
            session.connection().execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"))
        return this

    assert await store.write(fail_at_first) == "second"
    assert changes == [{"second"}]


async def test_listeners_are_not_told_what_was_taken_back(store: Store) -> None:
    changes: list[frozenset[Hashable]] = []
    store.after_commit_hooks.append(changes.append)
    with pytest.raises(DeliberateFailure):
        await store.write(add_person_and_fail, 1001, "Aina")
    await store.write(names)
    assert changes == []


async def test_a_write_that_nobody_waits_for_any_more_is_finished_and_told(store: Store) -> None:
    begun, go_on, changes = threading.Event(), threading.Event(), asyncio.Event()
    store.after_commit_hooks.append(lambda _: changes.set())

    def add_person_slowly(session: Session) -> None:
        begun.set()
        assert go_on.wait(5)
        add_person(session, 1001, "Aina")

    writing = asyncio.create_task(store.write(add_person_slowly))
    assert await asyncio.to_thread(begun.wait, 5)
    writing.cancel()
    go_on.set()
    await asyncio.wait_for(changes.wait(), 5)
    assert writing.cancelled()
    assert await store.read(names) == ["Aina"]


async def test_a_listener_that_fails_does_not_make_a_committed_write_look_failed(store: Store) -> None:
    complaints: list[dict[str, object]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, complaint: complaints.append(complaint))
    store.after_commit_hooks.append(lambda _: 1 / 0)  # type: ignore[arg-type]
    try:
        await store.write(add_person, 1001, "Aina")
    finally:
        loop.set_exception_handler(None)
    assert [type(complaint["exception"]) for complaint in complaints] == [ZeroDivisionError]


@only_postgresql
async def test_two_who_lock_each_other_out_both_get_through(store: Store) -> None:
    await store.write(add_person, 1, "Aina")
    await store.write(add_person, 2, "Budi")
    both_have_their_first = threading.Barrier(2)
    tries = {1: 0, 2: 0}

    def greet(session: Session, first: int, second: int) -> None:
        tries[first] += 1
        for person in (first, second):
            row = update(Person).where(col(Person.id) == person)
            session.connection().execute(row.values(first_name=Person.first_name + "!"))
            if person == first and tries[first] == 1:
                both_have_their_first.wait(5)

    await asyncio.gather(store.write(greet, 1, 2), store.write(greet, 2, 1))
    assert sorted(tries.values()) == [1, 2]
    assert await store.read(names) == ["Aina!!", "Budi!!"]


@only_postgresql
@pytest.mark.parametrize(("code", "tries"), [("40001", 3), ("40P01", 3), ("23514", 1)])
async def test_only_what_may_go_better_is_tried_again_and_three_times_at_most(
    store: Store, code: str, tries: int
) -> None:
    tried = 0

    def fail(session: Session) -> None:
        nonlocal tried
        tried += 1
        session.connection().execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$"))

    with pytest.raises(DBAPIError):
        await store.write(fail)
    assert tried == tries


async def test_what_a_rule_forbids_is_not_tried_again(store: Store) -> None:
    tried = 0

    def break_a_rule(session: Session) -> None:
        nonlocal tried
        tried += 1
        add_person(session, 1001, "Aina")
        session.flush()
        session.connection().execute(text("UPDATE person SET quiet_from = -1"))

    with pytest.raises(IntegrityError, match="person_quiet_from"):
        await store.write(break_a_rule)
    assert tried == 1


@only_postgresql
async def test_connections_that_the_server_has_cut_are_made_anew(store: Store, database_url: str) -> None:
    await store.write(add_person, 1001, "Aina")
    await store.read(names)
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'lorong' AND datname = current_database()"
    )
    with psycopg.connect(database_url) as connection:
        assert len(connection.execute(cut).fetchall()) >= 2
    await store.write(add_person, 1002, "Budi")
    assert await store.read(names) == ["Aina", "Budi"]


async def test_two_stores_at_one_database_wait_for_each_other(store: Store) -> None:
    other = Store(store.url.render_as_string(hide_password=False))
    await store.write(add_person, 1001, "0")

    def count_up(session: Session) -> None:
        person = session.exec(select(Person).where(col(Person.id) == 1001).with_for_update()).one()
        person.first_name = str(int(person.first_name) + 1)

    await asyncio.gather(*(each.write(count_up) for each in [store, other] * 20))
    await other.close()
    assert await store.read(names) == ["40"]


async def test_close_lets_what_runs_finish(database_url: str) -> None:
    store = Store(database_url)

    def add_person_slowly(session: Session, person: int) -> None:
        time.sleep(0.02)
        add_person(session, person, f"{person:02}")

    writes = [asyncio.create_task(store.write(add_person_slowly, person)) for person in range(1, 21)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*writes)
    again = Store(database_url)
    assert await again.read(names) == [f"{person:02}" for person in range(1, 21)]
    await again.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        await store.write(add_person, 1001, "Aina")


async def test_close_lets_go_of_every_connection(
    new_postgresql: Callable[[str], str], worker_id: str
) -> None:
    url = new_postgresql(f"lorong_closed_{worker_id}")
    store = Store(url)

    def look(session: Session) -> None:
        session.connection().execute(text("SELECT pg_sleep(0.05)"))

    await asyncio.gather(*(store.write(look) for _ in range(8)), *(store.read(look) for _ in range(8)))
    ours = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE application_name = 'lorong' AND datname = current_database()"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute(ours).fetchone() != (0,)
        await store.close()
        for _ in range(100):
            if connection.execute(ours).fetchone() == (0,):
                return
            await asyncio.sleep(0.05)
        pytest.fail("connections are left")


async def test_what_was_acknowledged_is_there_after_a_kill(database_url: str, store: Store) -> None:
    program = [sys.executable, "-m", "tests.storage.writer_process", database_url]
    scribe = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert scribe.stdout
    said = b"".join([await scribe.stdout.readline() for _ in range(60)])
    scribe.kill()
    said += await scribe.stdout.read()
    assert await scribe.wait() == -signal.SIGKILL
    acknowledged = {int(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")}
    kept = await store.read(updates)
    assert len(acknowledged) >= 60
    assert acknowledged <= set(kept)
    assert [int(name) for name in await store.read(names)] == kept, "an update is recorded with its effect"


async def test_an_outage_is_one_line_and_so_is_its_end(store: Store) -> None:
    def be_away(_: Session) -> None:
        raise OperationalError("", {}, Exception())

    with capture_logs() as logs:
        for _ in range(5):
            with pytest.raises(OperationalError):
                await store.write(be_away)
        await store.write(add_person, 1001, "Aina")
        await store.write(add_person, 1002, "Budi")
    assert [entry["event"] for entry in logs] == [
        "the database cannot be written",
        "the database can be written again",
    ]
