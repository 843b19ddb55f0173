"""Pictures: their bytes, and the file_id of each bot that has sent them."""

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
    """Return the bytes of a picture. Raises KeyError for an unknown hash."""
    picture = session.get(Picture, key)
    if picture is None:
        raise KeyError(key)
    return picture.data


def file_ids(session: Session, bot: int) -> dict[str, str]:
    """Return the file_id of each picture that this bot has sent."""
    return {row.hash: row.file_id for row in session.connection().execute(uploads_of(bot))}


def store_file_id(session: Session, bot: int, key: str, file_id: str) -> None:
    """Store the newest file_id of a picture."""
    store_upload(session, bot, key, file_id)


def store_picture(session: Session, key: str, width: int, height: int, data: bytes) -> None:
    """Store a picture once; `key` is the SHA-256 of its bytes in hexadecimal."""
    insert_once(session, Picture, hash=key, width=width, height=height, data=data)


def picture_by_prefix(session: Session, beginning: str) -> str | None:
    """Return the key with this prefix, for places without room for a whole one."""
    return session.exec(select(Picture.hash).where(col(Picture.hash).startswith(beginning))).first()
