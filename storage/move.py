"""Moving a market from SQLite to PostgreSQL: every row is copied, then read from both and compared, in one transaction."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session, col

from storage import schema
from storage.database_clock import database_seconds
from storage.engine import database_url, migrating, sqlite_file, writing
from storage.lease import Lease
from storage.tables import metadata

BATCH = 500
"""Rows that are in memory at once."""
OF_PROCESSES = {"lease", "person_lease", "process_share"}
"""Tables about the processes on a database, which do not move."""
TABLES = tuple(table for table in metadata.sorted_tables if table.name not in OF_PROCESSES)


class NotFromSqlite(schema.DatabaseUnfit):
    def __init__(self) -> None:
        super().__init__(
            "`lorong db move` goes from SQLite to PostgreSQL: pg_dump and pg_restore move PostgreSQL."
        )


class SourceNotCurrent(schema.DatabaseUnfit):
    def __init__(self, state: schema.SchemaState) -> None:
        newer = state in (schema.SchemaState.AHEAD, schema.SchemaState.OTHER_CHAIN)
        super().__init__(
            f"The database to move is {state}: move it with the Lorong that made it."
            if newer
            else f"The database to move is {state}: run `lorong db upgrade` first."
        )


class SourceInUse(schema.DatabaseUnfit):
    def __init__(self) -> None:
        super().__init__(
            "A Lorong runs on the database to move: stop it first. After a kill -9, wait for half a minute."
        )


class TargetHasRows(schema.DatabaseUnfit):
    def __init__(self, table: str) -> None:
        super().__init__(f"The target is not empty, its table {table} has rows: give an empty database.")
        self.table = table


class RowUnfit(schema.DatabaseUnfit):
    def __init__(self, table: str, error: str) -> None:
        super().__init__(f"PostgreSQL refuses a row of {table} ({error}): nothing was moved.")
        self.table = table


class RowsDiffer(schema.DatabaseUnfit):
    def __init__(self, table: str) -> None:
        super().__init__(f"A row of {table} arrived changed: nothing was moved.")
        self.table = table


def move(source: str, target: str) -> dict[str, int]:
    """Copy every row from an SQLite database to an empty PostgreSQL one; return how many of each table. The source stays as it is.

    Nobody writes to the source meanwhile. The target gets all rows, as they are, or none; the numbers it gives next follow those of the source.
    Raises DatabaseUnfit for either.
    """
    from_url, to_url = database_url(source), database_url(target)
    if not sqlite_file(from_url) or sqlite_file(to_url):
        raise NotFromSqlite
    if (state := schema.state(source)) is not schema.SchemaState.CURRENT:
        raise SourceNotCurrent(state)
    schema.upgrade(target)
    return _move_rows(from_url, to_url)


def _move_rows(from_url: URL, to_url: URL) -> dict[str, int]:
    reading, filling = writing(from_url), migrating(to_url)
    try:
        with reading.begin() as old, filling.begin() as new:
            _refuse_in_use(old)
            _refuse_rows(new)
            moved = {table.name: _copy_table(old, new, table) for table in TABLES}
            for table in TABLES:
                _compare_table(old, new, table)
            _set_sequences(old, new)
            return moved
    finally:
        reading.dispose()
        filling.dispose()


def _refuse_in_use(old: Connection) -> None:
    """Raise SourceInUse while a process holds the lease: what it writes after the move would be lost."""
    with Session(old) as session:
        leads = select(1).where(col(Lease.until) > database_seconds(session))
        if session.execute(leads).first():
            raise SourceInUse


def _refuse_rows(new: Connection) -> None:
    """Keep everybody else out of the target. Raises TargetHasRows."""
    names = ", ".join(f'"{table.name}"' for table in TABLES)
    new.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    for table in TABLES:
        if new.execute(select(1).select_from(table).limit(1)).first():
            raise TargetHasRows(table.name)


def _copy_table(old: Connection, new: Connection, table: Table) -> int:
    """Copy a table and return its number of rows. Raises RowUnfit."""
    count = 0
    for rows in _batches(old, table):
        try:
            new.execute(insert(table), [dict(row._mapping) for row in rows])
        except (DataError, IntegrityError) as error:
            raise RowUnfit(table.name, type(error).__name__) from None
        count += len(rows)
    return count


def _compare_table(old: Connection, new: Connection, table: Table) -> None:
    """Raise RowsDiffer unless both have the same rows."""
    for ours, theirs in zip_longest(_batches(old, table), _batches(new, table), fillvalue=()):
        if [*map(tuple, ours)] != [*map(tuple, theirs)]:
            raise RowsDiffer(table.name)


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Yield all rows in the order of the key, which both databases compare by bytes."""
    keys = [_by_bytes(connection, column) for column in table.primary_key.columns]
    options = connection.execution_options(yield_per=BATCH)
    yield from options.execute(select(table).order_by(*keys)).partitions()


def _by_bytes(connection: Connection, column: Any) -> Any:
    text_on_postgresql = connection.dialect.name == "postgresql" and column.type.python_type is str
    return column.collate("C") if text_on_postgresql else column


def _set_sequences(old: Connection, new: Connection) -> None:
    """Let every sequence go on after the last number that the source gave, also where that row is gone."""
    given = {row.name: row.seq for row in old.execute(text("SELECT name, seq FROM sqlite_sequence"))}
    for table in TABLES:
        for column in table.primary_key.columns:
            sequence = new.execute(
                select(func.pg_get_serial_sequence(f'"{table.name}"', column.name))
            ).scalar()
            if sequence:
                highest = new.execute(select(func.max(column))).scalar() or 0
                last = max(highest, given.get(table.name, 0))
                new.execute(select(func.setval(sequence, max(last, 1), last > 0)))
