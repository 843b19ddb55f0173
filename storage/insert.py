"""INSERT that leaves an existing row alone, on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_of(session: Session, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """The dialect's own INSERT, which can leave an existing row alone."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table)


def insert_once(session: Session, table: type[SQLModel], **values: Any) -> bool:
    """Insert one row unless a unique key has it already; whether it was inserted."""
    once = insert_of(session, table).values(**values).on_conflict_do_nothing()
    # the count of an INSERT is otherwise lost on PostgreSQL
    return session.connection().execute(once.execution_options(preserve_rowcount=True)).rowcount == 1


def insert_all_once(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows of the same columns, each unless a unique key has it already."""
    if rows:
        session.connection().execute(insert_of(session, table).on_conflict_do_nothing(), rows)
