"""Organisers that were named in chat, beside those the settings name."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import SQLModel

from storage.column import OWNER, PERSONAL, column


class Organiser(SQLModel, table=True):
    __tablename__ = "organiser"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    named_by: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id")
    named_at: datetime = column(PERSONAL)
