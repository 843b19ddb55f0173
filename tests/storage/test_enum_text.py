"""Columns of enums: stored as plain text, read back as members; anything else is refused."""

from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, literal, select
from sqlalchemy.exc import StatementError
from sqlmodel import Session

from storage.column import EnumText, one_of
from storage.drop import DropState
from storage.store import Store
from storage.tables import metadata

STATE = EnumText(DropState, 12)
NARROWER = {
    "drop.weighing": "weighing = 'equal' OR (weighing = 'patience' AND policy = 'draw')",
    "drop_series.policy": "policy IN ('queue', 'pot')",
    "packaging_type.policy": (
        "(policy = 'deposit' AND deposit > 0 AND fee_per_day = 0) "
        "OR (policy = 'late_fee' AND deposit = 0 AND fee_per_day > 0 AND price > 0)"
    ),
    "haul.state": "state IN ('clean', 'returned')",
    "packaging_movement.stream": "packaging_type.stream",
    "hub_slot.stream": "packaging_type.stream",
    "split_party.role": "role IN ('creator', 'host')",
}
"""Columns that take fewer members, or some only beside others, and those that refer to such a column."""
COLUMNS = [
    pytest.param(column, id=str(column))
    for table in metadata.tables.values()
    for column in table.c
    if isinstance(column.type, EnumText)
]


@pytest.mark.parametrize("column", COLUMNS)
def test_each_member_fits_into_its_column(column: Column[Any]) -> None:
    assert isinstance(column.type, EnumText)
    assert max(len(member) for member in column.type.members) <= column.type.length


@pytest.mark.parametrize("column", COLUMNS)
def test_the_database_refuses_all_but_the_members(column: Column[Any]) -> None:
    checks = {str(check.sqltext) for check in column.table.constraints if isinstance(check, CheckConstraint)}
    references = {key.target_fullname for key in column.foreign_keys}
    assert (
        one_of(column.name, column.type.members) in checks or NARROWER.get(str(column)) in checks | references
    )


async def test_a_member_is_read_back_as_the_member(store: Store) -> None:
    def read(session: Session) -> Any:
        return session.connection().execute(select(literal(DropState.PAUSED, STATE))).scalar_one()

    assert await store.read(read) is DropState.PAUSED


async def test_no_other_text_is_stored(store: Store) -> None:
    def read(session: Session) -> Any:
        return session.connection().execute(select(literal("pausd", STATE))).scalar_one()

    with pytest.raises(StatementError, match="'pausd' is not a valid DropState"):
        await store.read(read)
