"""Stalls: a vendor's presence in the alleys."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import SQLModel

from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column


class Stall(SQLModel, table=True):
    """`language` is the one its words are written in. Only an approved stall's drops are shown.

    `owner_id` is None once the owner has asked to be forgotten. It takes deposits since `deposits_at`, when an organiser said that it may.
    `licence_until` is the last day of its licence.
    """

    __tablename__ = "stall"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'approved', 'turned_down')", name="stall_state"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    code: str = column(PUBLIC, max_length=12, unique=True)
    name: str = column(PUBLIC, max_length=64)
    owner_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id", index=True)
    language: str = column(PUBLIC, max_length=12)
    words: str = column(PUBLIC, default="", max_length=600)
    state: str = column(PUBLIC, default="asked", max_length=12)
    reason: str = column(PUBLIC, default="", max_length=200)
    asked_at: datetime = column(PUBLIC)
    decided_at: datetime | None = column(PUBLIC, default=None)
    decided_by: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id")
    deposits_at: datetime | None = column(PUBLIC, default=None)
    licence_until: date | None = column(PUBLIC, default=None)
    deposits_by: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id")
