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
    """What `make` writes into an empty store: the real actions run once for each database, later stores get their rows.

    `await rows.lay(store)` returns a copy of what `make` returned: ids, or values with them.
    """

    def __init__(self, make: Callable[[Store], Awaitable[Outcome]]) -> None:
        self._make = make
        self._kept: dict[str, tuple[PutBack, Outcome]] = {}

    async def lay(self, store: Store) -> Outcome:
        """Write the rows into an empty store."""
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
    """Return what inserts the rows of this database into another one, which then counts on from the same ids."""
    source = _driver(session)
    inserts: list[tuple[str, list[tuple[object, ...]]]] = []
    for name in (*(table.name for table in metadata.sorted_tables), "sqlite_sequence"):
        found = source.execute(f'SELECT * FROM "{name}"')
        if rows := found.fetchall():
            columns = ", ".join(f'"{column[0]}"' for column in found.description)
            places = ", ".join("?" * len(found.description))
            inserts.append((f'INSERT INTO "{name}" ({columns}) VALUES ({places})', rows))

    def put_back(session: Session) -> None:
        target = _driver(session)
        target.execute("PRAGMA defer_foreign_keys=ON")
        for insert, rows in inserts:
            if "sqlite_sequence" in insert:
                target.execute("DELETE FROM sqlite_sequence")
            target.executemany(insert, rows)

    return put_back


def _driver(session: Session) -> sqlite3.Connection:
    """Return the connection of SQLite itself, in the session's transaction."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


def _postgresql_copy(session: Session) -> PutBack:
    """Return what inserts the rows of this database, but for those of neighbours, into it again, and counts on from the same ids."""
    read = session.connection().exec_driver_sql
    sequences = set(read("SELECT sequencename FROM pg_sequences").scalars())
    statements = []
    for table in metadata.sorted_tables:
        name, sequence = f'"{table.name}"', f"{table.name}_id_seq"
        found = read(f"SELECT json_agg(own)::text FROM {name} own").scalar()
        if not found:
            continue
        rows = found.replace("'", "''")
        statements.append(f"INSERT INTO {name} SELECT * FROM json_populate_recordset(NULL::{name}, '{rows}')")
        if sequence in sequences:
            last, is_called = read(f'SELECT last_value, is_called FROM "{sequence}"').one()
            statements.append(f"SELECT setval('{sequence}', {last}, {is_called})")
    insert = ";".join(statements)

    def put_back(session: Session) -> None:
        session.connection().execution_options(no_parameters=True).exec_driver_sql(insert)

    return put_back
