"""Neighbours of an alley, who asked to be notified of its market days."""

from datetime import datetime

from sqlalchemy import BigInteger

from storage.column import PERSONAL, column
from storage.row import Row


class Neighbour(Row, table=True):
    """A person who asked for the digest of an alley; where they live is not stored."""

    __tablename__ = "neighbour"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    alley_id: int = column(PERSONAL, primary_key=True, foreign_key="alley.id", index=True)
    since: datetime = column(PERSONAL)
