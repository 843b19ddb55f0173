"""The parts that several processes have in one budget of messages."""

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from storage.column import PUBLIC, column
from storage.database_clock import database_seconds
from storage.insert import insert_of
from storage.row import Row

SHARE_SECONDS = 4.0
"""Seconds after which a process that wrote nothing has no part any more."""
LEAST = 0.005
"""The part of a process that finds nothing left, until the others have given some back."""
LOCK = 1_869_574_511
"""The number of the lock under which PostgreSQL parts the budget: two at once would both take what is left."""


class ProcessShare(Row, table=True):
    """A process, how many messages wait in it, and its part of the budget, at the database's time `seen_at` in Unix seconds."""

    __tablename__ = "process_share"

    process: str = column(PUBLIC, primary_key=True, max_length=36)
    waiting: int = column(PUBLIC)
    part: float = column(PUBLIC)
    seen_at: float = column(PUBLIC)


def update_share(session: Session, process: str, waiting: int) -> float:
    """Store how many messages wait in a process; return its part of the budget, above 0 and at most 1.

    It is never more than the others have left, whatever waits: all processes together have no more than the budget, but for LEAST.
    """
    _lock(session)
    now = database_seconds(session)
    others = col(ProcessShare.process) != process, col(ProcessShare.seen_at) > now - SHARE_SECONDS
    found = select(
        func.coalesce(func.sum(col(ProcessShare.waiting) + 1), 0),
        func.coalesce(func.sum(col(ProcessShare.part)), 0.0),
    )
    demand, taken = session.connection().execute(found.where(*others)).one()
    part = max(LEAST, min((waiting + 1) / (waiting + 1 + demand), 1 - taken))
    values = {"waiting": waiting, "part": part, "seen_at": now}
    new = insert_of(session, ProcessShare).values(process=process, **values)
    session.connection().execute(new.on_conflict_do_update(index_elements=["process"], set_=values))
    session.connection().execute(delete(ProcessShare).where(col(ProcessShare.seen_at) < now - 60))
    return part


def _lock(session: Session) -> None:
    """Let no other process part the budget until the end of the transaction. SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(select(func.pg_advisory_xact_lock(LOCK)))


def drop_share(session: Session, process: str) -> None:
    """Leave the budget to the others."""
    session.connection().execute(delete(ProcessShare).where(col(ProcessShare.process) == process))
