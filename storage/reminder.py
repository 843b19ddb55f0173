"""What a person asked to be reminded of, and which reminders they want no more."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import SQLModel

from storage.column import BIG, COUNTED, LETTER, OWN, column


class Reminder(SQLModel, table=True):
    """A person's own: their words and the moment, as read in `zone`. draft -> set; its letter carries it from there."""

    __tablename__ = "reminder"
    __table_args__ = (CheckConstraint("state IN ('draft', 'set')", name="reminder_state"), COUNTED)

    id: int | None = column(LETTER, default=None, primary_key=True, sa_type=BIG)
    person_id: int = column(LETTER, sa_type=BigInteger, foreign_key="person.id", index=True)
    words: str = column(LETTER, max_length=200)
    at: datetime = column(LETTER)
    zone: str = column(LETTER, max_length=64)
    state: str = column(LETTER, default="draft", max_length=8)
    made_at: datetime = column(LETTER)


class Mute(SQLModel, table=True):
    """A person wants no letters of this notice."""

    __tablename__ = "mute"

    person_id: int = column(
        OWN,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    notice: str = column(OWN, primary_key=True, max_length=32)
    since: datetime = column(OWN)
