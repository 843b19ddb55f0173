"""A PostgreSQL database with the neighbours of `busy_market`, which are never deleted and never touched.

Triggers note which tables a test writes to, so that only those are looked at and emptied after it.
"""

from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import BigInteger, Integer, Table, create_engine

from storage.tables import metadata
from tests.busy_market import FIRST_NEIGHBOUR, move_in
from tests.own_rows import add_own_views

SEQUENCES = ("SELECT setval('person_id_seq', 1000000000)", "SELECT setval('broadcast_id_seq', 1, false)")
"""People above the ids that tests give them; broadcasts as on SQLite, since tests give some an id of their own."""
NAMES = [table.name for table in metadata.sorted_tables]

NOTE_WRITES = """
    CREATE TABLE neighbours.written (name text NOT NULL);
    CREATE FUNCTION neighbours.note_write() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO neighbours.written VALUES (TG_TABLE_NAME); RETURN NULL; END'
"""
NOTED = 'CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE ON public."{name}" EXECUTE FUNCTION neighbours.note_write()'


class BusyDatabase:
    """A database with the neighbours, whose rows are known by the transaction that inserted them last."""

    def __init__(self, url: str, connection: psycopg.Connection) -> None:
        self.url, self._connection = url, connection
        engine = create_engine(url)
        with engine.begin() as new:
            move_in(new)
            new.exec_driver_sql("CREATE SCHEMA neighbours")
            for name in NAMES:
                new.exec_driver_sql(f'CREATE TABLE neighbours."{name}" AS TABLE public."{name}"')
            new.exec_driver_sql(NOTE_WRITES)
            for name in NAMES:
                new.exec_driver_sql(NOTED.format(name=name))
            add_own_views(new)
        engine.dispose()
        self._bring_back()

    def empty(self) -> None:
        """Delete all rows but the neighbours'."""
        written = self._written()
        others = [self._deletes[name] for name in reversed(NAMES) if name in written]
        self._connection.execute(";".join([*others, "DELETE FROM neighbours.written", *SEQUENCES]).encode())

    def touched(self) -> set[str]:
        """Return the tables where a row of the neighbours is no longer as it was, or a new one is about them; bring theirs back."""
        looks = " UNION ALL ".join(self._looks[name] for name in self._written())
        touched = {name for (name,) in self._connection.execute(looks.encode())} if looks else set()
        if touched:
            self._bring_back()
        return touched

    def _written(self) -> set[str]:
        """Return the tables that were written to since `empty`."""
        return {name for (name,) in self._connection.execute("SELECT DISTINCT name FROM neighbours.written")}

    def _bring_back(self) -> None:
        deletes = [f'DELETE FROM "{name}"' for name in reversed(NAMES)]
        inserts = [f'INSERT INTO "{name}" TABLE neighbours."{name}"' for name in NAMES]
        with self._connection.transaction():
            self._connection.execute(";".join([*deletes, *inserts]).encode())
            [since] = self._connection.execute("SELECT pg_current_xact_id()::xid::text").fetchone() or ("",)
        self._deletes = {name: f"DELETE FROM \"{name}\" WHERE xmin <> '{since}'" for name in NAMES}
        self._looks = {
            table.name: look(table, since, self._count(table.name)) for table in metadata.sorted_tables
        }

    def _count(self, name: str) -> int:
        [rows] = self._connection.execute(
            f'SELECT count(*) FROM neighbours."{name}"'.encode()
        ).fetchone() or (0,)
        return int(rows)


@cache
def without_neighbours() -> frozenset[str]:
    """Return the tests that simulate a whole market and can have no other people in it yet. The list may only become shorter."""
    return frozenset(Path(__file__).with_name("without_neighbours.txt").read_text().split())


def has_neighbours(test: pytest.Item) -> bool:
    """Return whether other people have rows beside those of a test."""
    is_alone = test.nodeid.partition("[")[0] in without_neighbours()
    return not is_alone and test.get_closest_marker("proof") is None


def look(table: Table, since: str, rows: int) -> str:
    """Return the query for the name of a table where one of the neighbours' rows is no longer as it was, or a new one is about them."""
    about = " OR ".join(f'"{name}" >= {FIRST_NEIGHBOUR}' for name in ids_in(table)) or "FALSE"
    left = f"count(*) FILTER (WHERE xmin = '{since}') <> {rows}"
    new = f"bool_or(xmin <> '{since}' AND ({about}))"
    return f"SELECT '{table.name}' FROM \"{table.name}\" HAVING {left} OR {new}"


def ids_in(table: Table) -> list[str]:
    """Return the columns that hold the id of another row."""
    return [
        column.name
        for column in table.columns
        if column.foreign_keys and isinstance(column.type, Integer | BigInteger)
    ]
