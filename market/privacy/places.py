"""Where a person stands in the tables: read off the tables themselves, so that none is forgotten."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from storage.column import Fate
from storage.person import Person
from storage.tables import metadata

PERSON = Person.__tablename__


@dataclass(frozen=True)
class Place:
    """A column that names a person. `erased`: the row goes with them; else the name is cut out of it."""

    table: Table
    column: Column[Any]
    erased: bool


def places() -> tuple[Place, ...]:
    """Every column that refers to a person, in an order in which rows can be deleted."""
    return tuple(
        Place(table, column, fate(column).forget == "erased")
        for table in reversed(metadata.sorted_tables)
        for column in table.columns
        if any(key.column.table.name == PERSON for key in column.foreign_keys)
    )


def fate(column: Column[Any]) -> Fate:
    """What becomes of a column at /mydata and /forget."""
    found: Fate = column.info["privacy"]
    return found
