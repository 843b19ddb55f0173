"""Locks of people, and the pictures that everybody sees."""

from collections.abc import Hashable
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, select

from market.person import (
    Blocked,
    lock_people,
    lock_unblocked_person,
    mark_people_changed,
)
from market.picture import bytes_of, file_id_of, file_ids_of, picture_by_prefix, store_file_ids, store_picture
from market.public_code import LENGTH, new_code
from storage.alley import Alley
from storage.drop import Drop
from storage.person import Person
from storage.picture import Picture
from storage.store import Store
from tests.people import meet

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TOM, SITI, BLOCKED, NEVER_MET = 4003, 4001, 4002, 99


@pytest.fixture
async def market(store: Store) -> Store:
    for person in (TOM, SITI, BLOCKED):
        await store.write(meet, person, "x", "en", now=NOW)
    await store.write(lambda session: setattr(session.get_one(Person, BLOCKED), "blocked_at", NOW))
    return store


async def row(store: Store, person: int) -> dict[str, Any]:
    return await store.read(lambda session: session.get_one(Person, person).model_dump())


def heard_by(store: Store) -> set[Hashable]:
    heard: set[Hashable] = set()
    store.after_commit_hooks.append(heard.update)
    return heard


async def test_a_lock_refuses_the_blocked_and_changes_nothing(market: Store) -> None:
    heard = heard_by(market)
    await market.write(lock_unblocked_person, TOM)
    await market.write(lock_unblocked_person, NEVER_MET)
    with pytest.raises(Blocked):
        await market.write(lock_unblocked_person, BLOCKED)
    assert heard == set()


async def test_a_lock_of_many_returns_those_who_are_blocked(market: Store) -> None:
    assert await market.write(lock_people, {TOM, BLOCKED, NEVER_MET, SITI}) == {BLOCKED}
    assert await market.write(lock_people, ()) == frozenset()


async def test_people_marked_as_changed_are_heard_of_after_the_commit(market: Store) -> None:
    heard = heard_by(market)
    await market.write(mark_people_changed, (TOM, SITI))
    assert heard == {("person", TOM), ("person", SITI)}


KEYS = ("ab" * 32, "a_" + "b" * 62, "cd" * 32)


async def test_a_picture_is_kept_once_for_the_same_bytes(store: Store) -> None:
    for key, data in ((KEYS[0], b"first"), (KEYS[2], b"third"), (KEYS[0], b"again")):
        await store.write(store_picture, key, 4, 3, data=data, now=NOW)
    assert [await store.read(bytes_of, key) for key in (KEYS[0], KEYS[2])] == [b"first", b"third"]
    with pytest.raises(KeyError):
        await store.read(bytes_of, KEYS[1])
    sizes = await store.read(lambda session: session.exec(select(Picture.width, Picture.height)).all())
    assert [tuple(size) for size in sizes] == [(4, 3)] * 2


async def test_a_bot_has_its_own_file_ids_and_the_newest_counts(store: Store) -> None:
    for bot, key, file_id in ((7, KEYS[0], "old"), (7, KEYS[2], "c"), (8, KEYS[0], "b"), (7, KEYS[0], "new")):
        await store.write(store_file_ids, bot, {key: file_id}, now=NOW)
    assert [await store.read(file_id_of, 7, key) for key in KEYS] == ["new", None, "c"]
    assert [await store.read(file_id_of, 8, key) for key in KEYS] == ["b", None, None]
    assert [await store.read(file_id_of, 9, key) for key in KEYS] == [None, None, None]
    assert await store.read(file_ids_of, 7, KEYS) == {KEYS[0]: "new", KEYS[2]: "c"}
    assert await store.read(file_ids_of, 9, KEYS) == {}


async def test_a_picture_is_found_by_how_its_key_begins(store: Store) -> None:
    for key in (KEYS[0], KEYS[2]):
        await store.write(store_picture, key, 1, 1, data=key.encode(), now=NOW)
    assert await store.read(picture_by_prefix, "cdcd") == KEYS[2]
    assert await store.read(picture_by_prefix, KEYS[0]) == KEYS[0]
    for beginning in ("bcd", "cdcdab"):
        assert await store.read(picture_by_prefix, beginning) is None


async def test_a_code_is_one_that_no_row_of_its_kind_has(market: Store) -> None:
    taken = await market.read(new_code, Alley, Random(3))

    def build(session: Session) -> None:
        session.add(
            Alley(
                code=taken, name="Bakau", city="Miri", zone="Asia/Kuching", territory="MY", currency="MYR",
                latitude=4.4, longitude=113.9,
            )
        )  # fmt: skip

    await market.write(build)
    another = await market.read(new_code, Alley, Random(3))
    assert (len(taken), len(another)) == (LENGTH, LENGTH)
    assert another != taken
    assert await market.read(new_code, Drop, Random(3)) == taken
