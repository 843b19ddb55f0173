"""A store that tries: what is done on it is seen by whoever asks it, and rolled back at the end of each try."""

import re
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, RootTransaction, Table, event, select
from sqlmodel import Session

from storage.store import Reader, Store
from storage.tables import metadata

Outcome = TypeVar("Outcome")
Row = dict[str, Any]
Rows = dict[tuple[Any, ...], Row]
"""The rows of a table by their primary keys."""

WRITES = re.compile(r'\b(?:INSERT INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')


class TrialReader(Reader):
    """Reads where the store of the try writes."""

    def __init__(self, store: "TrialStore") -> None:
        self._store = store

    def submit(self, query: Callable[[Session], Outcome]) -> "Future[Outcome]":
        return self._store.submit(query)

    async def close(self) -> None:
        pass


class TrialStore(Store):
    """All work is done by one thread on one connection, each action in a savepoint of the transaction that the try rolls back."""

    def __init__(self, url: str) -> None:
        super().__init__(url, deadline=None)
        self._engine = self._writing
        self._readers = {self._reader, self._slow_reader, self._page_reader}
        self._reader = self._slow_reader = self._page_reader = TrialReader(self)
        self._writers._max_workers = 1
        self._written: set[str] = set()
        self._changed: set[Hashable] = set()
        self.after_commit_hooks.append(self._changed.update)
        event.listen(self._engine, "before_cursor_execute", self._note)

    def submit(self, query: Callable[[Session], Outcome]) -> "Future[Outcome]":
        """Begin a query on the connection of the try."""

        def look() -> Outcome:
            with Session(self._connection, autoflush=False) as session:
                return query(session)

        return self._writers.submit(look)

    def begin(self) -> None:
        """Begin a try."""
        self._written.clear()
        self._connection: Connection = self._engine.connect()
        self._transaction: RootTransaction = self._connection.begin()
        self._connection.begin_nested()
        self._writing = self._connection  # type: ignore[assignment]

    def roll_back(self) -> None:
        """Undo all that was done in the try, also in what the hooks have cached."""
        self._transaction.rollback()
        self._connection.close()
        self._writing = self._engine
        self._changed.add("drop")
        changed = frozenset(self._changed)
        for hook in self.after_commit_hooks:
            hook(changed)
        self._changed.clear()

    def written_rows(self) -> dict[str, Rows]:
        """Return the rows of each table that a statement of this try wrote to."""
        return {name: rows_of(self._connection, metadata.tables[name]) for name in sorted(self._written)}

    def all_rows(self) -> dict[str, Rows]:
        """Return all rows, outside of a try."""
        with self._engine.connect() as connection:
            return {table.name: rows_of(connection, table) for table in metadata.sorted_tables}

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        self._written |= {*WRITES.findall(statement)} & metadata.tables.keys()

    async def close(self) -> None:
        for reader in self._readers:
            await reader.close()
        self._writing = self._engine
        await super().close()


def rows_of(connection: Connection, table: Table) -> Rows:
    key = [column.name for column in table.primary_key]
    rows = (dict(row) for row in connection.execute(select(table)).mappings())
    return {tuple(row[name] for name in key): row for row in rows}
