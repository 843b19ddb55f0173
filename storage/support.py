"""Questions to the organisers, and the texts in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index

from locales.user_text import QUESTION
from storage.column import AUTOINCREMENT, BIG, OWNER, SUPPORT, column, enum_column, one_of
from storage.row import Row


class SupportState(StrEnum):
    """A question waits for the organisers, was answered, or is closed."""

    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


class SupportThread(Row, table=True):
    """A question of a person. `changed_at`: the last text in it, or when it was closed."""

    __tablename__ = "support_thread"
    __table_args__ = (
        CheckConstraint(one_of("state", SupportState), name="support_thread_state"),
        Index("support_thread_of_state", "state", "changed_at", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(SUPPORT, default=None, primary_key=True, sa_type=BIG)
    person_id: int = column(SUPPORT, sa_type=BigInteger, foreign_key="person.id", index=True)
    state: SupportState = enum_column(SUPPORT, SupportState, 8, default=SupportState.ASKED)
    asked_at: datetime = column(SUPPORT)
    changed_at: datetime = column(SUPPORT)


class SupportMessage(Row, table=True):
    """A text in a question of `person_id`: the person's own, or an organiser's answer, which stays when that organiser is forgotten."""

    __tablename__ = "support_message"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = column(SUPPORT, default=None, primary_key=True, sa_type=BIG)
    thread_id: int = column(SUPPORT, sa_type=BIG, foreign_key="support_thread.id", index=True)
    person_id: int = column(SUPPORT, sa_type=BigInteger, foreign_key="person.id", index=True)
    organiser_id: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    is_answer: bool = column(SUPPORT, default=False)
    words: str = column(SUPPORT, max_length=QUESTION.longest)
    sent_at: datetime = column(SUPPORT)
