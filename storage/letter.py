"""Letters: one message to one person, waiting in or gone from the mailbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import SQLModel

from storage.column import BIG, LETTER, column


class Letter(SQLModel, table=True):
    """A notice for one reader. `about` names its subject ("drop:12"); `facts` is what the notice says, as data: it is rendered in the reader's language when it is sent.

    `(person, notice, about, due)` is written once. queued -> sending -> sent | unreachable | failed | unknown, or queued -> dropped.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("person_id", "notice", "about", "due_at", name="letter_once"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'unreachable', 'failed', 'unknown', 'dropped')", name="letter_state"
        ),
        CheckConstraint("(state = 'sending') = (sender IS NOT NULL)", name="letter_sender"),
        Index("letter_due", "lane", "due_at", "id", sqlite_where=text("state = 'queued'"), postgresql_where=text("state = 'queued'")),
        Index("letter_about", "about", "notice"),
    )

    id: int | None = column(LETTER, default=None, primary_key=True, sa_type=BIG)
    person_id: int = column(LETTER, sa_type=BigInteger, foreign_key="person.id", index=True)
    notice: str = column(LETTER, max_length=32)
    about: str = column(LETTER, max_length=64)
    facts: dict[str, Any] = column(LETTER, sa_type=JSON)
    lane: int = column(LETTER)
    due_at: datetime = column(LETTER)
    late_after: datetime | None = column(LETTER, default=None)
    state: str = column(LETTER, default="queued", max_length=12)
    sender: str | None = column(LETTER, default=None, max_length=36)
    taken_at: datetime | None = column(LETTER, default=None)
    ended_at: datetime | None = column(LETTER, default=None)
    message_id: int | None = column(LETTER, default=None, sa_type=BigInteger)
    reason: str = column(LETTER, default="", max_length=200)
