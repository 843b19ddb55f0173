"""Processed updates, so that a repeated update has no second effect."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from storage.column import BIG, UPDATE, column
from storage.insert import insert_all, insert_once
from storage.param import list_param
from storage.row import Row


class DuplicateUpdate(Exception):
    """This update was processed already: show the current state."""


class ProcessedUpdate(Row, table=True):
    """An update that was processed. Telegram's ids may restart after a week, so they are kept two days and only compared for equality."""

    __tablename__ = "processed_update"

    update_id: int = column(UPDATE, primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    processed_at: datetime = column(UPDATE, index=True)


DELETE_PROCESSED = delete(ProcessedUpdate).where(col(ProcessedUpdate.update_id).in_(list_param("updates")))


def mark_processed(session: Session, update: int, now: datetime) -> None:
    """Mark `update` as processed in this transaction. Raises `DuplicateUpdate` if it was already."""
    if not insert_once(session, ProcessedUpdate, update_id=update, processed_at=now):
        raise DuplicateUpdate


def mark_all_processed(session: Session, updates: Collection[int], now: datetime) -> set[int]:
    """Mark several updates as processed; return those that were not yet."""
    rows = [{"update_id": update, "processed_at": now} for update in updates]
    return {
        row.update_id
        for row in insert_all(session, ProcessedUpdate, rows, returned_columns=("update_id",), once=True)
    }


def unmark_processed(session: Session, updates: Collection[int]) -> None:
    """Take the mark away again from updates that had no effect."""
    if updates:
        session.connection().execute(DELETE_PROCESSED, {"updates": [*updates]})


def sweep_processed(session: Session, now: datetime) -> None:
    """Delete updates older than two days."""
    session.connection().execute(
        delete(ProcessedUpdate).where(col(ProcessedUpdate.processed_at) < now - timedelta(days=2))
    )
