"""The outbox as an organiser may see it: counted, listed newest first, purged after thirty days."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from market.actor import Actor
from market.notification.outbox import purge
from market.organiser.outbox_overview import (
    NotificationPage,
    missed_notifications,
    notifications_to,
    outbox_overview,
)
from market.organiser.refusals import PersonUnknown
from storage.notification import Notification
from storage.store import Store
from tests.people import add_person

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEN, AINA, BEN = 1003, 1001, 1004
ORGANISER = Actor(KEN, is_configured_admin=True)


def ended(state: str, ago: timedelta, reason: str = "", **more: Any) -> dict[str, Any]:
    return {"state": state, "due_at": NOW - ago, "ended_at": NOW - ago, "reason": reason} | more


WRITTEN: list[dict[str, Any]] = [
    ended("sent", HOUR),
    ended("sent", 23 * HOUR),
    ended("sent", 25 * HOUR),
    ended("unreachable", 2 * HOUR, "Forbidden: bot was blocked by the user"),
    ended("failed", 3 * DAY, "Bad Request: chat not found"),
    ended("unknown", 4 * DAY, "in flight when Lorong stopped", person_id=BEN),
    ended("dropped", 5 * HOUR, "too late"),
    ended("dropped", 6 * HOUR, "DropUnknown"),
    ended("failed", 31 * DAY, "KeyError"),
    {"state": "queued", "due_at": NOW - HOUR},
    {"state": "queued", "due_at": NOW + 9 * HOUR},
    {"state": "queued", "due_at": NOW - 2 * HOUR, "send_at": NOW + 3 * HOUR, "tries": 2},
    {"state": "paused", "due_at": NOW + DAY},
    {"state": "sending", "due_at": NOW, "sender": "one", "claimed_at": NOW},
]


def write(session: Session) -> None:
    for person in (KEN, AINA, BEN):
        add_person(session, person, first_name=f"P{person}", language="en", created_at=NOW)
    session.flush()
    for place, notification in enumerate(WRITTEN):
        given = {
            "person_id": AINA,
            "send_at": notification["due_at"],
            "priority": 1,
            "payload": {"words": "private"},
        }
        session.add(Notification(kind="UnitsHeld", about=f"drop:{place}", **(given | notification)))


@pytest.fixture
async def written(store: Store) -> Store:
    await store.write(write)
    return store


async def test_a_person_nobody_knows_has_no_mail(written: Store) -> None:
    with pytest.raises(PersonUnknown):
        await written.read(notifications_to, ORGANISER, 999, 1, now=NOW)


@pytest.mark.empty_market("counts every notification")
async def test_what_had_which_fate_in_a_day_and_what_waits(written: Store) -> None:
    seen = await written.read(outbox_overview, ORGANISER, NOW)
    assert seen.statuses == {"sent": 2, "unreachable": 1, "dropped": 2}
    assert seen.needless == 1, "its matter had changed"
    assert seen.missed == 4
    assert (seen.due, seen.later, seen.paused) == (2, 2, 1)
    assert seen.next_at == NOW + 3 * HOUR


@pytest.mark.empty_market("counts every notification")
async def test_no_notification_at_all(store: Store) -> None:
    seen = await store.read(outbox_overview, ORGANISER, NOW)
    assert (seen.statuses, seen.missed, seen.due, seen.later, seen.paused, seen.next_at) == (
        {},
        0,
        0,
        0,
        0,
        None,
    )
    assert await store.read(missed_notifications, ORGANISER, 1, NOW) == NotificationPage(
        shown=(), count=0, page=1, pages=1
    )


async def test_a_persons_notifications_newest_first_then_what_waits_six_a_page(written: Store) -> None:
    pages = [await written.read(notifications_to, ORGANISER, AINA, page, now=NOW) for page in (1, 2)]
    shown = [notification for page in pages for notification in page.shown]
    assert [len(page.shown) for page in pages] == [6, 6]
    came, waits = shown[:7], shown[7:]
    assert [bool(notification.ended_at) for notification in shown] == [True] * 7 + [False] * 5
    assert came == sorted(came, key=lambda notification: notification.due_at, reverse=True)
    assert waits == sorted(waits, key=lambda notification: notification.send_at)
    assert {(page.waiting, page.next_at) for page in pages} == {(5, NOW - HOUR)}
    assert {notification.person for notification in shown} == {AINA}
    assert pages[0].first_name == "P1001"
    assert (pages[0].count, pages[0].pages) == (12, 2)
    assert "private" not in repr(pages)


@pytest.mark.empty_market("counts every notification")
async def test_everybodys_failures_with_their_reasons(written: Store) -> None:
    missed = await written.read(missed_notifications, ORGANISER, 1, NOW)
    assert [
        (notification.first_name, notification.state, notification.reason) for notification in missed.shown
    ] == [
        ("P1001", "unreachable", "Forbidden: bot was blocked by the user"),
        ("P1001", "dropped", "too late"),
        ("P1001", "failed", "Bad Request: chat not found"),
        ("P1004", "unknown", "in flight when Lorong stopped"),
    ]


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (1, 1), (2, 2), (3, 2), (2**52, 2)])
async def test_a_page_that_is_not_there_is_the_nearest_one(written: Store, asked: int, shown: int) -> None:
    assert (await written.read(notifications_to, ORGANISER, AINA, asked, now=NOW)).page == shown


@pytest.mark.empty_market("counts every notification")
async def test_the_history_forgets_notifications_thirty_days_after_they_ended(written: Store) -> None:
    later = NOW + 29 * DAY
    before = await written.read(notifications_to, ORGANISER, AINA, 1, now=later)
    assert await written.write(purge, later) == 4
    after = await written.read(notifications_to, ORGANISER, AINA, 1, now=later)
    assert after == before
    last = NOW + 31 * DAY
    await written.write(purge, last)
    left = await written.read(notifications_to, ORGANISER, AINA, 1, now=last)
    assert {notification.state for notification in left.shown} == {"queued", "paused", "sending"}
    assert await written.read(missed_notifications, ORGANISER, 1, last) == NotificationPage(
        shown=(), count=0, page=1, pages=1
    )
