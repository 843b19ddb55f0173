"""The migration of packaging, over the rows of an existing market: its loans continue, and its logs stay append-only."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, bindparam, text
from sqlalchemy.exc import DBAPIError

from storage.engine import database_url, writing
from storage.schema import downgrade, upgrade
from storage.tables import metadata

Rows = dict[str, dict[str, Any]]
OLD = ("person", "alley", "stall", "picture", "drop", "item", "entry", "hold", "booking")
LOAN = {"id": 900_091, "booking_id": 900_081, "person_id": 1001, "units": 2, "returned": 1, "deposit": 300}
SCAN = {"id": 900_111, "ticket_id": 900_101, "stall_id": 900_021, "by_id": 1001, "units": 1}


def run(url: str, act: Callable[[Connection], Any]) -> Any:
    engine = writing(database_url(url))
    try:
        with engine.begin() as connection:
            return act(connection)
    finally:
        engine.dispose()


def fill_before(rows: Rows, url: str) -> None:
    """Write the rows of 0016: a loan that is half back, its ticket, its scan, and an audit entry."""
    now, due = rows["loan"]["out_at"], rows["loan"]["due_at"]
    returns = {"kind": "returns", "booking_id": None, "loan_id": 900_091}
    old: Rows = {name: rows[name] for name in OLD}
    old |= {
        "loan": LOAN | {"out_at": now, "due_at": due},
        "ticket": rows["ticket"] | returns,
        "scan": SCAN | {"scanned_at": now},
        "audit_person": rows["audit_person"],
        "audit_entry": rows["audit_entry"],
    }

    def insert(connection: Connection) -> None:
        before = MetaData()
        before.reflect(connection)
        for name, values in old.items():
            whole = {key: value for key, value in values.items() if key in before.tables[name].columns}
            plain = _defaults(metadata.tables[name], before.tables[name]) | whole
            connection.execute(insert_of(name, plain))

    run(url, insert)


def insert_of(name: str, values: dict[str, Any]) -> Any:
    """An insert with the types of today and the columns of then."""
    table = metadata.tables[name]
    names = ", ".join(f'"{key}"' for key in values)
    given = ", ".join(f":{key}" for key in values)
    typed = [_param(key, values[key], table.columns[key].type) for key in values]
    return text(f'INSERT INTO "{name}" ({names}) VALUES ({given})').bindparams(*typed)


def _param(name: str, value: Any, kind: Any) -> Any:
    return bindparam(name, value, type_=kind)


def _defaults(now: Any, then: Any) -> dict[str, Any]:
    """The plain defaults of the columns that were there."""
    known = (column for column in now.columns if column.name in then.columns)
    return {column.name: column.default.arg for column in known if column.default is not None}


@pytest.fixture
def migrated(empty_url: str, rows: Rows) -> str:
    upgrade(empty_url)
    downgrade(empty_url, "0016")
    fill_before(rows, empty_url)
    upgrade(empty_url)
    return empty_url


def test_a_loan_from_before_is_untyped_and_goes_on(migrated: str) -> None:
    loan = run(migrated, lambda connection: connection.execute(text("SELECT * FROM loan")).mappings().one())
    assert {name: loan[name] for name in LOAN} == LOAN
    assert [loan[name] for name in ("type_id", "place_id", "lender_id", "lost_at")] == [None] * 4
    assert [loan[name] for name in ("lost", "fee_per_day", "price")] == [0, 0, 0]


def test_a_scan_from_before_was_at_its_stall(migrated: str) -> None:
    scan = run(migrated, lambda connection: connection.execute(text("SELECT * FROM scan")).mappings().one())
    assert {name: scan[name] for name in SCAN} == SCAN
    assert (scan["hub_id"], scan["condition"], bool(scan["swapped"])) == (None, "fine", False)


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET details = 'x'", "DELETE FROM audit_entry"])
def test_the_audit_log_is_still_closed(migrated: str, change: str) -> None:
    with pytest.raises(DBAPIError, match="audit_entry is append-only"):
        run(migrated, lambda connection: connection.execute(text(change)))


def test_back_down_the_loan_is_as_it_was(migrated: str) -> None:
    downgrade(migrated, "0016")
    loan = run(migrated, lambda connection: connection.execute(text("SELECT * FROM loan")).mappings().one())
    assert {name: loan[name] for name in LOAN} == LOAN
    assert "lost" not in loan
