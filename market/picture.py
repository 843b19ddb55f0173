"""Pictures: their bytes, and under which file_id a bot has sent them."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.insert import insert_once
from storage.picture import Picture, store_upload, uploads_of


@dataclass
class NotAPicture(Refusal):
    pass


@dataclass
class PictureTooLarge(Refusal):
    pass


def bytes_of(session: Session, key: str) -> bytes:
    """Raises KeyError for a hash that is not stored."""
    picture = session.get(Picture, key)
    if picture is None:
        raise KeyError(key)
    return picture.data


def file_ids(session: Session, bot: int) -> dict[str, str]:
    """By picture key."""
    return {row.hash: row.file_id for row in session.connection().execute(uploads_of(bot))}


def store_file_id(session: Session, bot: int, key: str, file_id: str) -> None:
    """The newest one counts."""
    store_upload(session, bot, key, file_id)


def store_picture(session: Session, key: str, width: int, height: int, data: bytes) -> None:
    """Once for the same bytes; `key` is their SHA-256 in hexadecimal."""
    insert_once(session, Picture, hash=key, width=width, height=height, data=data)


def picture_by_prefix(session: Session, beginning: str) -> str | None:
    """The key that begins so, for where a whole one has no room."""
    return session.exec(select(Picture.hash).where(col(Picture.hash).startswith(beginning))).first()
