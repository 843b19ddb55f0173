"""Reads that are asked for at one time: answered together, each after it was asked, and none by the fault of another caller."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from storage.person import Person
from storage.read_batch import MAX_READ
from storage.store import Store, StoreTimeout

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

lists: list[list[int]] = []


@pytest.fixture(autouse=True)
def without_lists() -> None:
    lists.clear()


def names(session: Session, people: Sequence[int]) -> list[str | None]:
    """Return the name of each person, None for nobody."""
    lists.append([*people])
    found = dict(session.exec(select(Person.id, Person.first_name).where(col(Person.id).in_(people))).all())
    return [found.get(each) for each in people]


def torn(session: Session, people: Sequence[int]) -> list[str | None]:
    raise OSError("torn")


def add(session: Session, person: int) -> None:
    session.add(Person(id=person, first_name=f"P{person}", language="ms", created_at=NOW))


async def test_those_who_ask_at_one_time_are_answered_by_one_read(store: Store) -> None:
    for person in (1, 2):
        await store.write(add, person)
    answers = await asyncio.gather(*(store.read_batched(names, person) for person in (2, 1, 3, 2)))
    assert answers == ["P2", "P1", None, "P2"]
    assert lists == [[2, 1, 3, 2]]


async def test_whoever_asks_while_others_are_answered_reads_what_was_written_meanwhile(store: Store) -> None:
    reading, written = threading.Event(), threading.Event()

    def held_up(session: Session, people: Sequence[int]) -> list[str | None]:
        found = names(session, people)
        reading.set()
        assert written.wait(20)
        return found

    first = asyncio.create_task(store.read_batched(held_up, 1))
    await asyncio.to_thread(reading.wait, 20)
    await store.write(add, 1)
    later = [asyncio.create_task(store.read_batched(held_up, 1)) for _ in range(3)]
    await asyncio.sleep(0)
    written.set()
    assert await first is None
    assert await asyncio.gather(*later) == ["P1"] * 3
    assert lists == [[1], [1, 1, 1]]


async def test_a_read_that_fails_fails_for_those_who_asked_and_for_nobody_later(store: Store) -> None:
    answers = await asyncio.gather(
        *(store.read_batched(torn, person) for person in (1, 2)), return_exceptions=True
    )
    assert [str(each) for each in answers] == ["torn", "torn"]
    assert await store.read_batched(names, 1) is None


async def test_a_caller_who_leaves_is_not_read_for(store: Store) -> None:
    tasks = [asyncio.create_task(store.read_batched(names, person)) for person in (1, 2)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    assert await tasks[1] is None
    only = asyncio.create_task(store.read_batched(names, 3))
    await asyncio.sleep(0)
    only.cancel()
    assert await store.read_batched(names, 4) is None
    assert lists == [[2], [4]]


async def test_a_crowd_is_answered_in_lists_of_limited_length(store: Store) -> None:
    await asyncio.gather(*(store.read_batched(names, person) for person in range(MAX_READ + 1)))
    assert [len(each) for each in lists] == [MAX_READ, 1]


async def test_one_who_waits_too_long_gets_an_error(store: Store) -> None:
    going_on = threading.Event()

    def silent(session: Session, people: Sequence[int]) -> list[None]:
        going_on.wait(20)
        return [None] * len(people)

    hasty = Store(store.url.render_as_string(hide_password=False), deadline=0.05)
    with pytest.raises(StoreTimeout) as ended:
        await hasty.read_batched(silent, 1)
    assert not ended.value.begun
    going_on.set()
    await hasty.close()
