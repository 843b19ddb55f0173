"""INSERT that leaves an existing row alone, on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_of(session: Session, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """The dialect's own INSERT, which can leave an existing row alone."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table)


def insert_once(session: Session, table: type[SQLModel], **values: Any) -> bool:
    """Insert one row unless a unique key has it already; whether it was inserted."""
    return session.connection().execute(_once(session, table), values).rowcount == 1


def insert_all_once(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows of the same columns, each unless a unique key has it already."""
    if rows:
        session.connection().execute(_once(session, table), rows)


MADE: dict[tuple[str, type[SQLModel]], Insert] = {}


def _once(session: Session, table: type[SQLModel]) -> Insert:
    """Made once for each table; the count of an INSERT is otherwise lost on PostgreSQL."""
    key = session.get_bind().dialect.name, table
    if key not in MADE:
        once = insert_of(session, table).on_conflict_do_nothing()
        MADE[key] = once.execution_options(preserve_rowcount=True)
    return MADE[key]
