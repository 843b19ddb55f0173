"""The columns that name a person, read from the tables, so that none is missed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from storage.column import ForgetRule, PrivacyRule
from storage.person import Person
from storage.tables import metadata

PERSON = Person.__tablename__


@dataclass(frozen=True)
class PersonColumn:
    """A column that names a person. `erased` rows are deleted with the person; in others the column is set to NULL."""

    table: Table
    column: Column[Any]
    erased: bool


def person_columns() -> tuple[PersonColumn, ...]:
    """Return every column that refers to a person, in an order in which rows can be deleted."""
    return tuple(
        PersonColumn(table, column, privacy_rule(column).forget is ForgetRule.ERASED)
        for table in reversed(metadata.sorted_tables)
        for column in table.columns
        if any(key.column.table.name == PERSON for key in column.foreign_keys)
    )


def privacy_rule(column: Column[Any]) -> PrivacyRule:
    """Return the rule for a column at /mydata and /forget."""
    found: PrivacyRule = column.info["privacy"]
    return found
