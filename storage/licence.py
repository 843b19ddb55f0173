"""The document of a stall's licence, as its stall sent it and an organiser checked it, and the code of its public card."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, delete, text, update
from sqlmodel import Session, SQLModel, col, select

from storage.column import AUTOINCREMENT, BIG, OWNER, PUBLIC, column, enum_column, one_of
from storage.picture import Picture

CURRENT = "replaced_at IS NULL"


class LicenceKind(StrEnum):
    """What a licence allows."""

    HAWKER = "hawker"
    FOOD = "food"
    TRADING = "trading"
    OTHER = "other"


class LicenceDocument(SQLModel, table=True):
    """A photo of a licence, with its kind and number. It never changes: another photo or number is a new row, and this one is replaced.

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
    picture_hash: str = column(PUBLIC, foreign_key="picture.hash", max_length=64, index=True)
    sent_by: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    sent_at: datetime = column(PUBLIC)
    checked_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    checked_at: datetime | None = column(PUBLIC, default=None)
    checked_until: date | None = column(PUBLIC, default=None)
    replaced_at: datetime | None = column(PUBLIC, default=None)


class LicenceCard(SQLModel, table=True):
    """The code of a stall's public licence card: 80 random bits, the same for as long as there is the stall, so that a printed QR stays good."""

    __tablename__ = "licence_card"

    stall_id: int = column(
        PUBLIC, primary_key=True, foreign_key="stall.id", sa_column_kwargs={"autoincrement": False}
    )
    code: str = column(PUBLIC, max_length=16, unique=True)
    made_at: datetime = column(PUBLIC)


def delete_licences_of(session: Session, stalls: Sequence[int]) -> None:
    """Delete the documents and cards of some stalls; the next sweep deletes the photos, unless something else shows them."""
    theirs = col(LicenceDocument.stall_id).in_(stalls)
    connection = session.connection()
    photos = select(LicenceDocument.picture_hash).where(theirs)
    connection.execute(update(Picture).where(col(Picture.hash).in_(photos)).values(stored_at=None))
    connection.execute(delete(LicenceDocument).where(theirs))
    connection.execute(delete(LicenceCard).where(col(LicenceCard.stall_id).in_(stalls)))
