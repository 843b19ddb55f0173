"""Pictures: their bytes, and the file_id of each bot that has sent them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.insert import insert_once
from storage.picture import UPLOAD, Picture, purge_uploads, store_upload

SWEEP_LIMIT = 1000
LAST = "~"
"""A character behind all of a key."""


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


def file_id_of(session: Session, bot: int, key: str) -> str | None:
    """Return the file_id of a picture that this bot has sent; None where it has not, or too long ago."""
    found: str | None = session.connection().execute(UPLOAD, {"bot": bot, "hash": key}).scalar()
    return found


def store_file_id(session: Session, bot: int, key: str, file_id: str, now: datetime) -> None:
    """Store the newest file_id of a picture."""
    store_upload(session, bot, key, file_id, now)


def sweep_file_ids(session: Session, now: datetime) -> int:
    """Delete file_ids that are a month old, at most SWEEP_LIMIT; return how many."""
    return session.connection().execute(purge_uploads(now, SWEEP_LIMIT)).rowcount


def store_picture(session: Session, key: str, width: int, height: int, data: bytes) -> None:
    """Store a picture once; `key` is the SHA-256 of its bytes in hexadecimal."""
    insert_once(session, Picture, hash=key, width=width, height=height, data=data)


def picture_by_prefix(session: Session, beginning: str) -> str | None:
    """Return the key with this prefix, for places without room for a whole one."""
    within = col(Picture.hash).between(beginning, beginning + LAST)
    return session.exec(select(Picture.hash).where(within)).first()
