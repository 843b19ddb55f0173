"""Updates whose effect is stored: a repeated one has no second effect."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col

from storage.column import BIG, UPDATE, column
from storage.insert import insert_all, insert_once
from storage.param import list_param


class DuplicateUpdate(Exception):
    """This update had its effect already: show how things are now."""


class ProcessedUpdate(SQLModel, table=True):
    """Ids are Telegram's and may restart after a week: kept two days and compared for equality alone."""

    __tablename__ = "processed_update"

    update_id: int = column(UPDATE, primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    processed_at: datetime = column(UPDATE, index=True)


DELETE_PROCESSED = delete(ProcessedUpdate).where(col(ProcessedUpdate.update_id).in_(list_param("updates")))


def mark_processed(session: Session, update: int, now: datetime) -> None:
    """Note that `update` takes effect in this transaction. Raises `DuplicateUpdate` if it had one before."""
    if not insert_once(session, ProcessedUpdate, update_id=update, processed_at=now):
        raise DuplicateUpdate


def mark_all_processed(session: Session, updates: Collection[int], now: datetime) -> set[int]:
    """As `mark_processed`, of several; those that had no effect before."""
    rows = [{"update_id": update, "processed_at": now} for update in updates]
    return {row.update_id for row in insert_all(session, ProcessedUpdate, rows, "update_id", once=True)}


def unmark_processed(session: Session, updates: Collection[int]) -> None:
    """They took no effect after all."""
    if updates:
        session.connection().execute(DELETE_PROCESSED, {"updates": [*updates]})


def sweep_processed(session: Session, now: datetime) -> None:
    """Forget updates older than two days."""
    session.connection().execute(
        delete(ProcessedUpdate).where(col(ProcessedUpdate.processed_at) < now - timedelta(days=2))
    )
