"""Pictures: their bytes, and the file_id of each bot that has sent them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, union_all, update
from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.broadcast import Broadcast
from storage.drop import Drop
from storage.insert import insert_once
from storage.licence import LicenceDocument
from storage.picture import UPLOAD, UPLOADS, Picture, Upload, purge_uploads, store_uploads
from storage.screenshot import Screenshot
from storage.series import DropSeries
from storage.stock_template import StockTemplate
from storage.task_list import Task

SWEEP_LIMIT = 1000
LAST = "~"
"""A character behind all of a key."""
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


def file_id_of(session: Session, bot: int, key: str) -> str | None:
    """Return the file_id of a picture that this bot has sent; None where it has not, or too long ago."""
    found: str | None = session.connection().execute(UPLOAD, {"bot": bot, "hash": key}).scalar()
    return found


def file_ids_of(session: Session, bot: int, keys: Collection[str]) -> dict[str, str]:
    """Return the file_ids of those of several pictures that this bot has sent, by key."""
    rows = session.connection().execute(UPLOADS, {"bot": bot, "hashes": [*keys]})
    return {row.hash: row.file_id for row in rows}


def store_file_ids(session: Session, bot: int, file_ids: Mapping[str, str], now: datetime) -> None:
    """Store the newest file_ids of pictures, by key."""
    store_uploads(session, bot, file_ids, now)


def sweep_file_ids(session: Session, now: datetime) -> int:
    """Delete file_ids that are a month old, at most SWEEP_LIMIT; return how many."""
    return session.connection().execute(purge_uploads(now, SWEEP_LIMIT)).rowcount


def store_picture(session: Session, key: str, width: int, height: int, data: bytes, *, now: datetime) -> None:
    """Store a picture once, or note that it was sent again; `key` is the SHA-256 of its bytes in hexadecimal."""
    if not insert_once(session, Picture, hash=key, width=width, height=height, data=data, stored_at=now):
        session.connection().execute(update(Picture).where(col(Picture.hash) == key).values(stored_at=now))


def sweep_pictures(session: Session, now: datetime) -> int:
    """Delete pictures that no drop, template, series, broadcast, licence, payment or task has, a day after they were last sent; return how many."""
    used = union_all(
        *(
            select(col(table.picture_hash)).where(col(table.picture_hash).is_not(None))
            for table in (Drop, Broadcast, StockTemplate, DropSeries, LicenceDocument, Screenshot, Task)
        )
    )
    old = or_(col(Picture.stored_at).is_(None), col(Picture.stored_at) <= now - UNUSED_FOR)
    unused = select(Picture.hash).where(old, col(Picture.hash).not_in(used))
    keys = session.exec(unused.limit(SWEPT_AT_ONCE)).all()
    for table in (Upload, Picture):
        session.connection().execute(delete(table).where(col(table.hash).in_(keys)))
    return len(keys)


def picture_by_prefix(session: Session, prefix: str) -> str | None:
    """Return the key with this prefix, for places without room for a whole one."""
    within = col(Picture.hash).between(prefix, prefix + LAST)
    return session.exec(select(Picture.hash).where(within)).first()
