"""Rows that are made once in a process, and copied into each store that asks for them afterwards."""

import sqlite3
from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Generic, TypeVar

from sqlmodel import Session

from storage.store import Store
from storage.tables import metadata

Outcome = TypeVar("Outcome")
PutBack = Callable[[Session], None]


class KeptRows(Generic[Outcome]):
    """What `make` writes into a store: the real actions run once for each database, later stores get their rows.

    `await rows.lay(store)` returns a copy of what `make` returned: ids, or values with them. The store is empty, or has what `make` goes on from.
    """

    def __init__(self, make: Callable[[Store], Awaitable[Outcome]]) -> None:
        self._make = make
        self._kept: dict[str, tuple[PutBack, Outcome]] = {}

    async def lay(self, store: Store) -> Outcome:
        """Write the rows into a store."""
        database = "" if store.sqlite else str(store.url)
        if kept := self._kept.get(database):
            put_back, outcome = kept
            await store.write(put_back)
        else:
            outcome = await self._make(store)
            copy = _sqlite_copy if store.sqlite else _postgresql_copy
            self._kept[database] = await store.write(copy), outcome
        return deepcopy(outcome)


def _sqlite_copy(session: Session) -> PutBack:
    """Return what gives another database the rows of this one; it then counts on from the same ids."""
    source, kept = _driver(session), list[tuple[str, str, list[tuple[object, ...]]]]()
    for name in (*(table.name for table in metadata.sorted_tables), "sqlite_sequence"):
        found = source.execute(f'SELECT * FROM "{name}"')
        if rows := found.fetchall():
            columns = ", ".join(f'"{column[0]}"' for column in found.description)
            places = ", ".join("?" * len(found.description))
            kept.append((name, f'INSERT INTO "{name}" ({columns}) VALUES ({places})', rows))

    def put_back(session: Session) -> None:
        target = _driver(session)
        target.execute("PRAGMA defer_foreign_keys=ON")
        for name, _, _ in reversed(kept):
            target.execute(f'DELETE FROM "{name}"')
        for name, insert, rows in kept:
            if name == "sqlite_sequence":
                target.execute("DELETE FROM sqlite_sequence")
            target.executemany(insert, rows)

    return put_back


def _driver(session: Session) -> sqlite3.Connection:
    """Return the connection of SQLite itself, in the session's transaction."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


def _postgresql_copy(session: Session) -> PutBack:
    """Return what gives this database its rows again, but for those of neighbours; it then counts on from the same ids."""
    read = session.connection().exec_driver_sql
    sequences = set(read("SELECT sequencename FROM pg_sequences").scalars())
    deletes, inserts = list[str](), list[str]()
    for table in metadata.sorted_tables:
        name, sequence = f'"{table.name}"', f"{table.name}_id_seq"
        found = read(f"SELECT json_agg(own)::text FROM {name} own").scalar()
        if not found:
            continue
        rows = found.replace("'", "''")
        deletes.append(f"DELETE FROM {name}")
        inserts.append(f"INSERT INTO {name} SELECT * FROM json_populate_recordset(NULL::{name}, '{rows}')")
        if sequence in sequences:
            last, is_called = read(f'SELECT last_value, is_called FROM "{sequence}"').one()
            inserts.append(f"SELECT setval('{sequence}', {last}, {is_called})")

    def put_back(session: Session) -> None:
        connection = session.connection().execution_options(no_parameters=True)
        for statements in (reversed(deletes), inserts):
            connection.exec_driver_sql(";".join(statements))

    return put_back
