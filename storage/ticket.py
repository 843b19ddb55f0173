"""Tickets, loans of returnable packaging, and scans of both."""

from datetime import datetime
from enum import StrEnum
from typing import assert_never

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import SQLModel

from storage.column import AUTOINCREMENT, BIG, OWNER, PERSONAL, TRACE, column, enum_column, one_of


class TicketSubject(StrEnum):
    """What a ticket is for: its status, who scans it and what a scan changes follow from this."""

    BOOKING = "booking"
    LOAN = "loan"


class TicketKind(StrEnum):
    """A pickup ticket collects goods, an admission ticket lets people in, a returns ticket brings a loan back."""

    PICKUP = "pickup"
    ADMISSION = "admission"
    RETURNS = "returns"

    @property
    def subject(self) -> TicketSubject:
        """Return what a ticket of this kind is for."""
        match self:
            case TicketKind.PICKUP | TicketKind.ADMISSION:
                return TicketSubject.BOOKING
            case TicketKind.RETURNS:
                return TicketSubject.LOAN
            case _:
                assert_never(self)


IS_OUT = "returned < units"


class Loan(SQLModel, table=True):
    """Packaging that a person has borrowed; `deposit` is in minor units for each. 0 units: the handover was undone."""

    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint("units BETWEEN 0 AND 6", name="loan_units"),
        CheckConstraint("returned BETWEEN 0 AND units", name="loan_returned"),
        CheckConstraint("deposit >= 0", name="loan_deposit"),
        Index("loan_out", "id", sqlite_where=text(IS_OUT), postgresql_where=text(IS_OUT)),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    booking_id: int = column(TRACE, foreign_key="booking.id", unique=True, sa_type=BIG)
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    units: int = column(TRACE)
    returned: int = column(TRACE, default=0)
    deposit: int = column(TRACE)
    out_at: datetime = column(TRACE)
    due_at: datetime = column(TRACE)


class Ticket(SQLModel, table=True):
    """A ticket for a booking or a loan. `code` is 8 symbols and their check symbol.

    One ticket of a booking is valid; the others were revoked when the booking was passed on.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint(one_of("kind", TicketKind), name="ticket_kind"),
        CheckConstraint(
            "(kind IN ('pickup', 'admission')) = (booking_id IS NOT NULL)", name="ticket_of_booking"
        ),
        CheckConstraint("(kind = 'returns') = (loan_id IS NOT NULL)", name="ticket_of_loan"),
        Index(
            "ticket_counts",
            "booking_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    code: str = column(TRACE, max_length=9, unique=True)
    kind: TicketKind = enum_column(TRACE, TicketKind, 9)
    booking_id: int | None = column(TRACE, default=None, foreign_key="booking.id", index=True, sa_type=BIG)
    loan_id: int | None = column(TRACE, default=None, foreign_key="loan.id", unique=True, sa_type=BIG)
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    made_at: datetime = column(TRACE)
    revoked_at: datetime | None = column(TRACE, default=None)


class ScanDecision(StrEnum):
    """What a person decided about a scan: undone by whoever made it; right, wrong, or extra (it happened beside those that count)."""

    UNDONE = "undone"
    RIGHT = "right"
    WRONG = "wrong"
    EXTRA = "extra"


class Scan(SQLModel, table=True):
    """Units that the stall's staff recorded as collected or returned. It does not count since `undone_at`; without a decision against it
    it is then in conflict with those that count.
    """

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("units BETWEEN 1 AND 6", name="scan_units"),
        CheckConstraint(one_of("decision", ScanDecision), name="scan_decision"),
        CheckConstraint(
            "decision IS NULL OR decision = 'right' OR undone_at IS NOT NULL", name="scan_that_counts"
        ),
        Index("scan_of_ticket", "ticket_id", "scanned_at"),
        Index("scan_of_stall", "stall_id", "scanned_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    ticket_id: int = column(TRACE, foreign_key="ticket.id", sa_type=BIG)
    stall_id: int = column(TRACE, foreign_key="stall.id")
    by_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    units: int = column(TRACE)
    scanned_at: datetime = column(TRACE)
    undone_at: datetime | None = column(TRACE, default=None)
    decision: ScanDecision | None = enum_column(TRACE, ScanDecision, 8, default=None, nullable=True)


class FailedCodeAttempt(SQLModel, table=True):
    """A wrong code that a person typed or sent by a button; after ten in an hour no more are read, or a hundred of a stall's people."""

    __tablename__ = "failed_code_attempt"
    __table_args__ = (
        Index("failed_code_attempt_of_person", "person_id", "attempted_at"),
        Index("failed_code_attempt_of_stall", "stall_id", "attempted_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(PERSONAL, default=None, primary_key=True, sa_type=BIG)
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id")
    stall_id: int | None = column(PERSONAL, default=None, foreign_key="stall.id")
    attempted_at: datetime = column(PERSONAL)
