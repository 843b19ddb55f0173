"""Locks: decisions about a person do not block statements that only refer to them."""

import asyncio
import threading

import pytest
from sqlmodel import Session

from market.notification.outbox import notify
from market.person import lock_unblocked_person
from storage.store import Store
from tests.market.notification_samples import SampleBooking
from tests.market.samples import NOW
from tests.people import meet

JO = 7001
PATIENCE = 3.0  # seconds


def tell(session: Session) -> None:
    notify(session, JO, SampleBooking(), NOW, about="hold:1")


async def test_a_notification_is_written_to_a_person_about_whom_somebody_decides(store: Store) -> None:
    """A promotion writes one while it has the drop that the person's own action waits for: else each waits for the other."""
    if store.sqlite:
        pytest.skip("SQLite has one writer")
    await store.write(meet, JO, "Jo", "en", now=NOW)
    locked, written = threading.Event(), threading.Event()

    def decide(session: Session) -> bool:
        lock_unblocked_person(session, JO)
        locked.set()
        return written.wait(PATIENCE)

    deciding = asyncio.create_task(store.write(decide))
    assert await asyncio.to_thread(locked.wait, PATIENCE)
    await store.write(tell)
    written.set()
    assert await deciding, "the notification waited for the decision"
