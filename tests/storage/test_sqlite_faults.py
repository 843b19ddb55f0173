"""SQLite locked by another process, its disk full, its file read-only: an error in time, reads go on, nothing is lost, and no restart is needed."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from storage.leadership import Leadership, LeaseTimes
from storage.store import Store, StoreTimeout
from tests.small_disk import mount
from tests.storage.test_store import add_person, names

KIND_ANSWER = 8.0
"""Seconds in which a person gets an answer."""
OFTEN = LeaseTimes(lease=4.0, renew=0.0, retry=0.0)


@pytest.fixture
async def store(disk: Path, sqlite_template: Path) -> AsyncIterator[Store]:
    shutil.copy(sqlite_template, disk / "lorong.db")
    store = Store(f"sqlite:///{disk / 'lorong.db'}")
    await store.write(add_person, 1, "Aina")
    await asyncio.gather(*(store.read(names) for _ in range(3)))
    yield store
    await store.close()


async def failed(work: Awaitable[object]) -> tuple[float, Exception]:
    """The seconds until the error, and the error."""
    began = time.monotonic()
    with pytest.raises((OperationalError, StoreTimeout)) as found:
        await work
    return time.monotonic() - began, found.value


async def works_again(store: Store) -> None:
    await store.write(add_person, 99, "Siti")
    assert await store.read(names) == ["Aina", "Siti"]


async def test_locked_by_another_process(disk: Path, store: Store) -> None:
    """Eight callers wait for one thread: those behind the first get their error as well, and nothing of theirs is done later."""
    with closing(sqlite3.connect(disk / "lorong.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        errors = await asyncio.gather(
            *(failed(store.write(add_person, 10 + number, "Budi")) for number in range(8))
        )
        assert max(seconds for seconds, _ in errors) < KIND_ANSWER
        assert await store.read(names) == ["Aina"]
        other.execute("ROLLBACK")
    await works_again(store)


async def test_whoever_was_not_served_in_time_knows_that_nothing_is_stored(disk: Path, store: Store) -> None:
    with closing(sqlite3.connect(disk / "lorong.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        errors = await asyncio.gather(
            *(failed(store.write(add_person, 10 + number, "Budi")) for number in range(4))
        )
        late = [error for _, error in errors if isinstance(error, StoreTimeout)]
        assert late
        assert not any(error.begun for error in late), "it is certain that nothing is stored"
        other.execute("ROLLBACK")
    await works_again(store)


async def test_a_full_disk(disk: Path, store: Store) -> None:
    junk = disk / "junk"
    with pytest.raises(OSError, match="No space"):
        junk.write_bytes(bytes(4 * 2**20))
    leadership = Leadership(store.url, "one", times=OFTEN)

    async def fill() -> None:
        for number in range(10, 400):
            await store.write(add_person, number, "Budi")

    _, error = await failed(fill())
    assert "full" in str(error)
    before = await store.read(names)
    assert before[0] == "Aina"
    assert not await leadership(), "the lease cannot be renewed"
    junk.unlink()
    await store.write(add_person, 999, "Siti")
    assert await store.read(names) == [*before, "Siti"]
    assert await leadership()
    leadership.close()


async def test_a_disk_that_can_only_be_read(disk: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, disk / "lorong.db")
    mount("-o", "remount,ro", disk)
    store = Store(f"sqlite:///{disk / 'lorong.db'}")
    try:
        seconds, _ = await failed(store.write(add_person, 2, "Budi"))
        assert seconds < KIND_ANSWER
    finally:
        mount("-o", "remount,rw", disk)
    await store.write(add_person, 1, "Aina")
    await works_again(store)
    await store.close()
