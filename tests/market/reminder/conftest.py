"""A reminder that its reader got, and the reminders that wait after it."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.notification.kind import NotificationKind
from market.notification.outbox import notify
from market.reminder.notifications import LoansDue
from storage.notification import Notification
from storage.store import Store
from tests.market.samples import DAY, NOW
from tests.people import meet

ROS, JO = 9001, 9002
ABOUT = "reminder:5"


def write_one(session: Session, due_at: datetime, late_after: datetime, **more: Any) -> int:
    reminder: NotificationKind = more.get("reminder", LoansDue(due_on=NOW.date()))
    about = more.get("about", ABOUT)
    notify(session, ROS, reminder, due_at, about=about, late_after=late_after)
    rows = select(Notification).where(col(Notification.about) == about, col(Notification.due_at) == due_at)
    row = session.exec(rows).one()
    row.state, row.claimed_at, row.ended_at = "sent", due_at, due_at
    assert row.id is not None
    return row.id


async def waiting(store: Store) -> list[tuple[str, datetime, datetime | None]]:
    """Return the subject, the time and the latest time of each queued reminder."""
    rows = select(Notification.about, Notification.due_at, Notification.late_after).where(
        col(Notification.state) == "queued"
    )
    return await store.read(lambda session: [*session.exec(rows.order_by(col(Notification.due_at))).all()])


@pytest.fixture
async def people(store: Store) -> Store:
    for person in (ROS, JO):
        await store.write(meet, person, f"P{person}", "en", now=NOW)
    return store


@pytest.fixture
async def notification(people: Store) -> int:
    """Return a reminder sent to Ros on Tuesday at ten that is useful for two days."""
    return await people.write(write_one, NOW, NOW + 2 * DAY)
