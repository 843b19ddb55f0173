"""Pictures by their hash, and the file_ids under which Telegram already has them."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Select, select
from sqlmodel import Session, SQLModel, col

from storage.column import BIG, PERSONAL, PUBLIC, column


class Picture(SQLModel, table=True):
    """A picture of at most 5 MB and 25 megapixels; `hash` is the SHA-256 of its bytes in hexadecimal."""

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint("length(data) <= 5242880", name="picture_size"),
        CheckConstraint(
            "width > 0 AND height > 0 AND CAST(width AS BIGINT) * height <= 25000000", name="picture_pixels"
        ),
    )

    hash: str = column(PUBLIC, primary_key=True, max_length=64)
    width: int = column(PUBLIC)
    height: int = column(PUBLIC)
    data: bytes = column(PUBLIC, sa_type=LargeBinary)
    stored_at: datetime | None = column(PUBLIC, default=None)
    """None: before this was kept."""


class ReceivedPhoto(SQLModel, table=True):
    """A photo that was sent and counted, by its update; deleted after a day."""

    __tablename__ = "received_photo"
    __table_args__ = (
        Index("received_photo_of_stall", "stall_id", "received_at"),
        Index("received_photo_of_person", "person_id", "received_at"),
    )

    update_id: int = column(
        PERSONAL, primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False}
    )
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id")
    stall_id: int | None = column(PERSONAL, default=None, foreign_key="stall.id")
    received_at: datetime = column(PERSONAL)


class Upload(SQLModel, table=True):
    """The file_id under which Telegram has a picture; it is valid for one bot only."""

    __tablename__ = "upload"

    hash: str = column(PUBLIC, primary_key=True, max_length=64)
    bot_id: int = column(
        PUBLIC, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    file_id: str = column(PUBLIC, max_length=255)


def uploads_of(bot: int) -> Select[str, str]:
    """Return hash and file_id of each picture that this bot has uploaded."""
    return select(col(Upload.hash), col(Upload.file_id)).where(col(Upload.bot_id) == bot)


def store_upload(session: Session, bot: int, key: str, file_id: str) -> None:
    """Store a file_id; the newest replaces an earlier one."""
    session.merge(Upload(hash=key, bot_id=bot, file_id=file_id))
