"""INSERT that leaves an existing row alone, on both databases."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_once(session: Session, table: type[SQLModel], **values: Any) -> bool:
    """Insert one row unless a unique key has it already; whether it was inserted."""
    dialect = session.get_bind().dialect.name
    statement = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table).values(**values)
    return session.connection().execute(statement.on_conflict_do_nothing()).rowcount == 1
