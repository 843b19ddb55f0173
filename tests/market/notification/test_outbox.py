"""The outbox: notifications queued once, withdrawn, found and purged, each by its own reader and subject."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.notification import outbox
from market.notification.in_flight import Claimant, DeliveryResult, claim, recover
from market.notification.kind import NotificationKind
from market.notification.outbox import (
    HELD_BACK,
    DeliveryStatus,
    count_notifications,
    hold_back_restored,
    is_queued,
    next_due,
    notify,
    notify_each,
    purge,
    withdraw,
)
from market.notification.priority import Priority
from storage.notification import Notification, delete_queued_about
from storage.store import Store
from tests.market.notification_samples import SampleBooking, SampleBroadcast, SampleCorrection, SampleReminder
from tests.people import meet

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
TOM, SITI = 4003, 4001


@pytest.fixture
async def market(store: Store) -> Store:
    for person in (TOM, SITI):
        await store.write(meet, person, "x", "en", now=NOW)
    return store


async def write(
    store: Store,
    person: int = TOM,
    kind: type[NotificationKind] = SampleBooking,
    about: str = "drop:1",
    due: datetime = NOW,
    **fields: Any,
) -> None:
    await store.write(notify, person, kind(**fields), due, about=about, late_after=due + DAY)


async def notifications(store: Store) -> list[Notification]:
    return await store.read(
        lambda session: list(session.exec(select(Notification).order_by(col(Notification.id))))
    )


async def put(store: Store, about: str, **values: Any) -> None:
    def change(session: Session) -> None:
        for row in session.exec(select(Notification).where(col(Notification.about) == about)):
            row.sqlmodel_update(values)

    await store.write(change)


async def test_the_same_is_written_once_and_what_differs_in_anything_is_another(market: Store) -> None:
    await write(market, number=1)
    await write(market, number=2)
    (first,) = await notifications(market)
    assert (first.payload, first.send_at, first.late_after) == ({"version": 1, "number": 1}, NOW, NOW + DAY)
    await write(market, SITI)
    await write(market, kind=SampleReminder)
    await write(market, about="drop:2")
    await write(market, due=NOW + HOUR)
    assert len(await notifications(market)) == 5


async def test_many_are_written_to_at_once_each_with_their_own(market: Store) -> None:
    await write(market, TOM, about="drop:1")
    people = [
        (TOM, "drop:1", SampleBooking(number=1)),
        (SITI, "drop:1", SampleReminder(number=2)),
        (TOM, "drop:2", SampleBroadcast()),
    ]
    await market.write(notify_each, people, NOW)
    await market.write(notify_each, [], NOW)
    found = {
        (one.person_id, one.about): (one.priority, one.payload["number"], one.late_after)
        for one in await notifications(market)
    }
    assert found == {
        (TOM, "drop:1"): (Priority.BOOKING, 0, NOW + DAY),
        (SITI, "drop:1"): (Priority.REMINDER, 2, NOW + HOUR),
        (TOM, "drop:2"): (Priority.BROADCAST, 0, NOW + HOUR),
    }


FOUR = (
    (TOM, SampleBooking, "drop:1"),
    (SITI, SampleBooking, "drop:1"),
    (TOM, SampleReminder, "drop:1"),
    (TOM, SampleBooking, "drop:2"),
)


async def test_one_that_waits_is_found_and_taken_back_and_no_other(market: Store) -> None:
    for person, kind, about in FOUR:
        await write(market, person, kind, about)
    assert await market.read(is_queued, TOM, SampleBooking, "drop:1")
    await market.write(withdraw, TOM, SampleBooking, "drop:1")
    assert [await market.read(is_queued, *one) for one in FOUR] == [False, True, True, True]
    assert len(await notifications(market)) == 3


async def test_what_is_about_some_subjects_is_taken_back_from_everybody(market: Store) -> None:
    for person, kind, about in (*FOUR, (SITI, SampleBooking, "drop:3"), (SITI, SampleBooking, "drop:33")):
        await write(market, person, kind, about)
    await market.write(
        lambda session: session.connection().execute(delete_queued_about(("drop:1", "drop:3"))) and None
    )
    assert [one.about for one in await notifications(market)] == ["drop:2", "drop:33"]


@pytest.mark.empty_market("the next of all that is due")
@pytest.mark.parametrize("state", ["paused", "sent"])
async def test_what_does_not_wait_stays_and_is_not_found(market: Store, state: str) -> None:
    await write(market)
    await put(market, "drop:1", state=state)
    assert not await market.read(is_queued, TOM, SampleBooking, "drop:1")
    await market.write(withdraw, TOM, SampleBooking, "drop:1")
    await market.write(
        lambda session: session.connection().execute(delete_queued_about(("drop:1",))) and None
    )
    assert len(await notifications(market)) == 1
    assert await market.read(next_due, NOW - HOUR) is None


@pytest.mark.empty_market("the next of all that is due")
async def test_the_next_is_the_first_that_is_ahead_of_any_priority(market: Store) -> None:
    assert await market.read(next_due, NOW) is None
    for hours, kind in ((4, SampleBooking), (2, SampleBroadcast), (3, SampleReminder), (0, SampleCorrection)):
        await write(market, kind=kind, due=NOW + hours * HOUR)
    found = [await market.read(next_due, NOW + hours * HOUR) for hours in range(5)]
    assert found == [
        (NOW + 2 * HOUR, "SampleBroadcast"),
        (NOW + 2 * HOUR, "SampleBroadcast"),
        (NOW + 3 * HOUR, "SampleReminder"),
        (NOW + 4 * HOUR, "SampleBooking"),
        None,
    ]
    assert await market.read(next_due, NOW - TICK) == (NOW, "SampleCorrection")


async def test_each_person_s_notifications_are_counted_whatever_became_of_them(market: Store) -> None:
    for person, kind, about in FOUR:
        await write(market, person, kind, about)
    await put(market, "drop:2", state="sent", ended_at=NOW)
    assert [await market.read(count_notifications, person) for person in (TOM, SITI, 99)] == [3, 1, 0]


async def test_what_ended_a_month_ago_is_forgotten_so_many_at_a_time(
    market: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PURGE_LIMIT", 2)
    for number, ago in enumerate((31, 40, 50, 30, None)):
        await write(market, about=f"drop:{number}")
        if ago:
            await put(market, f"drop:{number}", state="sent", ended_at=NOW - ago * DAY)
    assert [await market.write(purge, NOW) for _ in range(3)] == [2, 1, 0]
    assert [one.about for one in await notifications(market)] == ["drop:3", "drop:4"]


async def test_a_sender_that_begins_anew_gives_back_what_it_never_sent_and_notes_what_it_did(
    market: Store,
) -> None:
    for number in range(4):
        await write(market, about=f"drop:{number}", due=NOW + number * TICK)
    later = NOW + HOUR
    me = Claimant("me", 1)
    mine = (await market.write(claim, me, later, 2, zone="Asia/Kuching")).notifications
    await market.write(claim, Claimant("another", 1), later, 1, zone="Asia/Kuching")
    ended = [DeliveryResult(notification=mine[0].id, person=TOM, status=DeliveryStatus.SENT, message=7)]
    await market.write(recover, me, later, ended)
    states = [(one.state, one.sender, one.message_id) for one in await notifications(market)]
    waits = ("queued", None, None)
    assert states == [("sent", None, 7), waits, ("sending", "another", None), waits]
    await market.write(recover, me, later, [])
    assert (await notifications(market))[2].state == "sending", "of the same term"
    await market.write(recover, Claimant("me", 2), later, [])
    assert (await notifications(market))[2].state == "queued", "of an earlier one"


@pytest.mark.empty_market("a restore is about everybody's notifications")
async def test_after_a_restore_what_was_due_at_the_backup_is_held_back_and_nothing_else(
    market: Store,
) -> None:
    """Claimed, and on the wire, when the backup was made; due then; due later; put off to the morning; an announcement."""
    for about in ("drop:1", "drop:2"):
        await write(market, about=about)
    await market.write(claim, Claimant("gone", 1), NOW, 2, zone="Asia/Kuching")
    await put(market, "drop:2", begun_at=NOW)
    await write(market, about="drop:3", due=NOW - HOUR)
    await write(market, about="drop:4", due=NOW + TICK)
    await write(market, about="drop:5")
    await put(market, "drop:5", send_at=NOW + DAY)
    await write(market, kind=SampleBroadcast, about="broadcast:1")
    assert await market.write(hold_back_restored, NOW, NOW + HOUR) == 3
    rows = await notifications(market)
    held = [(row.about, row.state, row.ended_at, row.sender) for row in rows if row.reason == HELD_BACK]
    assert held == [(f"drop:{number}", "dropped", NOW + HOUR, None) for number in (1, 2, 3)]
    others = [(row.about, row.state) for row in rows if row.reason != HELD_BACK]
    assert others == [("drop:4", "queued"), ("drop:5", "queued"), ("broadcast:1", "queued")]
    assert await market.write(hold_back_restored, NOW, NOW + HOUR) == 0
