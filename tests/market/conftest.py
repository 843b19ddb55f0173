"""Fixtures of tests/market: rows in reverse, so that no list is ordered by accident."""

import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from storage.store import Store
from tests.busy_database import has_neighbours
from tests.evening import Evening, lay_evening


def _reverse(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


@pytest.fixture(autouse=True)
def reversed_rows() -> Iterator[None]:
    """Return rows of a SELECT without ORDER BY in reverse on SQLite: no test passes because rows happen to be in order."""
    event.listen(Engine, "connect", _reverse)
    yield
    event.remove(Engine, "connect", _reverse)


@pytest.fixture
def busy(request: pytest.FixtureRequest) -> bool:
    """Return whether other people have rows in the PostgreSQL database of a test here."""
    return has_neighbours(request.node)


@pytest.fixture
async def evening(store: Store) -> Evening:
    """Return the usual evening at a stall, in the store of the test."""
    return await lay_evening(store)
