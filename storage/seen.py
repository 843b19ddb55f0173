"""Updates whose effect is stored: a repeated one has no second effect."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col

from storage.column import BIG, UPDATE, column
from storage.given import several
from storage.insert import insert_all, insert_once


class Repeated(Exception):
    """This update had its effect already: show how things are now."""


class Seen(SQLModel, table=True):
    """Ids are Telegram's and may restart after a week: kept two days and compared for equality alone."""

    __tablename__ = "seen"

    update_id: int = column(UPDATE, primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    seen_at: datetime = column(UPDATE, index=True)


AMONG = delete(Seen).where(col(Seen.update_id).in_(several("updates")))


def record(session: Session, update: int, now: datetime) -> None:
    """Note that `update` takes effect in this transaction. Raises `Repeated` if it had one before."""
    if not insert_once(session, Seen, update_id=update, seen_at=now):
        raise Repeated


def record_all(session: Session, updates: Collection[int], now: datetime) -> set[int]:
    """As `record`, of several; those that had no effect before."""
    rows = [{"update_id": update, "seen_at": now} for update in updates]
    return {row.update_id for row in insert_all(session, Seen, rows, "update_id", once=True)}


def forget(session: Session, updates: Collection[int]) -> None:
    """They took no effect after all."""
    if updates:
        session.connection().execute(AMONG, {"updates": [*updates]})


def sweep(session: Session, now: datetime) -> None:
    """Forget updates older than two days."""
    session.connection().execute(delete(Seen).where(col(Seen.seen_at) < now - timedelta(days=2)))
