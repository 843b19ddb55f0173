"""The job of broadcasts: how often it counts their notifications."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from market.admins import NO_ADMINS
from market.broadcast.progress import Progress
from scheduler.broadcast import COUNTED_A_SECOND, FEW, BroadcastJob
from storage.broadcast import Broadcast, BroadcastState
from storage.person import Person
from storage.store import Store

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
AUTHOR = 7


async def report(_progress: Progress, _now: datetime) -> bool:
    return True


def paused(session: Session, total: int) -> None:
    """A broadcast that has reached nobody yet and goes on when its author says so."""
    session.add(Person(id=AUTHOR, first_name="x", language="en", created_at=NOW))
    session.flush()
    row = Broadcast(author_id=AUTHOR, audience={}, created_at=NOW, started_at=NOW, total=total)
    row.state, row.paused_at, row.cursor = BroadcastState.PAUSED, NOW, 0
    session.add(row)


@pytest.mark.parametrize(
    ("total", "looks"),
    [(FEW, 20), (5 * COUNTED_A_SECOND, 4)],
    ids=["few are counted each time", "many less often"],
)
async def test_many_notifications_are_counted_less_often(store: Store, total: int, looks: int) -> None:
    await store.write(paused, total)
    clock, counted = 0.0, 0
    read = store.read_slowly

    async def remember(query: Any, *args: Any) -> Any:
        nonlocal counted
        counted += query.__name__ == "progress"
        return await read(query, *args)

    store.read_slowly = remember  # type: ignore[assignment, method-assign]
    job = BroadcastJob(store, report, NO_ADMINS, lambda: NOW, clock=lambda: clock)
    for _ in range(20):
        await job.run_due()
        clock += 1.0
    assert counted == looks
