"""Runs a job once and fails where one of its items does."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from scheduler.neighbour import NeighbourJob
from storage.job_failure import JobFailure, all_failures
from storage.store import Store


async def failures(store: Store) -> Sequence[JobFailure]:
    """Return every failing item."""

    def look(session: Session) -> Sequence[JobFailure]:
        return session.scalars(all_failures()).all()

    return await store.read(look)


async def notify_neighbours(store: Store, contact: str, now: datetime) -> None:
    await NeighbourJob(store, contact, lambda: now).run_due()
    assert await failures(store) == []
