"""Batched requests: each caller gets its own outcome, and one that fails does not fail the others, on both databases."""

import asyncio
import signal
import sys
import threading
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, delete, select

from storage.batch import MAX_BATCH, BatchAction
from storage.person import Person
from storage.processed_update import DuplicateUpdate, ProcessedUpdate
from storage.store import Store, mark_changed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


class StreetFull(Exception):
    pass


@dataclass(frozen=True)
class AddRequest:
    """`behaviour`: "in", "refused", or "spoils", which fails the whole batch."""

    person: int
    behaviour: str = "in"
    alley: str = "Bakau"


def count(session: Session) -> int:
    return len(session.exec(select(Person.id)).all())


def add_people(session: Session, requests: Sequence[AddRequest]) -> list[int | Exception]:
    """Add each person as the next of the alley; the outcome is their place."""
    batches.append([request.person for request in requests])
    assert len({request.alley for request in requests}) == 1
    place, outcomes = count(session), list[int | Exception]()
    for request in requests:
        if request.behaviour == "refused":
            outcomes.append(StreetFull(request.person))
            continue
        place += 1
        person = Person(id=request.person, first_name=f"{place:04}", language="ms", created_at=NOW)
        person.quiet_from = 0 if request.behaviour == "in" else -1
        session.add(person)
        mark_changed(session, request.person)
        outcomes.append(place)
    session.flush()
    return outcomes


batches: list[list[int]] = []
ADD_PERSON = BatchAction(add_people, key=lambda request: request.alley)


@pytest.fixture(autouse=True)
def without_batches() -> None:
    batches.clear()


def people(session: Session) -> dict[int, str]:
    rows = session.exec(select(Person.id, Person.first_name).order_by(Person.first_name))
    return dict(rows.all())


def updates(session: Session) -> list[int]:
    return list(session.exec(select(ProcessedUpdate.update_id).order_by(col(ProcessedUpdate.update_id))))


@asynccontextmanager
async def busy(store: Store) -> AsyncIterator[None]:
    """Keep the writers busy until all requests are queued."""
    begun, go_on = threading.Event(), threading.Event()

    def keep_busy(session: Session) -> None:
        begun.set()
        assert go_on.wait(5)

    writes = [asyncio.create_task(store.write(keep_busy)) for _ in range(1 if store.sqlite else 4)]
    assert await asyncio.to_thread(begun.wait, 5)
    yield
    await asyncio.sleep(0.01)
    go_on.set()
    await asyncio.gather(*writes)


async def submit(store: Store, *requests: AddRequest, first: int = 1) -> list[object]:
    """At one time; the writer is busy until all of them wait. The update of the first is `first`."""
    async with busy(store):
        asked = [
            asyncio.create_task(store.run_batched(ADD_PERSON, update, NOW, request))
            for update, request in enumerate(requests, first)
        ]
    return await asyncio.gather(*asked, return_exceptions=True)


async def test_a_single_request_is_a_batch_of_one(store: Store) -> None:
    assert await store.run_batched(ADD_PERSON, 7, NOW, AddRequest(1001)) == 1
    assert batches == [[1001]]
    assert await store.read(updates) == [7]


async def test_who_waits_while_the_writer_is_busy_is_one_list_in_their_order(store: Store) -> None:
    outcomes = await submit(store, *(AddRequest(person) for person in range(1, 31)))
    assert outcomes == [*range(1, 31)]
    assert batches == [[*range(1, 31)]]
    assert [*await store.read(people)] == [*range(1, 31)]
    assert await store.read(updates) == [*range(1, 31)]


async def test_two_things_never_share_a_list(store: Store) -> None:
    in_two_alleys = [AddRequest(person, alley="Bakau" if person % 2 else "Api") for person in range(1, 9)]
    if store.sqlite:
        await submit(store, *in_two_alleys)
        assert batches == [[1, 3, 5, 7], [2, 4, 6, 8]]


async def test_a_list_has_an_end_and_nobody_is_left_behind(store: Store) -> None:
    outcomes = await submit(store, *(AddRequest(person) for person in range(1, MAX_BATCH + 3)))
    assert [len(each) for each in batches] == [MAX_BATCH, 2]
    assert outcomes == [*range(1, MAX_BATCH + 3)]


async def test_one_who_is_refused_is_told_and_leaves_nothing(store: Store) -> None:
    outcomes = await submit(store, AddRequest(1), AddRequest(2, "refused"), AddRequest(3))
    assert [*map(repr, outcomes)] == ["1", "StreetFull(2)", "2"]
    assert [*await store.read(people)] == [1, 3]
    assert await store.read(updates) == [1, 3]
    assert await store.run_batched(ADD_PERSON, 2, NOW, AddRequest(2)) == 3, "the update may come again"


async def test_a_batch_that_fails_is_run_as_batches_of_one_and_only_the_bad_request_fails(
    store: Store,
) -> None:
    await store.run_batched(ADD_PERSON, 9, NOW, AddRequest(2))
    batches.clear()
    outcomes = await submit(store, *(AddRequest(person) for person in range(1, 5)))
    assert [outcomes[0], outcomes[2], outcomes[3]] == [2, 3, 4]
    assert "IntegrityError" in repr(outcomes[1])
    assert batches == [[1, 2, 3, 4], [1], [2], [3], [4]]
    assert await store.read(updates) == [1, 3, 4, 9]


async def test_a_batch_of_one_that_fails_is_not_run_again(store: Store) -> None:
    outcomes = await submit(store, AddRequest(1, "spoils"))
    assert "IntegrityError" in repr(outcomes[0])
    assert batches == [[1]]
    assert await store.read(updates) == []


async def test_a_second_request_of_one_update_is_decided_in_the_next_batch(store: Store) -> None:
    async with busy(store):
        asked = [
            asyncio.create_task(store.run_batched(ADD_PERSON, update, NOW, AddRequest(person, behaviour)))
            for update, person, behaviour in ((7, 1, "refused"), (7, 2, "in"), (8, 3, "in"), (7, 4, "in"))
        ]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert [*map(repr, outcomes)] == ["StreetFull(1)", "2", "1", "DuplicateUpdate()"]
    assert batches == [[1, 3], [2]]


async def test_a_repeated_update_has_no_second_effect(store: Store) -> None:
    await submit(store, AddRequest(1), AddRequest(2), first=1)
    outcomes = await submit(store, AddRequest(3), AddRequest(4), AddRequest(5), first=2)
    assert [*map(repr, outcomes)] == ["DuplicateUpdate()", "3", "4"]
    assert [*await store.read(people)] == [1, 2, 4, 5]


@pytest.mark.parametrize("how", ["in", "refused"])
async def test_forty_times_the_same_update_at_once_have_one_effect(store: Store, how: str) -> None:
    outcomes = await asyncio.gather(
        *(store.run_batched(ADD_PERSON, 7, NOW, AddRequest(person, how)) for person in range(1, 41)),
        return_exceptions=True,
    )
    if how == "refused":
        assert [*map(repr, outcomes)] == [f"StreetFull({person})" for person in range(1, 41)]
        assert await store.read(updates) == []
    else:
        assert sum(isinstance(each, DuplicateUpdate) for each in outcomes) == 39
        assert await store.read(count) == 1


async def test_a_request_cancelled_before_its_batch_starts_is_skipped(store: Store) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def keep_busy(session: Session, requests: Sequence[AddRequest]) -> list[int | Exception]:
        if requests[0].person == 1:
            begun.set()
            assert go_on.wait(5)
        return add_people(session, requests)

    hot = BatchAction(keep_busy, key=lambda request: request.alley)
    changes: list[Hashable] = []
    store.after_commit_hooks.append(lambda touched: changes.extend(touched))
    asked = [asyncio.create_task(store.run_batched(hot, 1, NOW, AddRequest(1)))]
    assert await asyncio.to_thread(begun.wait, 5)
    asked += [
        asyncio.create_task(store.run_batched(hot, person, NOW, AddRequest(person))) for person in (2, 3)
    ]
    await asyncio.sleep(0)
    asked[0].cancel()
    asked[1].cancel()
    go_on.set()
    assert await asked[2] == 2
    assert [*await store.read(people)] == [1, 3], "the first was begun and is finished"
    assert changes == [1, 3]
    assert [each.cancelled() for each in asked] == [True, True, False]


async def test_two_actions_never_share_a_list_whatever_they_wait_for(store: Store) -> None:
    other: list[int] = []

    def add_others(session: Session, requests: Sequence[AddRequest]) -> list[int | Exception]:
        other.extend(request.person for request in requests)
        return add_people(session, requests)

    second = BatchAction(add_others, key=lambda request: request.alley)
    async with busy(store):
        asked = [
            asyncio.create_task(store.run_batched(hot, person, NOW, AddRequest(person)))
            for person, hot in ((1, ADD_PERSON), (2, second))
        ]
    await asyncio.gather(*asked, return_exceptions=True)
    assert other == [2]


async def test_one_who_goes_while_a_list_is_decided_keeps_nothing_from_the_others(store: Store) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def keep_busy(session: Session, requests: Sequence[AddRequest]) -> list[int | Exception]:
        begun.set()
        assert go_on.wait(5)
        return add_people(session, requests)

    hot = BatchAction(keep_busy, key=lambda request: request.alley)
    complaints: list[dict[str, object]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, complaint: complaints.append(complaint))
    try:
        async with busy(store):
            asked = [
                asyncio.create_task(store.run_batched(hot, one, NOW, AddRequest(one))) for one in (1, 2, 3)
            ]
        assert await asyncio.to_thread(begun.wait, 5)
        asked[0].cancel()
        go_on.set()
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
    finally:
        loop.set_exception_handler(None)
    assert outcomes[1:] == [2, 3]
    assert asked[0].cancelled()
    assert complaints == []


async def test_updates_of_a_list_are_kept_from_its_latest_moment_on(store: Store) -> None:
    moments = [NOW, NOW + timedelta(seconds=2), NOW + timedelta(seconds=1)]
    async with busy(store):
        asked = [
            asyncio.create_task(store.run_batched(ADD_PERSON, one, at, AddRequest(one)))
            for one, at in enumerate(moments, 1)
        ]
    await asyncio.gather(*asked)
    rows = select(ProcessedUpdate.processed_at)
    assert await store.read(lambda session: set(session.exec(rows))) == {max(moments)}


async def test_listeners_hear_before_the_callers_go_on(store: Store) -> None:
    changes: list[Hashable] = []
    store.after_commit_hooks.append(lambda touched: changes.extend(touched))

    async def request(update: int, each: AddRequest) -> bool:
        await store.run_batched(ADD_PERSON, update, NOW, each)
        return each.person in changes

    assert await asyncio.gather(request(1, AddRequest(1)), request(2, AddRequest(2))) == [True, True]


async def test_close_lets_what_waits_finish(database_url: str) -> None:
    store = Store(database_url)
    asked = [
        asyncio.create_task(store.run_batched(ADD_PERSON, person, NOW, AddRequest(person)))
        for person in range(1, 41)
    ]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*asked)
    with pytest.raises(RuntimeError, match="shutdown"):
        await store.run_batched(ADD_PERSON, 99, NOW, AddRequest(99))
    again = Store(database_url)
    assert await again.read(count) == 40
    await again.close()


HOWS = ("in", "in", "in", "refused", "spoils")
crowds = st.lists(st.tuples(st.integers(1, 25), st.integers(1, 25), st.sampled_from(HOWS)), max_size=40)


def empty(session: Session) -> None:
    session.connection().execute(delete(Person))
    session.connection().execute(delete(ProcessedUpdate))


@settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(callers=crowds, pauses=st.lists(st.integers(0, 2), min_size=40, max_size=40))
async def test_whoever_comes_when_each_gets_their_own_outcome(
    store: Store, callers: list[tuple[int, int, str]], pauses: list[int]
) -> None:
    await store.write(empty)

    async def request(update: int, person: int, how: str) -> object:
        try:
            return await store.run_batched(ADD_PERSON, update, NOW, AddRequest(person, how))
        except Exception as error:
            return error

    asked = []
    for (update, person, how), pause in zip(callers, pauses, strict=False):
        asked.append(asyncio.create_task(request(update, person, how)))
        await asyncio.sleep(0.001 * pause)
    outcomes = await asyncio.gather(*asked)
    settled, recorded = await store.read(people), await store.read(updates)
    got = {
        each[1]: outcome for each, outcome in zip(callers, outcomes, strict=True) if isinstance(outcome, int)
    }
    assert {person: int(place) for person, place in settled.items()} == got
    assert [*settled.values()] == [f"{place:04}" for place in range(1, len(settled) + 1)]
    done = [each[0] for each, outcome in zip(callers, outcomes, strict=True) if isinstance(outcome, int)]
    assert sorted(done) == recorded, "an update has its effect once"
    for (update, person, how), outcome in zip(callers, outcomes, strict=True):
        match outcome:
            case StreetFull():
                assert "refused" in how
                assert outcome.args == (person,)
            case DuplicateUpdate():
                assert update in recorded
            case int():
                assert "refused" not in how
            case _:
                assert "IntegrityError" in repr(outcome), "an invalid row, or somebody who is there already"
                assert how == "spoils" or person in settled


async def test_what_was_acknowledged_is_there_after_a_kill(database_url: str, store: Store) -> None:
    program = [sys.executable, "-m", "tests.storage.writer_process", database_url, "batched"]
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
    assert sorted(await store.read(people)) == kept, "an update is recorded with its effect"
