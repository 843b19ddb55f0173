"""The document of a stall's licence, as its stall sent it and an organiser checked it, its monthly fees, and its public card."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, delete, text, update
from sqlmodel import Session, col, select

from storage.column import AUTOINCREMENT, BIG, OWNER, PUBLIC, TRACE, column, enum_column, one_of
from storage.pdf import Pdf
from storage.picture import Picture
from storage.row import Row

CURRENT = "replaced_at IS NULL"


class LicenceKind(StrEnum):
    """The trade that a licence allows."""

    HAWKER = "hawker"
    FOOD = "food"
    TRADING = "trading"
    OTHER = "other"


class LicenceDocument(Row, table=True):
    """A photo or a PDF of a licence, with its kind and number. It never changes: another file or number is a new row, and this one is replaced.

    An organiser saw it at `checked_at` and found the last day `checked_until` on it. A document that nobody has checked leaves no row when it is replaced.
    """

    __tablename__ = "licence_document"
    __table_args__ = (
        CheckConstraint(one_of("kind", LicenceKind), name="licence_document_kind"),
        CheckConstraint("length(number) > 0", name="licence_document_number"),
        CheckConstraint(
            "(checked_at IS NULL) = (checked_until IS NULL)", name="licence_document_checked_until"
        ),
        CheckConstraint("replaced_at IS NULL OR checked_at IS NOT NULL", name="licence_document_replaced"),
        CheckConstraint("(picture_hash IS NULL) <> (pdf_hash IS NULL)", name="licence_document_file"),
        Index(
            "licence_document_current",
            "stall_id",
            unique=True,
            sqlite_where=text(CURRENT),
            postgresql_where=text(CURRENT),
        ),
        Index("licence_document_of_stall", "stall_id", "sent_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True, sa_type=BIG)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    kind: LicenceKind = enum_column(PUBLIC, LicenceKind, 12)
    number: str = column(PUBLIC, max_length=32)
    picture_hash: str | None = column(
        PUBLIC, default=None, foreign_key="picture.hash", max_length=64, index=True
    )
    pdf_hash: str | None = column(PUBLIC, default=None, foreign_key="pdf.hash", max_length=64, index=True)
    sent_by: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    sent_at: datetime = column(PUBLIC)
    checked_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    checked_at: datetime | None = column(PUBLIC, default=None)
    checked_until: date | None = column(PUBLIC, default=None)
    replaced_at: datetime | None = column(PUBLIC, default=None)


class LicenceFee(Row, table=True):
    """The fee of a month, as an organiser wrote down that it was paid, or the void of one, whose amount is below zero.

    A row never changes, but for `by_id` at /forget.

    `month` is its first day, `amount` in minor units of `currency`. A licence that `starts` with this month leaves what was not paid before behind.
    """

    __tablename__ = "licence_fee"
    __table_args__ = (
        CheckConstraint(
            "(voids_id IS NULL AND amount > 0) OR (voids_id IS NOT NULL AND amount < 0)",
            name="licence_fee_sign",
        ),
        Index("licence_fee_of_stall", "stall_id", "month"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    stall_id: int = column(TRACE, foreign_key="stall.id")
    month: date = column(TRACE)
    amount: int = column(TRACE, sa_type=BigInteger)
    currency: str = column(TRACE, max_length=3)
    receipt: str = column(TRACE, default="", max_length=32)
    paid_on: date = column(TRACE)
    starts: bool = column(TRACE, default=False)
    voids_id: int | None = column(TRACE, default=None, foreign_key="licence_fee.id", unique=True, sa_type=BIG)
    entered_at: datetime = column(TRACE)
    by_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)


class LicenceCard(Row, table=True):
    """The code of a stall's public licence card: 80 random bits, the same for as long as there is the stall, so that a printed QR stays good."""

    __tablename__ = "licence_card"

    stall_id: int = column(
        PUBLIC, primary_key=True, foreign_key="stall.id", sa_column_kwargs={"autoincrement": False}
    )
    code: str = column(PUBLIC, max_length=16, unique=True)
    made_at: datetime = column(PUBLIC)


def delete_licences_of(session: Session, stalls: Sequence[int]) -> None:
    """Delete the documents and cards of some stalls; the next sweep deletes the photos and PDFs, unless something else shows them."""
    theirs = col(LicenceDocument.stall_id).in_(stalls)
    connection = session.connection()
    photos = select(LicenceDocument.picture_hash).where(theirs)
    connection.execute(update(Picture).where(col(Picture.hash).in_(photos)).values(stored_at=None))
    pdfs = select(LicenceDocument.pdf_hash).where(theirs)
    connection.execute(update(Pdf).where(col(Pdf.hash).in_(pdfs)).values(stored_at=None))
    connection.execute(delete(LicenceDocument).where(theirs))
    connection.execute(delete(LicenceCard).where(col(LicenceCard.stall_id).in_(stalls)))
