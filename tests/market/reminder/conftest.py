"""A reminder that its reader got, and what waits after it."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.mailbox import Lane, write_letter
from market.person import meet
from storage.letter import Letter
from storage.store import Store
from tests.market.facts import DAY, NOW

ROS, JO = 9001, 9002
ABOUT = "reminder:5"


def write_one(session: Session, due_at: datetime, late_after: datetime, **more: Any) -> int:
    notice, about = more.get("notice", "OwnReminder"), more.get("about", ABOUT)
    write_letter(
        session,
        ROS,
        notice,
        about=about,
        facts=more.get("facts", {"reminder": 5}),
        lane=more.get("lane", Lane.REMINDER),
        due_at=due_at,
        late_after=late_after,
    )
    rows = select(Letter).where(col(Letter.about) == about, col(Letter.due_at) == due_at)
    row = session.exec(rows).one()
    row.state, row.taken_at, row.ended_at = "sent", due_at, due_at
    assert row.id is not None
    return row.id


async def waiting(store: Store) -> list[tuple[str, datetime, datetime | None]]:
    """What waits: about what, until when, and when it is too late."""
    rows = select(Letter.about, Letter.due_at, Letter.late_after).where(col(Letter.state) == "queued")
    return await store.read(lambda session: [*session.exec(rows.order_by(col(Letter.due_at))).all()])


@pytest.fixture
async def people(store: Store) -> Store:
    for person in (ROS, JO):
        await store.write(meet, person, f"P{person}", "en", NOW)
    return store


@pytest.fixture
async def letter(people: Store) -> int:
    """Sent to Ros on Tuesday at ten, of use for two days."""
    return await people.write(write_one, NOW, NOW + 2 * DAY)
