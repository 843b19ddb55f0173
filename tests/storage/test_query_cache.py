"""The query cache: one read for concurrent callers, until its rows change or it is too old, on both databases."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest
from sqlmodel import Session, select

from storage import query_cache as kept
from storage.person import Person
from storage.query_cache import MAX_AGE_SECONDS, QueryCache
from storage.store import Store, mark_changed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class LostHeart(Exception):
    pass


def add_person(session: Session, person: int, *changed: str) -> None:
    session.add(Person(id=person, first_name=f"P{person}", language="ms", created_at=NOW))
    mark_changed(session, *changed)


class Asked:
    """A query that counts how often the store is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, session: Session, more: int = 0, *, fails: bool = False) -> int:
        self.times += 1
        if fails:
            raise LostHeart
        return len(session.exec(select(Person.id)).all()) + more


@pytest.fixture
def people() -> Asked:
    return Asked()


@pytest.fixture
def cache(store: Store) -> QueryCache:
    return QueryCache(store)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock that the shelf reads."""
    moments = {"now": 0.0}
    monkeypatch.setattr(kept.time, "monotonic", lambda: moments["now"])

    def move(seconds: float) -> None:
        moments["now"] += seconds

    return move


async def test_however_many_ask_the_same_at_one_moment_the_store_is_asked_once(
    cache: QueryCache, people: Asked
) -> None:
    assert await asyncio.gather(*(cache.read(people, 1) for _ in range(40))) == [1] * 40
    assert await cache.read(people, 1) == 1
    assert people.times == 1


async def test_another_question_is_asked_by_itself(cache: QueryCache, people: Asked) -> None:
    assert [await cache.read(people), await cache.read(people, 1), await cache.read(people, more=2)] == [
        0,
        1,
        2,
    ]
    other = Asked()
    await cache.read(other, 1)
    assert (people.times, other.times) == (3, 1)


async def test_the_same_question_is_the_same_however_it_is_put(cache: QueryCache, people: Asked) -> None:
    await cache.read(people, more=1, fails=False)
    await cache.read(people, fails=False, more=1)
    assert people.times == 1


async def test_a_change_of_a_drop_is_seen_at_once_and_any_other_is_not(
    store: Store, cache: QueryCache, people: Asked
) -> None:
    numbers = count(1)
    assert await cache.read(people) == 0
    await store.write(add_person, next(numbers), "notification")
    assert await cache.read(people) == 0
    await store.write(add_person, next(numbers), "notification", "drop")
    assert await cache.read(people) == 2


async def test_units_that_change_drop_all_but_what_counts_none(store: Store, people: Asked) -> None:
    lasting = Asked()
    cache = QueryCache(store, (lasting,))
    for change, shown in (("units", (1, 0)), ("drop", (2, 2))):
        await cache.read(people)
        await cache.read(lasting)
        await store.write(add_person, shown[0], change)
        assert (await cache.read(people), await cache.read(lasting)) == shown


async def test_what_is_read_while_a_drop_changes_is_given_to_nobody_else(
    store: Store, cache: QueryCache, people: Asked
) -> None:
    reading = asyncio.create_task(cache.read(people))
    await asyncio.sleep(0)
    await store.write(add_person, 1, "drop")
    assert await cache.read(people) == 1
    await reading
    assert await cache.read(people) == 1
    assert people.times == 2


async def test_what_is_too_old_is_asked_anew(
    store: Store, cache: QueryCache, people: Asked, later: Callable[[float], None]
) -> None:
    await cache.read(people)
    await store.write(add_person, 1)
    later(MAX_AGE_SECONDS[store.url.get_backend_name()] - 0.01)
    assert await cache.read(people) == 0
    later(0.01)
    assert await cache.read(people) == 1


async def test_a_question_that_failed_is_asked_anew(cache: QueryCache, people: Asked) -> None:
    for _ in range(2):
        with pytest.raises(LostHeart):
            await cache.read(people, fails=True)
    assert people.times == 2


async def test_one_who_goes_takes_no_answer_from_the_others(cache: QueryCache, people: Asked) -> None:
    first, second = (asyncio.create_task(cache.read(people)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 0
    assert first.cancelled()
    assert people.times == 1


async def test_it_keeps_no_more_than_has_room(
    cache: QueryCache, people: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MAX_CACHED", 3)
    for more in (1, 2, 3):
        await cache.read(people, more)
    await cache.read(people, 1)
    assert people.times == 3
    await cache.read(people, 4)
    await cache.read(people, 4)
    await cache.read(people, 1)
    assert people.times == 5
