"""Organisers who were appointed in chat, beside those in the settings."""

from datetime import datetime

from sqlalchemy import BigInteger

from storage.column import OWNER, PERSONAL, column
from storage.row import Row


class Organiser(Row, table=True):
    """A person whom another organiser appointed."""

    __tablename__ = "organiser"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    named_by: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    named_at: datetime = column(PERSONAL)
