"""The parts that several processes have in one budget of messages."""

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from storage.column import PUBLIC, column
from storage.database_clock import database_seconds
from storage.insert import insert_of
from storage.row import Row

SHARE_SECONDS = 4.0
"""Seconds after which a process that wrote nothing has no part any more."""


class ProcessShare(Row, table=True):
    """A process, and how many messages wait in it, at the database's time `seen_at` in Unix seconds."""

    __tablename__ = "process_share"

    process: str = column(PUBLIC, primary_key=True, max_length=36)
    waiting: int = column(PUBLIC)
    seen_at: float = column(PUBLIC)


def update_share(session: Session, process: str, waiting: int) -> float:
    """Store how many messages wait in a process; return its part of the budget, above 0 and at most 1."""
    now = database_seconds(session)
    values = {"process": process, "waiting": waiting, "seen_at": now}
    new = insert_of(session, ProcessShare).values(**values)
    session.connection().execute(
        new.on_conflict_do_update(index_elements=["process"], set_={"waiting": waiting, "seen_at": now})
    )
    session.connection().execute(delete(ProcessShare).where(col(ProcessShare.seen_at) < now - 60))
    alive = select(func.sum(col(ProcessShare.waiting) + 1)).where(
        col(ProcessShare.seen_at) > now - SHARE_SECONDS
    )
    total = session.connection().execute(alive).scalar_one()
    return (waiting + 1) / max(total, waiting + 1)


def drop_share(session: Session, process: str) -> None:
    """Leave the budget to the others."""
    session.connection().execute(delete(ProcessShare).where(col(ProcessShare.process) == process))
