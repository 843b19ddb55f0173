"""Reports of stalls and drops to the organisers, and objections to what organisers decided."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index

from locales.user_text import OBJECTION, REPORT_WORDS
from storage.column import AUTOINCREMENT, BIG, OWNER, PERSONAL, REPORT, column, enum_column, one_of
from storage.row import Row


class ReportReason(StrEnum):
    """The reason of a report, as the reporter chose it. HANDED_OVER: what they booked went to somebody else, without their phone."""

    GOODS = "goods"
    UNSAFE = "unsafe"
    PAYMENT = "payment"
    BEHAVIOUR = "behaviour"
    OTHER = "other"
    HANDED_OVER = "handed over"


class ReportState(StrEnum):
    """A report waits, led to a drop being hidden or a person being blocked, or was closed without either."""

    OPEN = "open"
    ACTED = "acted"
    CLOSED = "closed"


class ObjectionState(StrEnum):
    """An objection waits; the decision was lifted, or stays."""

    OPEN = "open"
    LIFTED = "lifted"
    UPHELD = "upheld"


class Report(Row, table=True):
    """A report of a person about a stall, or about the drop `drop_id` of it. `words` is a line of theirs, "" for none."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(one_of("reason", ReportReason), name="report_reason"),
        CheckConstraint(one_of("state", ReportState), name="report_state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="report_decided"),
        Index("report_of_state", "state", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(REPORT, default=None, primary_key=True, sa_type=BIG)
    person_id: int = column(REPORT, sa_type=BigInteger, foreign_key="person.id", index=True)
    stall_id: int = column(REPORT, foreign_key="stall.id", index=True)
    drop_id: int | None = column(REPORT, default=None, foreign_key="drop.id", index=True)
    reason: ReportReason = enum_column(REPORT, ReportReason, 12)
    words: str = column(REPORT, default="", max_length=REPORT_WORDS.longest)
    state: ReportState = enum_column(REPORT, ReportState, 8, default=ReportState.OPEN)
    made_at: datetime = column(REPORT)
    decided_at: datetime | None = column(REPORT, default=None)
    decided_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )


class Objection(Row, table=True):
    """A person's objection to the decision that is the entry `decision_id` of the audit log, one for each decision.

    The decision turned down the stall `stall_id`, hid the drop `drop_id`, or, without either, blocked the person.
    """

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("stall_id IS NULL OR drop_id IS NULL", name="objection_subject"),
        CheckConstraint(one_of("state", ObjectionState), name="objection_state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="objection_decided"),
        Index("objection_of_state", "state", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PERSONAL, default=None, primary_key=True, sa_type=BIG)
    decision_id: int = column(PERSONAL, foreign_key="audit_entry.id", sa_type=BIG, unique=True)
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id", index=True)
    stall_id: int | None = column(PERSONAL, default=None, foreign_key="stall.id", index=True)
    drop_id: int | None = column(PERSONAL, default=None, foreign_key="drop.id", index=True)
    words: str = column(PERSONAL, max_length=OBJECTION.longest)
    state: ObjectionState = enum_column(PERSONAL, ObjectionState, 8, default=ObjectionState.OPEN)
    made_at: datetime = column(PERSONAL)
    decided_at: datetime | None = column(PERSONAL, default=None)
    decided_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
