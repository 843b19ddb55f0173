"""Stalls: the vendors' presence in the alleys."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, and_
from sqlmodel import col

from locales.user_text import REASON, STALL, WORDS
from storage.alley import Alley
from storage.column import AUTOINCREMENT, OWNER, PERSONAL, PUBLIC, column, enum_column, one_of
from storage.person import Person
from storage.row import Row


class StallApproval(StrEnum):
    """The decision of an organiser about a stall."""

    ASKED = "asked"
    APPROVED = "approved"
    TURNED_DOWN = "turned_down"


class Stall(Row, table=True):
    """A stall. `language` is that of its words. Only an approved stall's drops are visible.

    `owner_id` is None once the owner has asked to be forgotten. It may take deposits since an organiser allowed it at `deposits_at`.
    Its owner closed it at `closed_at`, or was forgotten then: it is turned down, and its owner's rights have ended. An approval opens it again.
    Without `decided_at` its owner withdrew the application then, and nobody approves it.
    `stream_url` is where the owner streams, for everybody; `stream_draft` is what they typed and have not published, "" for none.
    `moved_at` is when its owner's account became another account's: for a day it takes no deposits from afar.
    `licence_until` is the last day of its licence. Until `licence_waived_until` an organiser lets it publish after that.
    """

    __tablename__ = "stall"
    __table_args__ = (
        CheckConstraint(one_of("state", StallApproval), name="stall_state"),
        CheckConstraint("closed_at IS NULL OR state = 'turned_down'", name="stall_closed"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    code: str = column(PUBLIC, max_length=12, unique=True)
    name: str = column(PUBLIC, max_length=STALL.longest)
    owner_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id", index=True)
    language: str = column(PUBLIC, max_length=12)
    words: str = column(PUBLIC, default="", max_length=WORDS.longest)
    state: StallApproval = enum_column(PUBLIC, StallApproval, 12, default=StallApproval.ASKED)
    reason: str = column(PUBLIC, default="", max_length=REASON.longest)
    asked_at: datetime = column(PUBLIC)
    decided_at: datetime | None = column(PUBLIC, default=None)
    closed_at: datetime | None = column(PUBLIC, default=None)
    decided_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    deposits_at: datetime | None = column(PUBLIC, default=None)
    moved_at: datetime | None = column(PUBLIC, default=None)
    licence_until: date | None = column(PUBLIC, default=None)
    licence_waived_until: date | None = column(PUBLIC, default=None)
    deposits_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    stream_url: str = column(PERSONAL, default="", max_length=200)
    stream_draft: str = column(PERSONAL, default="", max_length=200)

    @property
    def is_withdrawn(self) -> bool:
        """Return whether its owner withdrew the application before anybody decided about it."""
        return self.closed_at is not None and self.decided_at is None


def is_withdrawn() -> ColumnElement[bool]:
    """Return the condition of `Stall.is_withdrawn`."""
    return and_(col(Stall.closed_at).is_not(None), col(Stall.decided_at).is_(None))


def is_open_stall() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a stall is open to everybody: approved, in an open alley, of an owner who is not blocked. They join its alley and owner."""
    return (
        col(Alley.id) == col(Stall.alley_id),
        col(Person.id) == col(Stall.owner_id),
        col(Stall.state) == StallApproval.APPROVED,
        col(Alley.closed_at).is_(None),
        col(Person.blocked_at).is_(None),
    )
