"""The migration of forecasts: drops that are over become market days to be counted, each by its alley's clock."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Connection, text

from storage import schema
from storage.schema import downgrade, upgrade
from tests.sample_rows import HOUR, NOW, Rows
from tests.storage.test_migrations import begin

BEFORE = schema.revisions()[schema.revisions().index("0022") - 1]


def add_drop(connection: Connection, rows: Rows, number: int, **values: object) -> None:
    drop = rows["drop"] | {
        "id": number,
        "code": f"D{number}",
        "wound_up_at": NOW,
        "state": "published",
        "picture_hash": None,
    }
    columns = drop | values
    names = ", ".join(columns)
    connection.execute(
        text(
            f'INSERT INTO "drop" ({names}, {", ".join(DEFAULTS)}) VALUES ({", ".join(f":{name}" for name in columns)}, {", ".join(DEFAULTS.values())})'
        ),
        columns,
    )


DEFAULTS = {
    "words": "''",
    "policy": "'queue'",
    "per_person": "2",
    "skips": "2",
    "fitting": "'fit'",
    "weighing": "'equal'",
    "deposit": "0",
    "reason": "''",
    "revision": "0",
}


@pytest.fixture
def before(empty_url: str, fill: Callable[[Connection], None]) -> str:
    """A database as it was before, with a row of each table."""
    upgrade(empty_url)
    with begin(empty_url) as connection:
        fill(connection)
    downgrade(empty_url, BEFORE)
    return empty_url


def test_drops_that_are_over_become_days_to_count_once_for_each_day(before: str, rows: Rows) -> None:
    evening = {"starts_at": NOW, "ends_at": NOW + 4 * HOUR}
    night = {"starts_at": NOW + 5 * HOUR, "ends_at": NOW + 6 * HOUR}
    with begin(before) as connection:
        add_drop(connection, rows, 1, **evening)
        add_drop(connection, rows, 2, **evening | {"ends_at": NOW + 3 * HOUR})
        add_drop(connection, rows, 3, **night)
        add_drop(connection, rows, 4, **night | {"state": "cancelled", "starts_at": NOW - 48 * HOUR})
        add_drop(connection, rows, 5, starts_at=NOW + 48 * HOUR, ends_at=NOW + 49 * HOUR, wound_up_at=None)
    upgrade(before)
    from storage.tables import metadata

    with begin(before) as connection:
        table = metadata.tables["stall_day"]
        found = connection.execute(table.select().order_by(table.c.day)).mappings().all()
    assert [(row["day"], row["counted_at"], row["others"]) for row in found] == [
        (date(2026, 11, 24), None, 0),
        (date(2026, 11, 25), None, 0),
    ], "one in the morning in Kuching is the next day"
    assert found[0]["count_at"] == NOW + 4 * HOUR
