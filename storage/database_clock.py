"""The database's own clock, which several processes share."""

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session


def database_seconds(session: Session) -> ColumnElement[float]:
    """Return the expression for the database's present, in Unix seconds."""
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday("now") - 2440587.5) * 86400.0
    return func.date_part("epoch", func.clock_timestamp())


def read_database_seconds(session: Session) -> float:
    """Return the database's present, in Unix seconds."""
    return float(session.connection().execute(select(database_seconds(session))).scalar_one())
