"""Letters that wait: written once, taken back, found and forgotten, each by its own reader and subject."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.notification import outbox
from market.notification.in_flight import STALE_AFTER, DeliveryResult, claim, recover
from market.notification.outbox import (
    DeliveryStatus,
    Priority,
    count_notifications,
    is_queued,
    next_due,
    notify,
    notify_each,
    purge,
    withdraw,
)
from market.person import register
from storage.notification import Notification, delete_queued_about
from storage.store import Store

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
TOM, SITI = 4003, 4001
NOTHING: Mapping[str, Any] = MappingProxyType({})


@pytest.fixture
async def town(store: Store) -> Store:
    for person in (TOM, SITI):
        await store.write(register, person, "x", "en", now=NOW)
    return store


async def write(
    store: Store,
    person: int = TOM,
    kind: str = "Any",
    about: str = "drop:1",
    due: datetime = NOW,
    **more: Any,
) -> None:
    def put(session: Session) -> None:
        notify(
            session,
            person,
            kind,
            about=about,
            payload=more.get("payload", NOTHING),
            priority=more.get("priority", Priority.BOOKING),
            due_at=due,
            late_after=due + DAY,
        )

    await store.write(put)


async def notifications(store: Store) -> list[Notification]:
    return await store.read(
        lambda session: list(session.exec(select(Notification).order_by(col(Notification.id))))
    )


async def put(store: Store, about: str, **values: Any) -> None:
    def change(session: Session) -> None:
        for row in session.exec(select(Notification).where(col(Notification.about) == about)):
            row.sqlmodel_update(values)

    await store.write(change)


async def test_the_same_is_written_once_and_what_differs_in_anything_is_another(town: Store) -> None:
    await write(town, payload={"new": 1})
    await write(town, payload={"new": 2})
    (first,) = await notifications(town)
    assert (first.payload, first.send_at, first.late_after) == ({"new": 1}, NOW, NOW + DAY)
    await write(town, SITI)
    await write(town, kind="Other")
    await write(town, about="drop:2")
    await write(town, due=NOW + HOUR)
    assert len(await notifications(town)) == 5


async def test_many_are_written_to_at_once_each_with_their_own(town: Store) -> None:
    await write(town, TOM, about="drop:1")
    people = [(TOM, "drop:1", {"claim": 1}), (SITI, "drop:1", {"claim": 2}), (TOM, "drop:2", NOTHING)]
    given = {"priority": Priority.REMINDER, "due_at": NOW, "late_after": NOW + HOUR}
    await town.write(lambda session: notify_each(session, people, "Any", **given))  # type: ignore[arg-type]
    await town.write(lambda session: notify_each(session, [], "Any", **given))  # type: ignore[arg-type]
    found = {
        (one.person_id, one.about): (one.priority, one.payload, one.late_after)
        for one in await notifications(town)
    }
    assert found == {
        (TOM, "drop:1"): (Priority.BOOKING, {}, NOW + DAY),
        (SITI, "drop:1"): (Priority.REMINDER, {"claim": 2}, NOW + HOUR),
        (TOM, "drop:2"): (Priority.REMINDER, {}, NOW + HOUR),
    }


FOUR = ((TOM, "Any", "drop:1"), (SITI, "Any", "drop:1"), (TOM, "Other", "drop:1"), (TOM, "Any", "drop:2"))


async def test_one_that_waits_is_found_and_taken_back_and_no_other(town: Store) -> None:
    for person, kind, about in FOUR:
        await write(town, person, kind, about)
    assert await town.read(is_queued, TOM, "Any", "drop:1")
    await town.write(withdraw, TOM, "Any", "drop:1")
    assert [await town.read(is_queued, *one) for one in FOUR] == [False, True, True, True]
    assert len(await notifications(town)) == 3


async def test_what_is_about_some_subjects_is_taken_back_from_everybody(town: Store) -> None:
    for person, kind, about in (*FOUR, (SITI, "Any", "drop:3"), (SITI, "Any", "drop:33")):
        await write(town, person, kind, about)
    await town.write(
        lambda session: session.connection().execute(delete_queued_about(("drop:1", "drop:3"))) and None
    )
    assert [one.about for one in await notifications(town)] == ["drop:2", "drop:33"]


@pytest.mark.parametrize("state", ["paused", "sent"])
async def test_what_does_not_wait_stays_and_is_not_found(town: Store, state: str) -> None:
    await write(town)
    await put(town, "drop:1", state=state)
    assert not await town.read(is_queued, TOM, "Any", "drop:1")
    await town.write(withdraw, TOM, "Any", "drop:1")
    await town.write(lambda session: session.connection().execute(delete_queued_about(("drop:1",))) and None)
    assert len(await notifications(town)) == 1
    assert await town.read(next_due, NOW - HOUR) is None


async def test_the_next_is_the_first_that_is_ahead_in_any_lane(town: Store) -> None:
    assert await town.read(next_due, NOW) is None
    for hours, priority in (
        (4, Priority.BOOKING),
        (2, Priority.BROADCAST),
        (3, Priority.REMINDER),
        (0, Priority.BOOKING),
    ):
        await write(town, kind=f"In{hours}", due=NOW + hours * HOUR, priority=priority)
    found = [await town.read(next_due, NOW + hours * HOUR) for hours in range(5)]
    assert found == [
        (NOW + 2 * HOUR, "In2"),
        (NOW + 2 * HOUR, "In2"),
        (NOW + 3 * HOUR, "In3"),
        (NOW + 4 * HOUR, "In4"),
        None,
    ]
    assert await town.read(next_due, NOW - TICK) == (NOW, "In0")


async def test_each_person_s_letters_are_counted_whatever_became_of_them(town: Store) -> None:
    for person, kind, about in FOUR:
        await write(town, person, kind, about)
    await put(town, "drop:2", state="sent", ended_at=NOW)
    assert [await town.read(count_notifications, person) for person in (TOM, SITI, 99)] == [3, 1, 0]


async def test_what_ended_a_month_ago_is_forgotten_so_many_at_a_time(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PURGE_LIMIT", 2)
    for number, ago in enumerate((31, 40, 50, 30, None)):
        await write(town, about=f"drop:{number}")
        if ago:
            await put(town, f"drop:{number}", state="sent", ended_at=NOW - ago * DAY)
    assert [await town.write(purge, NOW) for _ in range(3)] == [2, 1, 0]
    assert [one.about for one in await notifications(town)] == ["drop:3", "drop:4"]


async def test_a_sender_that_begins_anew_gives_back_what_it_never_sent_and_notes_what_it_did(
    town: Store,
) -> None:
    for number in range(4):
        await write(town, about=f"drop:{number}", due=NOW + number * TICK)
    later = NOW + HOUR
    mine = (await town.write(claim, "me", later, 2, zone="Asia/Kuching")).notifications
    await town.write(claim, "another", later, 1, zone="Asia/Kuching")
    ended = [DeliveryResult(notification=mine[0].id, person=TOM, status=DeliveryStatus.SENT, message=7)]
    await town.write(recover, "me", later, ended, previous_leader_gone=False)
    states = [(one.state, one.sender, one.message_id) for one in await notifications(town)]
    waits = ("queued", None, None)
    assert states == [("sent", None, 7), waits, ("sending", "another", None), waits]
    await town.write(recover, "me", later + STALE_AFTER, [], previous_leader_gone=False)
    assert (await notifications(town))[2].state == "sending", "it may be sending yet"
    await town.write(recover, "me", later, [], previous_leader_gone=True)
    assert (await notifications(town))[2].state == "queued", "nobody else lives"
