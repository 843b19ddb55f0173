"""Pictures by their hash, and the file_ids under which Telegram already has them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, CheckConstraint, Delete, Index, LargeBinary, bindparam, delete, select
from sqlmodel import Session, col

from storage.column import BIG, FILE_ID, PERSONAL, PUBLIC, column
from storage.insert import insert_or_replace
from storage.row import Row


class Picture(Row, table=True):
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


class ReceivedPhoto(Row, table=True):
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


class Upload(Row, table=True):
    """The file_id under which Telegram has a picture; it is valid for one bot only. Forgotten a month after `kept_at`: most pictures are tickets."""

    __tablename__ = "upload"

    hash: str = column(FILE_ID, primary_key=True, max_length=64)
    bot_id: int = column(
        FILE_ID, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    file_id: str = column(FILE_ID, max_length=255)
    kept_at: datetime = column(FILE_ID, index=True)


UPLOAD = select(col(Upload.file_id)).where(
    col(Upload.hash) == bindparam("hash"), col(Upload.bot_id) == bindparam("bot")
)
"""The file_id of a picture that this bot has uploaded."""
UPLOADS = select(col(Upload.hash), col(Upload.file_id)).where(
    col(Upload.hash).in_(bindparam("hashes", expanding=True)), col(Upload.bot_id) == bindparam("bot")
)
"""The file_ids of those of several pictures that this bot has uploaded."""


def store_uploads(session: Session, bot: int, file_ids: Mapping[str, str], now: datetime) -> None:
    """Store file_ids by the hash of their picture; the newest replaces an earlier one."""
    rows = [{"hash": key, "bot_id": bot, "file_id": each, "kept_at": now} for key, each in file_ids.items()]
    insert_or_replace(session, Upload, rows, ("hash", "bot_id"))


def purge_uploads(now: datetime, limit: int) -> Delete:
    """Delete at most `limit` file_ids that were stored longer ago than they are kept."""
    over = select(col(Upload.hash)).where(col(Upload.kept_at) < now - timedelta(days=FILE_ID.days or 0))
    return delete(Upload).where(col(Upload.hash).in_(over.order_by(col(Upload.kept_at)).limit(limit)))
