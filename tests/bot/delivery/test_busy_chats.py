"""Chats at their limit wait as one each: the outbox with the rate limiter that it has in a process, on a clock of the test."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from bot.telegram.rate_limiter import CHAT_BURST, ChatBusy, RateLimiter
from market.notification.in_flight import ClaimedNotification
from market.notification.outbox import DeliveryStatus, notify
from scheduler.outbox import RetryLater, SendOutcome
from storage.notification import Notification
from storage.store import Store
from tests.market.notification_samples import SampleReminder
from tests.people import meet, telegram_id
from tests.scheduler.outbox_helpers import outbox_of

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
CHATS, EACH = 30, 4


class SlowClock:
    """Seconds that pass where the test says so, and where somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


def write_all(session: Session) -> None:
    for person in range(1, CHATS + 1):
        meet(session, person, "Tom", "en", now=NOW)
        for number in range(EACH):
            notify(session, person, SampleReminder(number=number), NOW, about=f"drop:{number}")


def rows(session: Session) -> list[tuple[str, int, datetime]]:
    found = session.exec(select(Notification).order_by(col(Notification.id)))
    return [(row.state, row.tries, row.send_at) for row in found]


async def test_thirty_busy_chats_cost_one_claim_for_each_message_and_not_a_line(store: Store) -> None:
    clock, claimed = SlowClock(), Counter[int]()
    limiter = RateLimiter(1000, clock=clock, sleep=clock.sleep)
    sent_to: dict[int, list[tuple[int, float]]] = {}

    async def send(notification: ClaimedNotification) -> SendOutcome:
        claimed[notification.id] += 1
        try:
            await limiter.acquire(notification.chat, notification.priority)
        except ChatBusy as busy:
            raise RetryLater(str(busy), seconds=busy.seconds) from busy
        sent_to.setdefault(notification.chat, []).append((notification.payload["number"], clock()))
        return SendOutcome(DeliveryStatus.SENT, message=notification.id)

    await store.write(write_all)
    outbox = outbox_of(store, send, lambda: NOW, allowance=limiter.allowance, ack_window=0.0)
    with capture_logs() as lines:
        assert await outbox.send_due() >= CHATS * CHAT_BURST
        untouched = store.writes.count
        assert await outbox.send_due() == 0
        assert store.writes.count == untouched, "chats at their limit cost no transaction"
        queued = [row for row in await store.read(rows) if row[0] == "queued"]
        assert queued
        assert {*queued} == {("queued", 0, NOW)}, "what waits is as it was"
        while sum(claimed.values()) < CHATS * EACH:
            clock.at += 0.25
            await outbox.send_due()
    assert lines == []
    assert {*claimed.values()} == {1}
    for sends in sent_to.values():
        assert [number for number, _ in sends] == [*range(EACH)], "in order"
        assert sends[-1][1] - sends[0][1] >= EACH - CHAT_BURST - 0.01, "one a second"


async def test_a_chat_that_telegram_told_to_wait_has_its_row_as_it_was(store: Store) -> None:
    clock, claimed = SlowClock(), list[int]()
    limiter = RateLimiter(1000, clock=clock, sleep=clock.sleep)

    async def send(notification: ClaimedNotification) -> SendOutcome:
        claimed.append(notification.chat)
        return SendOutcome(DeliveryStatus.SENT)

    def write(session: Session) -> None:
        for person in (1, 2):
            meet(session, person, "Tom", "en", now=NOW)
            notify(session, person, SampleReminder(), NOW, about="drop:1")

    await store.write(write)
    limiter.told_to_wait(telegram_id(1), 30)
    outbox = outbox_of(store, send, lambda: NOW + timedelta(seconds=1), allowance=limiter.allowance)
    assert await outbox.send_due() == 1
    assert claimed == [telegram_id(2)]
    clock.at += 31
    assert await outbox.send_due() == 1
    assert claimed == [telegram_id(2), telegram_id(1)]
