"""For all of tests/market: rows the wrong way round, so that a list has an order and does not only seem to."""

import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event


def _reverse(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


@pytest.fixture(autouse=True)
def reversed_rows() -> Iterator[None]:
    """On SQLite, a SELECT without ORDER BY has its rows in reverse: no test passes because rows happen to be in order."""
    event.listen(Engine, "connect", _reverse)
    yield
    event.remove(Engine, "connect", _reverse)
