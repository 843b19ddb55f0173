"""Tickets, loans of returnable packaging, and scans of both."""

from datetime import datetime
from enum import StrEnum
from typing import assert_never

from sqlalchemy import BigInteger, CheckConstraint, Index, text

from storage.column import AUTOINCREMENT, BIG, OWNER, PERSONAL, TRACE, column, enum_column, one_of
from storage.row import Row
from storage.sale import SaleMethod


class TicketSubject(StrEnum):
    """The subject of a ticket: its status, who scans it and what a scan changes follow from this."""

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


IS_OUT = "units > returned + lost"
"""As SQLite takes it: it knows no index by a sum on the left."""


class ReturnCondition(StrEnum):
    """The condition of packaging when it comes back. MIXED: it was among packaging of the other stream."""

    FINE = "fine"
    DAMAGED = "damaged"
    MIXED = "mixed"


class Loan(Row, table=True):
    """Packaging that is out: with a booking, or without one by its ticket alone. 0 units: the handover was undone.

    `deposit`, `fee_per_day` and `price` are in minor units for each unit, as the borrower was told. Only loans of a packaging type have `type_id`,
    their own place, and `lender_id`, the place of the hub or stall. `lost` units were written off at `lost_at`.
    """

    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint("units BETWEEN 0 AND 6", name="loan_units"),
        CheckConstraint("returned BETWEEN 0 AND units", name="loan_returned"),
        CheckConstraint("deposit >= 0", name="loan_deposit"),
        CheckConstraint("lost >= 0 AND (lost = 0 OR returned + lost <= units)", name="loan_lost"),
        CheckConstraint("fee_per_day >= 0 AND price >= 0", name="loan_fee"),
        CheckConstraint("(type_id IS NULL) = (place_id IS NULL)", name="loan_place"),
        CheckConstraint("(type_id IS NULL) = (lender_id IS NULL)", name="loan_lender"),
        CheckConstraint("booking_id IS NOT NULL OR type_id IS NOT NULL", name="loan_of_booking_or_type"),
        Index("loan_due", "due_at", sqlite_where=text(IS_OUT), postgresql_where=text(IS_OUT)),
        Index("loan_out", "id", sqlite_where=text(IS_OUT), postgresql_where=text(IS_OUT)),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    booking_id: int | None = column(TRACE, default=None, foreign_key="booking.id", unique=True, sa_type=BIG)
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    type_id: int | None = column(TRACE, default=None, foreign_key="packaging_type.id", index=True)
    place_id: int | None = column(
        TRACE, default=None, foreign_key="packaging_place.id", unique=True, sa_type=BIG
    )
    lender_id: int | None = column(
        TRACE, default=None, foreign_key="packaging_place.id", index=True, sa_type=BIG
    )
    units: int = column(TRACE)
    returned: int = column(TRACE, default=0)
    lost: int = column(TRACE, default=0)
    deposit: int = column(TRACE)
    fee_per_day: int = column(TRACE, default=0, sa_type=BigInteger)
    price: int = column(TRACE, default=0, sa_type=BigInteger)
    out_at: datetime = column(TRACE)
    due_at: datetime = column(TRACE)
    lost_at: datetime | None = column(TRACE, default=None)

    @property
    def out(self) -> int:
        """Return the units that are neither returned nor written off."""
        return self.units - self.returned - self.lost


class Ticket(Row, table=True):
    """A ticket for a booking or a loan. `code` is 8 symbols and their check symbol.

    One ticket of a booking and one of a loan is valid; the others were revoked when the booking was passed on, or when everything of its person
    was moved to another account.
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
        Index(
            "ticket_counts_loan",
            "loan_id",
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
    loan_id: int | None = column(TRACE, default=None, foreign_key="loan.id", index=True, sa_type=BIG)
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    made_at: datetime = column(TRACE)
    revoked_at: datetime | None = column(TRACE, default=None)


class ScanDecision(StrEnum):
    """The decision of a person about a scan: undone by whoever made it; right, wrong, or extra (it happened beside those that count)."""

    UNDONE = "undone"
    RIGHT = "right"
    WRONG = "wrong"
    EXTRA = "extra"


class Scan(Row, table=True):
    """Units that the staff of a stall or hub recorded as collected or returned. It does not count since `undone_at`; without a decision against it
    it is then in conflict with those that count.

    `swapped`: as many came back as went out with them, so neither counts. `method`: how goods and their packaging were paid as they were handed over; None:
    it was not said, or nothing was to pay. `without_phone`: the ticket was not shown, its holder said their name.
    """

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("units BETWEEN 1 AND 6", name="scan_units"),
        CheckConstraint("(stall_id IS NULL) <> (hub_id IS NULL)", name="scan_place"),
        CheckConstraint(one_of("condition", ReturnCondition), name="scan_condition"),
        CheckConstraint(one_of("decision", ScanDecision), name="scan_decision"),
        CheckConstraint(one_of("method", SaleMethod), name="scan_method"),
        CheckConstraint(
            "decision IS NULL OR decision = 'right' OR undone_at IS NOT NULL", name="scan_that_counts"
        ),
        Index("scan_of_ticket", "ticket_id", "scanned_at"),
        Index("scan_of_stall", "stall_id", "scanned_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    ticket_id: int = column(TRACE, foreign_key="ticket.id", sa_type=BIG)
    stall_id: int | None = column(TRACE, default=None, foreign_key="stall.id")
    hub_id: int | None = column(TRACE, default=None, foreign_key="hub.id", index=True)
    condition: ReturnCondition = enum_column(TRACE, ReturnCondition, 8, default=ReturnCondition.FINE)
    swapped: bool = column(TRACE, default=False)
    by_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    units: int = column(TRACE)
    scanned_at: datetime = column(TRACE, index=True)
    undone_at: datetime | None = column(TRACE, default=None)
    decision: ScanDecision | None = enum_column(TRACE, ScanDecision, 8, default=None, nullable=True)
    method: SaleMethod | None = enum_column(TRACE, SaleMethod, 8, default=None, nullable=True)
    without_phone: bool = column(TRACE, default=False)


class FailedCodeAttempt(Row, table=True):
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
