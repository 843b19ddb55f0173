"""Complaints about an alley, without who made them, the alley's promise, and the changes of its lights and hours."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, text

from locales.user_text import NOTE
from storage.column import AUTOINCREMENT, BIG, COMPLAINT, OWNER, PUBLIC, column, enum_column, one_of
from storage.row import Row

UNCLOSED, TOLD, WORDED = "closed_at IS NULL", "told_at IS NOT NULL", "words IS NOT NULL"
MOST_REOPENED = 3


class ComplaintKind(StrEnum):
    NOISE = "noise"
    LIGHT = "light"
    SMELL = "smell"
    RUBBISH = "rubbish"
    BLOCKED_WAY = "blocked_way"


class MeasuredWith(StrEnum):
    """A level of sound was measured with a phone, or with a meter of its own."""

    PHONE = "phone"
    METER = "meter"


class ComplaintState(StrEnum):
    """A complaint waits to be seen, was seen, was answered, or the answer was not so."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    REOPENED = "reopened"


class Complaint(Row, table=True):
    """A complaint about a `night`, the date of a market day. Nothing in it leads to who made it; whoever has its secret may reopen it.

    Organisers are told of it at `told_at`, None where an earlier message has it. It is to be acknowledged, or closed, until `due_at`.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint(one_of("kind", ComplaintKind), name="complaint_kind"),
        CheckConstraint(one_of("state", ComplaintState), name="complaint_state"),
        CheckConstraint(one_of("measured_with", MeasuredWith), name="complaint_measured_with"),
        CheckConstraint("decibels BETWEEN 20 AND 140", name="complaint_decibels"),
        CheckConstraint("(decibels IS NULL) = (measured_with IS NULL)", name="complaint_measure"),
        CheckConstraint("(state = 'open') = (acknowledged_at IS NULL)", name="complaint_acknowledged"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="complaint_closed"),
        CheckConstraint("closed_at IS NULL OR answer IS NOT NULL", name="complaint_answer"),
        CheckConstraint(f"reopened BETWEEN 0 AND {MOST_REOPENED}", name="complaint_reopened"),
        CheckConstraint("(reopened = 0) = (reopened_at IS NULL)", name="complaint_reopened_at"),
        CheckConstraint("state <> 'reopened' OR reopened > 0", name="complaint_reopened_state"),
        Index("complaint_of_alley", "alley_id", "made_at"),
        Index(
            "complaint_unclosed",
            "alley_id",
            "due_at",
            sqlite_where=text(UNCLOSED),
            postgresql_where=text(UNCLOSED),
        ),
        Index("complaint_told", "alley_id", "told_at", sqlite_where=text(TOLD), postgresql_where=text(TOLD)),
        Index("complaint_worded", "made_at", sqlite_where=text(WORDED), postgresql_where=text(WORDED)),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True, sa_type=BIG)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    kind: ComplaintKind = enum_column(PUBLIC, ComplaintKind, 12)
    code_hash: str = column(PUBLIC, max_length=64, unique=True)
    night: date = column(PUBLIC)
    happened_at: datetime | None = column(PUBLIC, default=None)
    decibels: int | None = column(PUBLIC, default=None)
    measured_with: MeasuredWith | None = enum_column(PUBLIC, MeasuredWith, 8, default=None)
    words: str | None = column(COMPLAINT, default=None, max_length=NOTE.longest)
    state: ComplaintState = enum_column(PUBLIC, ComplaintState, 12, default=ComplaintState.OPEN)
    made_at: datetime = column(PUBLIC)
    told_at: datetime | None = column(PUBLIC, default=None)
    due_at: datetime = column(PUBLIC)
    acknowledged_at: datetime | None = column(PUBLIC, default=None)
    owner_id: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    answer: str | None = column(PUBLIC, default=None, max_length=NOTE.longest)
    closed_at: datetime | None = column(PUBLIC, default=None)
    reopened: int = column(PUBLIC, default=0)
    reopened_at: datetime | None = column(PUBLIC, default=None)


class ComplaintPromise(Row, table=True):
    """The hours in which an alley acknowledges a complaint, and then closes it. A row never changes: the newest counts."""

    __tablename__ = "complaint_promise"
    __table_args__ = (
        CheckConstraint("acknowledge_hours BETWEEN 1 AND 720", name="complaint_promise_acknowledge"),
        CheckConstraint("close_hours BETWEEN 1 AND 720", name="complaint_promise_close"),
        Index("complaint_promise_of_alley", "alley_id", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    acknowledge_hours: int = column(PUBLIC)
    close_hours: int = column(PUBLIC)
    set_at: datetime = column(PUBLIC)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)


class AlleyChangeKind(StrEnum):
    LIGHTS = "lights"
    HOURS = "hours"


class AlleyChange(Row, table=True):
    """A change of an alley's lights or hours from a `day` on, so that the nights before and after it can be compared."""

    __tablename__ = "alley_change"
    __table_args__ = (
        CheckConstraint(one_of("kind", AlleyChangeKind), name="alley_change_kind"),
        Index("alley_change_of_alley", "alley_id", "day"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    kind: AlleyChangeKind = enum_column(PUBLIC, AlleyChangeKind, 8)
    day: date = column(PUBLIC)
    words: str = column(PUBLIC, default="", max_length=NOTE.longest)
    noted_at: datetime = column(PUBLIC)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
