"""The outbox job: what is due goes out once, whatever becomes of one notification, and it ends when asked."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import monotonic
from typing import Any

import pytest
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from market.notification.in_flight import Claimant, ClaimedNotification, claim
from market.notification.outbox import DeliveryStatus, notify
from market.notification.priority import Priority
from scheduler.outbox import CROWD_REST, MAX_IN_FLIGHT, OutboxWorker, RetryLater, SendOutcome
from storage.notification import Notification
from storage.store import Store, StoreTimeout
from tests.market.notification_samples import SampleBooking, SampleReminder
from tests.people import meet
from tests.scheduler.outbox_helpers import FixedLeadership, outbox_of

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SendAction = Callable[[ClaimedNotification], Awaitable[SendOutcome]]


class RecordingSender:
    """Delivers, and remembers what; `action` may be changed."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.priorities: list[int] = []

    async def __call__(self, notification: ClaimedNotification) -> SendOutcome:
        self.sent.append(notification.id)
        self.priorities.append(notification.priority)
        return await self.action(notification)

    async def action(self, notification: ClaimedNotification) -> SendOutcome:
        return SendOutcome(DeliveryStatus.SENT, message=notification.id + 1000)


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        """The same clock in seconds."""
        return self.at.timestamp()


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


@pytest.fixture
def outbox(store: Store, sender: RecordingSender) -> OutboxWorker:
    return outbox_of(store, sender, lambda: NOW)


async def write_notifications(store: Store, count: int, due_at: datetime = NOW) -> None:
    def write(session: Session) -> None:
        for person in range(1, count + 1):
            meet(session, person, "Tom", "en", now=NOW)
            notify(
                session,
                person,
                SampleReminder(),
                due_at,
                about="drop:1",
            )

    await store.write(write)


async def states(store: Store) -> list[tuple[str, str]]:
    def look(session: Session) -> list[tuple[str, str]]:
        return [
            (row.state, row.reason)
            for row in session.exec(select(Notification).order_by(col(Notification.id))).all()
        ]

    return await store.read(look)


async def test_all_that_is_due_goes_out_once_a_hand_at_a_time(
    store: Store, outbox: OutboxWorker, sender: RecordingSender
) -> None:
    await write_notifications(store, MAX_IN_FLIGHT * 2 + 5)
    assert await outbox.send_due() == MAX_IN_FLIGHT * 2 + 5
    assert len({*sender.sent}) == len(sender.sent) == MAX_IN_FLIGHT * 2 + 5
    assert {*await states(store)} == {("sent", "")}
    assert await outbox.send_due() == 0


async def test_half_of_the_limit_or_the_last_in_flight_is_acknowledged_at_once(
    store: Store, sender: RecordingSender
) -> None:
    outbox = outbox_of(store, sender, lambda: NOW, ack_window=3600)
    answered = asyncio.Event()

    async def one_hangs(notification: ClaimedNotification) -> SendOutcome:
        if notification.id == sender.sent[0]:
            await answered.wait()
        return SendOutcome(DeliveryStatus.SENT)

    sender.action = one_hangs  # type: ignore[method-assign]
    await write_notifications(store, MAX_IN_FLIGHT)
    sending = asyncio.create_task(outbox.send_due())
    async with asyncio.timeout(20):
        while Counter(await states(store)) != {("sent", ""): MAX_IN_FLIGHT - 1, ("sending", ""): 1}:  # noqa: ASYNC110 - no bell rings here
            await asyncio.sleep(0.005)
        answered.set()
        assert await sending == MAX_IN_FLIGHT
    assert {*await states(store)} == {("sent", "")}


async def test_while_a_crowd_waits_for_answers_notifications_go_one_by_one_with_a_rest(
    store: Store, sender: RecordingSender
) -> None:
    at_once: list[int] = []
    under_way: set[int] = set()
    sent_at: list[float] = []

    async def noted(notification: ClaimedNotification) -> SendOutcome:
        sent_at.append(monotonic())
        under_way.add(notification.id)
        await asyncio.sleep(0.01)
        at_once.append(len(under_way))
        under_way.remove(notification.id)
        return SendOutcome(DeliveryStatus.SENT)

    sender.action = noted  # type: ignore[method-assign]
    outbox = outbox_of(store, sender, lambda: NOW, crowded=lambda: len(at_once) < 3)
    await write_notifications(store, 3 + MAX_IN_FLIGHT)
    async with asyncio.timeout(20):
        assert await outbox.send_due() == 3 + MAX_IN_FLIGHT
    assert at_once[:3] == [1, 1, 1]
    assert at_once[3] == MAX_IN_FLIGHT
    rests = [second - first for first, second in pairwise(sent_at[:3])]
    assert min(rests) >= CROWD_REST


async def test_what_is_not_due_waits(store: Store, outbox: OutboxWorker, sender: RecordingSender) -> None:
    await write_notifications(store, 3, NOW + timedelta(microseconds=1))
    assert await outbox.send_due() == 0
    assert sender.sent == []


async def test_two_at_once_send_nothing_twice(store: Store, sender: RecordingSender) -> None:
    await write_notifications(store, 50)
    two = [outbox_of(store, sender, lambda: NOW, name) for name in ("one", "two")]
    await asyncio.gather(*(outbox.send_due() for outbox in two for _ in range(2)))
    assert len({*sender.sent}) == len(sender.sent) == 50


async def test_a_notification_that_cannot_be_put_into_words_fails_alone(
    store: Store, outbox: OutboxWorker, sender: RecordingSender
) -> None:
    await write_notifications(store, 3)

    async def second_is_odd(notification: ClaimedNotification) -> SendOutcome:
        if notification.person == 2:
            raise KeyError(notification.kind)
        return SendOutcome(DeliveryStatus.SENT, message=1)

    sender.action = second_is_odd  # type: ignore[method-assign]
    assert await outbox.send_due() == 3
    assert await states(store) == [("sent", ""), ("failed", "KeyError"), ("sent", "")]


async def test_a_notification_to_try_later_waits_longer_with_each_try_and_holds_up_nobody(
    store: Store, sender: RecordingSender
) -> None:
    clock = Clock()
    outbox = outbox_of(store, sender, clock)
    await write_notifications(store, 3)

    async def first_is_not_taken(notification: ClaimedNotification) -> SendOutcome:
        if notification.person == 1:
            raise RetryLater("Bad Gateway")
        return SendOutcome(DeliveryStatus.SENT, message=1)

    usual, sender.action = sender.action, first_is_not_taken  # type: ignore[method-assign]
    assert await outbox.send_due() == 3
    assert [state for state, _ in await states(store)] == ["queued", "sent", "sent"]
    tries = []
    for _ in range(90):
        clock.at += timedelta(seconds=1)
        if await outbox.send_due():
            tries.append((clock.at - NOW).total_seconds())
    assert tries == [1, 3, 7, 15, 31, 63]
    clock.at += timedelta(minutes=1)
    sender.action = usual  # type: ignore[method-assign]
    assert await outbox.send_due() == 1
    assert {*await states(store)} == {("sent", "")}


async def test_while_the_door_is_shut_nothing_is_taken_in_hand(store: Store, sender: RecordingSender) -> None:
    opens = monotonic() + 0.3
    outbox = outbox_of(store, sender, lambda: NOW, paused_for=lambda: max(0.0, opens - monotonic()))
    await write_notifications(store, 2)
    sending = asyncio.create_task(outbox.send_due())
    await asyncio.sleep(0.1)
    assert {*await states(store)} == {("queued", "")}
    assert await sending == 2
    assert monotonic() > opens


async def test_who_is_not_the_sender_sends_nothing(store: Store, sender: RecordingSender) -> None:
    leadership = FixedLeadership()
    outbox = outbox_of(store, sender, lambda: NOW, leadership=leadership)
    await write_notifications(store, 2)
    leadership.is_leader = False
    assert await outbox.send_due() == 0
    leadership.is_leader = True
    assert await outbox.send_due() == 2


async def test_a_booking_written_meanwhile_goes_before_what_waits(
    store: Store, sender: RecordingSender
) -> None:
    outbox = outbox_of(store, sender, lambda: NOW)
    await write_notifications(store, MAX_IN_FLIGHT * 3)
    release = asyncio.Event()

    async def slow(notification: ClaimedNotification) -> SendOutcome:
        await (asyncio.sleep(0) if notification.priority == Priority.BOOKING else release.wait())
        return SendOutcome(DeliveryStatus.SENT, message=1)

    sender.action = slow  # type: ignore[method-assign]
    sending = asyncio.create_task(outbox.send_due())
    while len(sender.sent) < MAX_IN_FLIGHT:  # noqa: ASYNC110 - until the hand is full
        await asyncio.sleep(0.01)
    await store.write(notify, 1, SampleBooking(), NOW, about="hold:1")
    await outbox.wake()
    release.set()
    await sending
    assert sender.priorities[MAX_IN_FLIGHT] == Priority.BOOKING


async def test_a_write_that_fails_loses_nothing_and_nothing_is_sent_again(
    store: Store, sender: RecordingSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = outbox_of(store, sender, lambda: NOW)
    await write_notifications(store, 5)
    whole, broken = store.write, [True]

    async def sometimes(action: Any, *given: Any, **named: Any) -> Any:
        if action.__name__ == "ack_and_claim" and sender.sent and broken[0]:
            broken[0] = False
            raise OSError("the disk is full")
        return await whole(action, *given, **named)

    monkeypatch.setattr(store, "write", sometimes)
    with pytest.raises(OSError, match="full"):
        await outbox.send_due()
    await outbox.send_due()
    assert sorted(sender.sent) == sorted({*sender.sent})
    assert await states(store) == [("sent", "")] * 5


async def test_what_was_taken_and_never_begun_is_sent_after_all(
    store: Store, sender: RecordingSender
) -> None:
    """The answer to a commit was lost."""
    await write_notifications(store, 3)
    await store.write(claim, Claimant("this one", 1), NOW, 2, zone="Asia/Kuching")
    assert await outbox_of(store, sender, lambda: NOW).send_due() == 3
    assert await states(store) == [("sent", "")] * 3


async def test_who_is_cancelled_with_notifications_under_way_begins_none_of_them_again(
    store: Store, sender: RecordingSender
) -> None:
    outbox = outbox_of(store, sender, lambda: NOW)
    await write_notifications(store, 2)
    release = asyncio.Event()

    async def slow(notification: ClaimedNotification) -> SendOutcome:
        await release.wait()
        return SendOutcome(DeliveryStatus.SENT, message=1)

    sender.action = slow  # type: ignore[method-assign]
    sending = asyncio.create_task(outbox.send_due())
    while len(sender.sent) < 2:  # noqa: ASYNC110 - until both are under way
        await asyncio.sleep(0.01)
    for _ in range(2):
        sending.cancel()
        await asyncio.sleep(0.01)
    again = asyncio.create_task(outbox.send_due())
    await asyncio.sleep(0.1)
    release.set()
    await again
    assert len(sender.sent) == 2
    assert await states(store) == [("sent", "")] * 2


async def test_while_much_is_sent_notifications_of_a_lost_sender_are_looked_for(
    store: Store, sender: RecordingSender
) -> None:
    clock = Clock()
    await write_notifications(store, MAX_IN_FLIGHT * 4)
    (lost,) = (await store.write(claim, Claimant("gone", 0), NOW, 1, zone="Asia/Kuching")).notifications

    async def slow(notification: ClaimedNotification) -> SendOutcome:
        clock.at += timedelta(seconds=1)
        return SendOutcome(DeliveryStatus.SENT, message=1)

    sender.action = slow  # type: ignore[method-assign]
    await outbox_of(store, sender, clock, seconds=clock.seconds).send_due()
    assert lost.id in sender.sent


async def test_closing_finishes_what_is_in_hand_and_takes_no_more(
    store: Store, outbox: OutboxWorker, sender: RecordingSender
) -> None:
    await write_notifications(store, MAX_IN_FLIGHT + 10)
    started = asyncio.Event()

    async def slow(notification: ClaimedNotification) -> SendOutcome:
        started.set()
        await asyncio.sleep(0.1)
        return SendOutcome(DeliveryStatus.SENT, message=1)

    sender.action = slow  # type: ignore[method-assign]
    sending = asyncio.create_task(outbox.send_due())
    await started.wait()
    await outbox.close(5)
    assert await sending == MAX_IN_FLIGHT
    assert [state for state, _ in await states(store)].count("queued") == 10
    assert await outbox.send_due() == 0


async def test_closing_does_not_wait_for_a_notification_that_hangs(
    store: Store, outbox: OutboxWorker, sender: RecordingSender
) -> None:
    await write_notifications(store, 1)

    async def hangs(notification: ClaimedNotification) -> SendOutcome:
        await asyncio.sleep(60)
        raise AssertionError

    sender.action = hangs  # type: ignore[method-assign]
    sending = asyncio.create_task(outbox.send_due())
    while not sender.sent:  # noqa: ASYNC110 - until it hangs
        await asyncio.sleep(0.01)
    began = monotonic()
    await outbox.close(0.2)
    assert monotonic() - began < 2
    sending.cancel()


async def test_what_is_on_the_wire_at_the_end_gets_its_answer_and_is_acknowledged(
    store: Store, outbox: OutboxWorker, sender: RecordingSender
) -> None:
    """Of two notifications one is on its way when the outbox is closed, and the other waits for its slot."""
    await write_notifications(store, 2)
    answer, on_wire = asyncio.Event(), list[int]()

    async def slow(notification: ClaimedNotification) -> SendOutcome:
        if notification.person == 1:
            await notification.begin()
            on_wire.append(notification.id)
            await answer.wait()
        else:
            await asyncio.sleep(60)
        return SendOutcome(DeliveryStatus.SENT, message=1)

    sender.action = slow  # type: ignore[method-assign]
    await outbox.wake()
    while not on_wire:  # noqa: ASYNC110 - until Telegram has it
        await asyncio.sleep(0.01)
    asyncio.get_running_loop().call_later(0.3, answer.set)
    await outbox.close(0.1)
    assert [state for state, _ in await states(store)] == ["sent", "sending"]
    assert (
        await outbox_of(store, RecordingSender(), lambda: NOW, "the next", FixedLeadership(2)).send_due() == 1
    )
    assert [state for state, _ in await states(store)] == ["sent", "sent"]


async def test_nobody_begins_once_the_time_of_the_end_is_over(
    store: Store, outbox: OutboxWorker, sender: RecordingSender
) -> None:
    await write_notifications(store, 1)
    slot = asyncio.Event()

    async def late(notification: ClaimedNotification) -> SendOutcome:
        with suppress(asyncio.CancelledError):
            await slot.wait()
        await notification.begin()
        raise AssertionError("it was sent")

    sender.action = late  # type: ignore[method-assign]
    await outbox.wake()
    while not sender.sent:  # noqa: ASYNC110 - until it waits for its slot
        await asyncio.sleep(0.01)
    await outbox.close(0.1)
    assert [state for state, _ in await states(store)] == ["queued"]


async def test_an_outbox_that_is_closed_needs_the_store_no_more(
    store: Store, outbox: OutboxWorker, sender: RecordingSender
) -> None:
    """A request that is never answered is given up, and nobody asks a closed store about it."""
    await write_notifications(store, 1)
    began = asyncio.Event()

    async def hangs(notification: ClaimedNotification) -> SendOutcome:
        await notification.begin()
        began.set()
        await asyncio.sleep(60)
        raise AssertionError

    sender.action = hangs  # type: ignore[method-assign]
    await outbox.wake()
    await began.wait()
    with pytest.MonkeyPatch.context() as patch, capture_logs() as logs:
        patch.setattr("scheduler.outbox.ANSWER_WAIT", 0.2)
        await outbox.close(0.1)
        patch.setattr(store, "write", None)
        await asyncio.sleep(0.2)
    assert logs == []


async def test_an_outage_of_the_database_is_one_line(
    store: Store, outbox: OutboxWorker, sender: RecordingSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, tried = store.write, list[str]()

    async def away(action: Any, *given: Any, **named: Any) -> Any:
        tried.append(action.__name__)
        raise StoreTimeout(begun=False)

    await write_notifications(store, 3)
    with capture_logs() as logs:
        monkeypatch.setattr(store, "write", away)
        while len(tried) < 5:
            await outbox.wake()
            await asyncio.sleep(0.01)
    assert [entry["event"] for entry in logs] == ["the outbox failed; the next run tries again"]
    monkeypatch.setattr(store, "write", whole)
    await outbox.send_due()
    assert outbox.claimed_count == 3
