"""One valid row of each table, and empty databases to migrate."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.tables import metadata
from tests.busy_database import has_neighbours
from tests.sample_rows import OTHER_PLACES, Rows, sample_rows
from tests.small_disk import small_disk


@pytest.fixture
def rows() -> Rows:
    """Return column values by table, in an order in which they can be inserted, with ids that no database assigns by itself."""
    rows = sample_rows()
    assert sorted(rows) == sorted(metadata.tables), "each table has its row here"
    return rows


@pytest.fixture
def fill(rows: Rows) -> Callable[[Connection], None]:
    """Insert the row of each table, and the second rows that some of them refer to."""

    def insert(connection: Connection) -> None:
        for table, values in rows.items():
            if table == "component":
                connection.execute(metadata.tables["item"].insert().values(rows["item"] | {"id": 900_043}))
            connection.execute(metadata.tables[table].insert().values(values))
            if table == "packaging_place":
                connection.execute(metadata.tables[table].insert(), OTHER_PLACES)
            if table == "picture_print":
                connection.execute(metadata.tables[table].insert().values(values | {"id": 900_443}))

    return insert


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> str:
    """Yield a database without tables, once of each kind."""
    if request.param == "postgresql":
        make: Callable[[str], str] = request.getfixturevalue("new_postgresql")
        return make(f"lorong_empty_{worker_id}")
    return f"sqlite:///{tmp_path / 'lorong.db'}"


@pytest.fixture
def busy(request: pytest.FixtureRequest) -> bool:
    """Return whether other people have rows in the PostgreSQL database of a test here."""
    return has_neighbours(request.node)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    with small_disk(tmp_path) as place:
        yield place
