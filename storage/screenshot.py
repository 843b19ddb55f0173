"""Screenshots of transfers that payers send, and the prints by which a picture that was sent before is known again."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, delete, select, text, update
from sqlmodel import Session, col

from storage.column import AUTOINCREMENT, BIG, PRINT, SCREENSHOT, column
from storage.picture import Picture
from storage.row import Row

SHOWN = "picture_hash IS NOT NULL"


class PicturePrint(Row, table=True):
    """The print of a picture without the picture: the SHA-256 of its bytes, and its grey tiles, compressed.

    It names no person and no deposit, so it stays when both are gone. `shade` is the mean of the tiles, in sixteenths.
    """

    __tablename__ = "picture_print"
    __table_args__ = (
        Index("picture_print_by_digest", "digest"),
        Index("picture_print_by_shade", "shade"),
        Index("picture_print_by_age", "sent_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(PRINT, default=None, primary_key=True, sa_type=BIG)
    digest: str = column(PRINT, max_length=64)
    shade: int = column(PRINT)
    tiles: bytes = column(PRINT, sa_type=LargeBinary)
    sent_at: datetime = column(PRINT)


class Screenshot(Row, table=True):
    """A picture that a payer sent of their transfer. The one with a `picture_hash` is shown; those before it, which the stall has answered, only count."""

    __tablename__ = "screenshot"
    __table_args__ = (
        Index(
            "screenshot_shown",
            "deposit_id",
            unique=True,
            sqlite_where=text(SHOWN),
            postgresql_where=text(SHOWN),
        ),
        Index("screenshot_of_deposit", "deposit_id"),
        Index("screenshot_by_age", "sent_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(SCREENSHOT, default=None, primary_key=True, sa_type=BIG)
    deposit_id: int = column(SCREENSHOT, foreign_key="deposit.id", sa_type=BIG)
    person_id: int = column(SCREENSHOT, sa_type=BigInteger, foreign_key="person.id", index=True)
    print_id: int = column(SCREENSHOT, foreign_key="picture_print.id", unique=True, sa_type=BIG)
    picture_hash: str | None = column(
        SCREENSHOT, default=None, foreign_key="picture.hash", max_length=64, index=True
    )
    sent_at: datetime = column(SCREENSHOT)


def delete_screenshots_of(session: Session, person: int) -> None:
    """Delete the screenshots of a person; the next sweep deletes the pictures, and the prints stay, without a person."""
    theirs = col(Screenshot.person_id) == person
    connection = session.connection()
    pictures = connection.execute(select(col(Screenshot.picture_hash)).where(theirs)).scalars().all()
    connection.execute(update(Picture).where(col(Picture.hash).in_(pictures)).values(stored_at=None))
    connection.execute(delete(Screenshot).where(theirs))
