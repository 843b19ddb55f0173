"""Pictures: their bytes, and the file_id of each bot that has sent them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, union_all, update
from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.broadcast import Broadcast
from storage.drop import Drop
from storage.insert import insert_once
from storage.picture import Picture, Upload, store_upload, uploads_of

UNUSED_FOR, SWEPT_AT_ONCE = timedelta(days=1), 100


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


def store_picture(session: Session, key: str, width: int, height: int, data: bytes, *, now: datetime) -> None:
    """Store a picture once, or note that it was sent again; `key` is the SHA-256 of its bytes in hexadecimal."""
    if not insert_once(session, Picture, hash=key, width=width, height=height, data=data, stored_at=now):
        session.connection().execute(update(Picture).where(col(Picture.hash) == key).values(stored_at=now))


def sweep_pictures(session: Session, now: datetime) -> int:
    """Delete pictures that no drop and no broadcast has, a day after they were last sent; return how many."""
    used = union_all(
        *(
            select(col(table.picture_hash)).where(col(table.picture_hash).is_not(None))
            for table in (Drop, Broadcast)
        )
    )
    old = or_(col(Picture.stored_at).is_(None), col(Picture.stored_at) <= now - UNUSED_FOR)
    unused = select(Picture.hash).where(old, col(Picture.hash).not_in(used))
    keys = session.exec(unused.limit(SWEPT_AT_ONCE)).all()
    for table in (Upload, Picture):
        session.connection().execute(delete(table).where(col(table.hash).in_(keys)))
    return len(keys)


def picture_by_prefix(session: Session, beginning: str) -> str | None:
    """Return the key with this prefix, for places without room for a whole one."""
    return session.exec(select(Picture.hash).where(col(Picture.hash).startswith(beginning))).first()
