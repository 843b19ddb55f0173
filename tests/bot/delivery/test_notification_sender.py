"""The notification sender: the result of a notification for each answer of Telegram, over the sandbox's HTTP API."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot as Listener
from aiohttp import web
from markupsafe import Markup
from sqlalchemy.exc import OperationalError

from bot.delivery.notification_sender import RENDER_CACHE_SECONDS, NotificationSender
from bot.telegram.client import TelegramClient
from bot.telegram.pictures import PictureCache
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.reply_sender import ReplySender
from handlers.message_registry import MessageView, View, send_new_message
from handlers.messages import RenderContext, messages
from handlers.ui.screen import Screen, ScreenPicture
from locales.say import Say
from market.broadcast.refusals import BroadcastPaused
from market.notification.in_flight import ClaimedNotification
from market.notification.kind import NotificationKind
from market.notification.outbox import DeliveryStatus
from market.notification.priority import Priority
from sandbox import Bot, Fault, Group, Sandbox, UserProfile
from scheduler.outbox import RetryLater, SendOutcome
from storage.store import Store
from tests.fake_clock import FakeClock
from tests.market.notification_samples import SAMPLES, SampleBooking, SampleBroadcast, SampleCorrection

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
TOM, SITI, GROUP = 4003, 4001, -5001
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
PLACEHOLDER = ScreenPicture(key="placeholder:lantern:1", motif="lantern", seed=1)

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = only_sqlite


def claimed(
    person: int = TOM, priority: Priority = Priority.BOOKING, *, kind: str = "", **more: Any
) -> ClaimedNotification:
    """A notification of the sample kind of that priority, or of `kind`."""
    values = {
        "kind": kind or SAMPLES[priority].kind,
        "payload": {},
        "due_at": NOW,
        "language": "en",
        "tries": 0,
        "silent": False,
        **more,
    }
    return ClaimedNotification(
        id=1,
        person=person + 1_000_000,
        address=1,
        chat=person,
        claimed_at=NOW,
        priority=int(priority),
        **values,
    )


def use_view(monkeypatch: pytest.MonkeyPatch, kind: type[NotificationKind], view: View[Any]) -> None:
    """Render a kind by this view during one test."""
    registered = MessageView(
        view=view, label=lambda say: kind.kind, due_label="a sample", call=send_new_message
    )
    monkeypatch.setitem(messages.views, kind.kind, registered)


class SenderHarness:
    """A delivery and a listener that share one pace, on a sandbox."""

    def __init__(self, store: Store, sandbox: Sandbox, address: str) -> None:
        self.store, self.sandbox, self.rate_limiter = store, sandbox, RateLimiter()
        self.pictures = PictureCache(store, 7000000001, str, lambda: NOW)
        self.clock = FakeClock()
        self.delivery = NotificationSender(
            store,
            self.pictures,
            TOKEN,
            address,
            rate_limiter=self.rate_limiter,
            username="lorong_demo_bot",
            clock=self.clock,
        )
        self.wire = TelegramClient(address)
        self.listener = Listener(TOKEN, session=self.wire)

    async def send(
        self, person: int = TOM, priority: Priority = Priority.BOOKING, kind: str = ""
    ) -> SendOutcome:
        return await self.delivery.send(claimed(person, priority, kind=kind))

    def read(self, person: int = TOM) -> list[str]:
        return [message.text for message in self.sandbox.person(person).messages if message.by_bot]


@pytest.fixture
async def harness(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SenderHarness]:
    async def said(*_: object) -> Screen:
        return Screen(text=Markup("Hello"))

    async def pictured(*_: object) -> Screen:
        return Screen(text=Markup("Hello"), picture=PLACEHOLDER)

    for kind in SAMPLES.values():
        use_view(monkeypatch, kind, said)
    use_view(monkeypatch, SampleCorrection, pictured)
    monkeypatch.setattr("bot.delivery.notification_sender.REQUEST_TIMEOUT", 0.5)
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [UserProfile(id=TOM, first_name="Tom"), UserProfile(id=SITI, first_name="Siti")],
        [Group(id=GROUP, title="Lorong Bakau", members=[TOM])],
        limits=False,
    )
    async with sandbox.serve() as address:
        await sandbox.person(TOM).write("/start")
        harness = SenderHarness(store, sandbox, address)
        await harness.delivery.open()
        yield harness
        await harness.delivery.close()
        await harness.wire.close()


async def test_what_is_answered_was_sent_and_keeps_its_number(harness: SenderHarness) -> None:
    outcome = await harness.send()
    assert outcome == SendOutcome(DeliveryStatus.SENT, message=harness.sandbox.person(TOM).messages[-1].id)


async def test_a_429_pauses_its_chat_for_as_long_as_it_says_and_no_other(harness: SenderHarness) -> None:
    await harness.sandbox.person(SITI).write("/start")
    harness.sandbox.fault("sendMessage", Fault.TOO_MANY, retry_after=7)
    with pytest.raises(RetryLater) as later:
        await harness.send()
    assert later.value.seconds == 7
    assert 6 < harness.rate_limiter.chat_paused_for(TOM) <= 7
    with pytest.raises(RetryLater):
        await harness.send()
    assert (await harness.send(SITI)).status is DeliveryStatus.SENT
    assert harness.read() == []


async def test_a_429_that_a_reply_gets_pauses_the_chats_notifications_too(harness: SenderHarness) -> None:
    harness.sandbox.fault("sendMessage", Fault.TOO_MANY, retry_after=1)
    replies = ReplySender(harness.listener, harness.wire, harness.pictures, harness.rate_limiter)
    await replies.send(TOM, Screen(text=Markup("An answer")))
    assert harness.read() == ["An answer"], "after a second"
    harness.sandbox.fault("sendMessage", Fault.TOO_MANY, retry_after=9)
    waiting = asyncio.create_task(replies.send(TOM, Screen(text=Markup("Another"))))
    await asyncio.sleep(0.3)
    assert harness.rate_limiter.chat_paused_for(TOM)
    with pytest.raises(RetryLater) as later:
        await harness.send()
    assert later.value.seconds is not None
    assert later.value.seconds > 8
    waiting.cancel()


@pytest.mark.parametrize("priority", [Priority.BOOKING, Priority.BROADCAST])
async def test_who_blocked_the_bot_or_never_wrote_cannot_be_reached(
    harness: SenderHarness, priority: Priority
) -> None:
    await harness.sandbox.person(TOM).block()
    for person, words in ((TOM, "blocked"), (SITI, "initiate"), (999_999, "Chat not found")):
        outcome = await harness.send(person, priority)
        assert (outcome.status, words.lower() in outcome.reason.lower()) == (
            DeliveryStatus.UNREACHABLE,
            True,
        ), outcome


async def test_what_telegram_refuses_has_failed_with_its_words(
    harness: SenderHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> Screen:
        return Screen(text=Markup("<b>Hello"))

    use_view(monkeypatch, SampleBooking, broken)
    outcome = await harness.send()
    assert outcome.status is DeliveryStatus.FAILED
    assert "can't parse entities" in outcome.reason.lower()


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.LOST, Fault.HANG])
async def test_where_nobody_knows_a_ticket_is_tried_again_and_an_announcement_is_unknown(
    harness: SenderHarness, fault: Fault
) -> None:
    harness.sandbox.fault("sendMessage", fault)
    with pytest.raises(RetryLater) as later:
        await harness.send()
    assert later.value.seconds is None, "twice as long with each try"
    harness.rate_limiter._paused_until = 0.0
    harness.sandbox.fault("sendMessage", fault)
    assert (await harness.send(priority=Priority.BROADCAST)).status is DeliveryStatus.UNKNOWN


async def test_a_telegram_that_is_not_well_rests_and_a_notification_that_hangs_holds_up_nobody(
    harness: SenderHarness,
) -> None:
    harness.sandbox.fault("sendMessage", Fault.BAD_GATEWAY)
    with pytest.raises(RetryLater):
        await harness.send()
    assert harness.rate_limiter.paused_for > 0
    harness.rate_limiter._paused_until = 0.0
    harness.sandbox.fault("sendMessage", Fault.HANG)
    with pytest.raises(RetryLater):
        await harness.send()
    assert harness.rate_limiter.paused_for == 0


@pytest.mark.parametrize("priority", [Priority.BOOKING, Priority.BROADCAST])
async def test_where_nobody_is_there_it_was_certainly_not_sent(
    store: Store, harness: SenderHarness, priority: Priority
) -> None:
    nowhere = NotificationSender(
        store,
        harness.pictures,
        TOKEN,
        "http://127.0.0.1:9",
        rate_limiter=harness.rate_limiter,
        username="lorong_demo_bot",
    )
    await nowhere.open()
    try:
        with pytest.raises(RetryLater):
            await nowhere.send(claimed(priority=priority))
    finally:
        await nowhere.close()


async def test_a_group_that_has_moved_is_written_to_there_by_both_libraries(harness: SenderHarness) -> None:
    there = harness.sandbox.migrate(GROUP)
    assert (await harness.send(GROUP)).status is DeliveryStatus.SENT
    await ReplySender(harness.listener, harness.wire, harness.pictures, harness.rate_limiter).send(
        GROUP, Screen(text=Markup("An answer"))
    )
    words = [message.text for message in harness.sandbox.person(TOM).messages_in(there) if message.by_bot]
    assert words == ["Hello", "An answer"]


async def test_a_picture_goes_by_its_bytes_once_and_then_by_its_name(harness: SenderHarness) -> None:
    for _ in range(2):
        assert (await harness.send(kind="SampleCorrection")).status is DeliveryStatus.SENT
    sent = [call.params["photo"] for call in harness.sandbox.calls if call.method == "sendPhoto"]
    assert str(sent[0]).startswith("attach://")
    assert sent[1] == harness.pictures._file_ids[PLACEHOLDER.key]


async def test_a_database_that_is_away_fails_no_notification(
    harness: SenderHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = OperationalError("SELECT 1", {}, Exception("the server closed the connection"))

    async def unread(*_: object) -> Screen:
        raise away

    async def not_now(*_: object) -> None:
        raise away

    for kind in SAMPLES.values():
        use_view(monkeypatch, kind, unread)
    for priority in Priority:
        with pytest.raises(RetryLater, match="OperationalError"):
            await harness.send(priority=priority)
    monkeypatch.setattr(harness.store, "write", not_now)
    assert (await harness.send(kind="SampleCorrection")).status is DeliveryStatus.SENT
    assert PLACEHOLDER.key in harness.pictures._file_ids


async def test_a_notification_in_its_reader_s_rest_makes_no_sound(harness: SenderHarness) -> None:
    await harness.delivery.send(claimed(silent=True))
    (call,) = [call for call in harness.sandbox.calls if call.method == "sendMessage"]
    assert call.params["disable_notification"] in (True, "true")


async def test_only_announcements_are_paid_for_and_only_where_that_is_set(
    harness: SenderHarness, store: Store
) -> None:
    await harness.send(priority=Priority.BROADCAST)
    paid = NotificationSender(
        store,
        harness.pictures,
        TOKEN,
        harness.wire.api.base.split("/bot")[0],
        rate_limiter=RateLimiter(paid=1000),
        username="lorong_demo_bot",
    )
    await paid.open()
    try:
        for priority in (Priority.BOOKING, Priority.BROADCAST):
            await paid.send(claimed(priority=priority))
    finally:
        await paid.close()
    sent = [call for call in harness.sandbox.calls if call.method == "sendMessage"]
    assert ["allow_paid_broadcast" in call.params for call in sent] == [False, False, True]


@asynccontextmanager
async def sender_behind(
    harness: SenderHarness, status: int, body: str, kind: str
) -> AsyncIterator[NotificationSender]:
    """A delivery to whom somebody answers everything alike."""

    async def page(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, text=body, content_type=kind)

    runner = web.ServerRunner(web.Server(page))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    delivery = NotificationSender(
        harness.store,
        harness.pictures,
        TOKEN,
        address,
        rate_limiter=RateLimiter(),
        username="lorong_demo_bot",
    )
    await delivery.open()
    try:
        yield delivery
    finally:
        await delivery.close()
        await runner.cleanup()


@pytest.mark.parametrize("status", [200, 403, 404, 502])
async def test_a_page_in_telegram_s_place_is_not_taken_for_its_word(
    harness: SenderHarness, status: int
) -> None:
    async with sender_behind(
        harness, status, "<html>Sign in to this network</html>", "text/html"
    ) as delivery:
        with pytest.raises(RetryLater):
            await delivery.send(claimed())


@pytest.mark.parametrize(
    ("words", "reason"),
    [("Internal Server Error: restart", "Internal Server Error: restart"), ("Error: ", "NetworkError")],
)
async def test_what_is_unknown_or_tried_again_says_why_also_where_telegram_says_nothing(
    harness: SenderHarness, words: str, reason: str
) -> None:
    answer = json.dumps({"ok": False, "error_code": 500, "description": words})
    async with sender_behind(harness, 500, answer, "application/json") as delivery:
        outcome = await delivery.send(claimed(priority=Priority.BROADCAST))
    assert outcome == SendOutcome(DeliveryStatus.UNKNOWN, reason=reason)
    async with sender_behind(harness, 500, answer, "application/json") as delivery:
        with pytest.raises(RetryLater) as later:
            await delivery.send(claimed())
    assert str(later.value) == reason


async def test_an_announcement_is_put_into_words_once_for_all_who_get_it_at_that_moment(
    harness: SenderHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    async def announced(say: Say, *_: object) -> Screen:
        asked.append(say.language)
        await asyncio.sleep(0)
        if len(asked) > 2:
            raise BroadcastPaused
        return Screen(text=Markup(f"Hello {len(asked)}"))

    for kind in (SampleBooking, SampleBroadcast):
        use_view(monkeypatch, kind, announced)
    together = await asyncio.gather(*(harness.send(TOM, Priority.BROADCAST) for _ in range(3)))
    assert {outcome.status for outcome in together} == {DeliveryStatus.SENT}
    assert harness.read() == ["Hello 1"] * 3
    await harness.send(TOM, Priority.BOOKING)
    assert (len(asked), harness.read()[-1]) == (2, "Hello 2"), "a booking is one's own"
    harness.clock.seconds += RENDER_CACHE_SECONDS
    paused = await asyncio.gather(*(harness.send(TOM, Priority.BROADCAST) for _ in range(3)))
    assert {(outcome.status, outcome.reason) for outcome in paused} == {
        (DeliveryStatus.DROPPED, "BroadcastPaused")
    }
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("kind", "payload", "reason"),
    [
        ("HubMoved", {}, "unknown kind HubMoved"),
        ("UnitsHeld", {"version": 1, "drop_id": 1, "item_id": 2}, "UnitsHeld: no hold_id"),
        ("UnitsHeld", {"version": 2}, "UnitsHeld: version 2 is newer than 1"),
        ("DropHidden", {"drop_id": "12"}, "DropHidden: drop_id cannot be read"),
    ],
)
async def test_a_notification_that_cannot_be_read_fails_and_nothing_is_sent(
    harness: SenderHarness, kind: str, payload: dict[str, object], reason: str
) -> None:
    outcome = await harness.delivery.send(claimed(kind=kind, payload=payload))
    assert outcome == SendOutcome(DeliveryStatus.FAILED, reason=reason)
    assert harness.read() == []


async def test_a_view_knows_the_notification_and_since_when_it_is_late(
    harness: SenderHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    contexts = list[RenderContext]()

    async def observed(say: Say, context: RenderContext, payload: SampleBooking) -> Screen:
        contexts.append(context)
        return Screen(text=Markup(f"Number {payload.number}"))

    use_view(monkeypatch, SampleBooking, observed)
    await harness.delivery.send(claimed(payload={"number": 6}, due_at=NOW - timedelta(hours=1), late=True))
    await harness.send()
    assert harness.read() == ["Number 6", "Number 0"]
    assert [context.late_since for context in contexts] == [NOW - timedelta(hours=1), None]
    assert {(context.notification_id, context.bot_username) for context in contexts} == {
        (1, "lorong_demo_bot")
    }
