"""The notifications that a sender claims, in their order, and results that change those alone: two readers, two senders."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from market.notification.in_flight import Claimant, DeliveryResult, ack, claim, reclaim_lost, recover
from market.notification.outbox import DeliveryStatus
from market.notification.priority import Priority
from storage.notification import Notification
from storage.reminder import Mute
from storage.store import Store
from tests.market.notification.test_in_flight import HOUR, NOW, SECOND, SITI, TOM, ZONE, claim_batch, market  # noqa: F401 - a fixture
from tests.market.notification_samples import SAMPLES

MINUTE = timedelta(minutes=1)


async def put(
    store: Store, one: int, person: int = TOM, priority: Priority = Priority.REMINDER, **more: Any
) -> None:
    values: dict[str, Any] = {"due_at": NOW, "send_at": NOW, "late_after": NOW + HOUR, "payload": {}, **more}

    def write(session: Session) -> None:
        row = Notification(id=one, person_id=person, kind="Any", about=f"drop:{one}", priority=int(priority))
        session.add(row.sqlmodel_update(values))

    await store.write(write)


async def rows(store: Store) -> dict[int, tuple[str, str | None]]:
    """Return the status and sender of each notification, by its number."""
    every = select(Notification.id, Notification.state, Notification.sender).order_by(col(Notification.id))
    found = await store.read(lambda session: session.exec(every).all())
    return {one or 0: (state, sender) for one, state, sender in found}


async def test_notifications_are_claimed_by_priority_then_time_then_number_up_to_a_limit(
    market: Store,  # noqa: F811
) -> None:
    for one, person, priority, minutes in (
        (30, TOM, Priority.BROADCAST, 9),
        (50, SITI, Priority.REMINDER, 1),
        (70, TOM, Priority.REMINDER, 2),
        (40, SITI, Priority.BOOKING, 0),
        (20, TOM, Priority.REMINDER, 1),
        (10, SITI, Priority.BOOKING, -1),
        (60, SITI, Priority.BOOKING, 3),
    ):
        await put(market, one, person, priority, send_at=NOW - minutes * MINUTE)
    batches = [
        await market.write(claim, Claimant(name, 1), NOW, 3, zone=ZONE) for name in ("one", "two", "one")
    ]
    assert [[notification.id for notification in batch.notifications] for batch in batches] == [
        [60, 40, 70],
        [20, 50, 30],
        [],
    ]
    assert [batch.more for batch in batches] == [True, True, False]
    assert await rows(market) == {
        10: ("queued", None),
        20: ("sending", "two"),
        30: ("sending", "two"),
        40: ("sending", "one"),
        50: ("sending", "two"),
        60: ("sending", "one"),
        70: ("sending", "one"),
    }


async def test_what_is_put_off_or_dropped_is_so_alone(market: Store) -> None:  # noqa: F811
    """Of one reader one kind is stopped; of the other kind, and of the other reader, nothing is."""
    await market.write(lambda session: session.add(Mute(person_id=TOM, kind="Any", since=NOW)))
    await put(market, 10)
    await put(market, 20, kind="Other")
    await put(market, 30, SITI)
    await put(market, 40, SITI, late_after=NOW - SECOND)
    await put(market, 50, SITI, send_at=NOW + HOUR)
    found = [
        [notification.id for notification in await claim_batch(market, "one", limit=1)] for _ in range(3)
    ]
    assert found == [[20], [30], []], "one at a time, however many were looked at"
    assert {one: state for one, (state, _) in (await rows(market)).items()} == {
        10: "dropped",
        20: "sending",
        30: "sending",
        40: "dropped",
        50: "queued",
    }


async def three_terms(store: Store) -> None:
    """In flight are a booking and an announcement of this term, of the one before, and of that one's request; one more of each waits or was sent."""
    for one, sender, epoch, begun_at in ((10, "one", 2, None), (20, "two", 1, None), (30, "two", 1, NOW)):
        for more, priority in enumerate((Priority.BOOKING, Priority.BROADCAST)):
            await put(
                store,
                one + more,
                priority=priority,
                kind=SAMPLES[priority].kind,
                state="sending",
                sender=sender,
                epoch=epoch,
                begun_at=begun_at,
            )
    await put(store, 40, priority=Priority.BROADCAST)
    await put(store, 50, priority=Priority.BROADCAST, state="sent")


ONE, TWO = Claimant("one", 2), Claimant("two", 1)
LOST = {20: ("queued", None), 21: ("queued", None), 30: ("queued", None), 31: ("unknown", None)}
"""What the leader of the first term had; only the last of it may have arrived and is sent at most once."""


async def test_of_an_earlier_leader_all_is_taken(market: Store) -> None:  # noqa: F811
    await three_terms(market)
    before = await rows(market)
    await market.write(reclaim_lost, TWO, NOW)
    assert await rows(market) == before
    await market.write(reclaim_lost, ONE, NOW)
    assert await rows(market) == before | LOST


async def test_a_sender_begins_with_what_it_had_itself_but_for_what_has_ended(market: Store) -> None:  # noqa: F811
    await three_terms(market)
    before = await rows(market)
    ended = DeliveryResult(notification=11, person=TOM, status=DeliveryStatus.SENT, message=7)
    await market.write(recover, ONE, NOW, [ended])
    assert await rows(market) == before | LOST | {10: ("queued", None), 11: ("sent", None)}


async def test_a_result_is_stored_for_its_notification_unless_another_has_it(market: Store) -> None:  # noqa: F811
    await three_terms(market)
    before = await rows(market)
    ended = [
        DeliveryResult(notification=10, person=TOM, status=DeliveryStatus.FAILED, reason="x"),
        DeliveryResult(notification=21, person=TOM, status=DeliveryStatus.SENT, message=7),
        DeliveryResult(notification=40, person=TOM, status=DeliveryStatus.SENT, message=8),
    ]
    await market.write(ack, ONE, NOW, ended)
    assert await rows(market) == before | {10: ("failed", None)}
    await market.write(
        ack,
        TWO,
        NOW,
        [DeliveryResult(notification=20, person=TOM, status=None, retry_at=NOW + MINUTE, counts_as_try=True)],
    )
    assert await rows(market) == before | {10: ("failed", None), 20: ("queued", None)}
    again = await market.read(lambda session: session.get_one(Notification, 20))
    assert (again.send_at, again.tries) == (NOW + MINUTE, 1)
    assert await market.read(lambda session: session.get_one(Notification, 40).tries) == 0
