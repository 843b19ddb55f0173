"""PostgreSQL stops, restarts, goes read-only or sits behind PgBouncer: callers get an error in time, nothing hangs, and nothing needs a restart here."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from storage.postgresql import TimedConnection
from storage.schema import upgrade
from storage.store import Store, StoreTimeout
from tests.own_postgresql import Server, own_server
from tests.storage.test_store import add_person, names

KIND_ANSWER = 8.0
"""Seconds in which a person gets an answer."""

UNAVAILABLE = (DBAPIError, StoreTimeout)


@pytest.fixture(scope="module")
def server() -> Server:
    started = own_server()
    upgrade(started.url)
    return started


@pytest.fixture
async def store(server: Server) -> AsyncIterator[Store]:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("DELETE FROM person")
    store = Store(server.url)
    await store.write(add_person, 1, "Aina")
    await asyncio.gather(*(store.read(names) for _ in range(3)))
    yield store
    await store.close()


@pytest.fixture
def stopped(server: Server) -> Iterator[Server]:
    """A server that is there and says nothing, as where the cable is cut or its disk hangs."""
    server.signal(signal.SIGSTOP)
    yield server
    server.signal(signal.SIGCONT)


async def asked(work: Any) -> tuple[float, BaseException | None]:
    began = time.monotonic()
    try:
        await work
    except UNAVAILABLE as error:
        return time.monotonic() - began, error
    return time.monotonic() - began, None


async def test_a_server_that_says_nothing_gives_everybody_an_error_in_time(
    store: Store, stopped: Server
) -> None:
    """More callers than there are threads: those that wait for one get theirs as well."""
    works = [store.write(add_person, 10 + number, "Budi") for number in range(8)]
    looks = [store.read(names) for _ in range(8)]
    answers = await asyncio.gather(*(asked(work) for work in (*works, *looks)))
    assert all(error is not None for _, error in answers)
    assert max(seconds for seconds, _ in answers) < KIND_ANSWER


async def test_after_a_silence_the_store_works_again_by_itself(store: Store, server: Server) -> None:
    server.signal(signal.SIGSTOP)
    try:
        await asyncio.gather(*(asked(store.write(add_person, 10 + number, "Budi")) for number in range(8)))
    finally:
        server.signal(signal.SIGCONT)
    began = time.monotonic()
    while (await asked(store.write(add_person, 99, "Siti")))[1]:
        assert time.monotonic() - began < 20
    assert "Siti" in await store.read(names)


async def test_a_restart_is_an_error_at_most_and_then_everything_works(store: Store, server: Server) -> None:
    await asyncio.to_thread(server.restart)
    seconds, _ = await asked(store.write(add_person, 2, "Budi"))
    assert seconds < KIND_ANSWER
    await asked(store.write(add_person, 3, "Siti"))
    assert {"Aina", "Siti"} <= {*(await store.read(names))}


async def test_a_statement_without_an_end_is_ended(store: Store) -> None:
    def sleep(session: Session) -> None:
        session.connection().execute(text("SELECT pg_sleep(30)"))

    seconds, error = await asked(store.write(sleep))
    assert error is not None
    assert "statement timeout" in str(error)
    assert seconds < KIND_ANSWER


async def test_a_lock_that_somebody_keeps_is_an_error_in_time(store: Store, server: Server) -> None:
    def rename(session: Session) -> None:
        session.connection().execute(text("UPDATE person SET first_name = 'Budi' WHERE id = 1"))

    with psycopg.connect(server.url) as other:
        other.execute("SELECT 1 FROM person WHERE id = 1 FOR UPDATE")
        seconds, error = await asked(store.write(rename))
    assert "lock timeout" in str(error)
    assert seconds < KIND_ANSWER
    await store.write(rename)
    assert await store.read(names) == ["Budi"]


async def test_a_connection_that_is_read_only_is_replaced_after_one_error(server: Server) -> None:
    """As after a failover: the connection still leads to what was the primary, and a new one leads to the right one."""
    store = Store(server.url)
    with psycopg.connect(server.url, autocommit=True) as other:
        other.execute("DELETE FROM person")
        other.execute("ALTER DATABASE postgres SET default_transaction_read_only = on")
        try:
            assert (await asked(store.write(add_person, 2, "Budi")))[1] is not None
        finally:
            other.execute("SET default_transaction_read_only = off")
            other.execute("ALTER DATABASE postgres RESET default_transaction_read_only")
    await store.write(add_person, 3, "Siti")
    assert await store.read(names) == ["Siti"]
    await store.close()


def test_a_connection_that_is_given_up_is_closed(server: Server) -> None:
    connection = TimedConnection.connect(server.url)
    connection.silence = 0.3
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match="does not answer"):
        connection.execute("SELECT pg_sleep(20)")
    assert time.monotonic() - began < 3
    assert connection.closed
