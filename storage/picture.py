"""Pictures: the bytes by their hash, and where Telegram already has them."""

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, Select, select
from sqlmodel import Session, SQLModel, col

from storage.column import PUBLIC, column


class Picture(SQLModel, table=True):
    """At most 5 MB and 25 megapixels; `hash` is the SHA-256 of the bytes in hexadecimal."""

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


class Upload(SQLModel, table=True):
    """The file_id under which Telegram knows a picture; it belongs to one bot and dies with it."""

    __tablename__ = "upload"

    hash: str = column(PUBLIC, primary_key=True, max_length=64)
    bot_id: int = column(
        PUBLIC, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    file_id: str = column(PUBLIC, max_length=255)


def uploads_of(bot: int) -> Select[str, str]:
    return select(col(Upload.hash), col(Upload.file_id)).where(col(Upload.bot_id) == bot)


def store_upload(session: Session, bot: int, key: str, file_id: str) -> None:
    """The newest file_id is kept."""
    session.merge(Upload(hash=key, bot_id=bot, file_id=file_id))
