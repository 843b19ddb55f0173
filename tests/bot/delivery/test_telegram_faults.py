"""Telegram refuses, is unreachable, hangs or loses its answers: due notifications survive and are sent afterwards."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from bot.delivery.notification_sender import NotificationSender
from bot.telegram.pictures import PictureCache
from bot.telegram.rate_limiter import RateLimiter
from handlers.message_registry import MessageView, send_new_message
from handlers.messages import messages
from handlers.ui.screen import Screen
from market.address import register
from market.notification.outbox import notify
from market.notification.priority import Priority
from sandbox import Bot, Fault, Sandbox, UserProfile
from scheduler.outbox import OutboxWorker
from storage.notification import Notification
from storage.store import Store
from tests.fake_clock import FakeClock
from tests.market.notification_samples import SAMPLES
from tests.scheduler.outbox_helpers import outbox_of

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
READERS = range(4001, 4041)
STEP = 20.0
"""Seconds that pass at once."""

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Outage:
    """A sandbox, forty readers with a message each in every priority, and an outbox on clocks that can be moved."""

    def __init__(self, store: Store, sandbox: Sandbox, address: str) -> None:
        self.store, self.sandbox, self.address = store, sandbox, address
        self.clock = FakeClock()
        self.limiter = RateLimiter(1000, clock=self.clock, sleep=lambda _: asyncio.sleep(0))
        self.outbox = self.new_outbox()

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.clock.seconds)

    def new_outbox(self) -> OutboxWorker:
        """Return a new outbox worker, as after a restart."""
        self.sender = NotificationSender(
            self.store,
            PictureCache(self.store, 7000000001, str, lambda: NOW),
            TOKEN,
            self.address,
            rate_limiter=self.limiter,
            username="lorong_demo_bot",
            clock=self.clock,
        )
        return outbox_of(
            self.store,
            self.sender.send,
            self.now,
            seconds=self.clock,
            ack_window=0.01,
            paused_for=lambda: self.limiter.paused_for,
        )

    async def restart(self) -> None:
        await self.sender.close()
        self.outbox = self.new_outbox()
        await self.sender.open()

    async def write(self) -> None:
        def each(session: Session) -> None:
            for reader in READERS:
                person = register(session, reader, first_name="Reader", language="en", now=NOW)
                for kind in SAMPLES.values():
                    late = self.now() + timedelta(days=1)
                    notify(session, person, kind(), self.now(), about="drop:1", late_after=late)

        await self.store.write(each)

    async def pass_time(self, seconds: float) -> None:
        """Let the outbox work while time passes."""
        end = self.clock.seconds + seconds
        while self.clock.seconds < end:
            self.clock.seconds += STEP
            await self.outbox.wake()
            await asyncio.sleep(0.02)

    async def until_sent(self) -> None:
        """Telegram is well again: everything goes out."""
        self.sandbox.telegram.faults.armed.clear()
        async with asyncio.timeout(30):
            while {"queued", "sending"} & {*(await self.states())}:
                await self.pass_time(3 * STEP)

    async def states(self, priority: Priority | None = None) -> Counter[str]:
        chosen = select(Notification.state, Notification.priority)
        if priority is not None:
            chosen = chosen.where(col(Notification.priority) == int(priority))
        found = await self.store.read(lambda session: session.exec(chosen).all())
        return Counter(state for state, _ in found)

    def shown(self) -> Counter[int]:
        """Return the number of messages on each phone."""
        return Counter(
            {
                reader: sum(message.by_bot for message in self.sandbox.person(reader).messages)
                for reader in READERS
            }
        )


@pytest.fixture
async def outage(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Outage]:
    async def said(*_: object) -> Screen:
        return Screen(text=Markup("Hello"))

    for kind in SAMPLES.values():
        view = MessageView(view=said, label=lambda say: "", due_label="a sample", call=send_new_message)
        monkeypatch.setitem(messages.views, kind.kind, view)
    monkeypatch.setattr("bot.delivery.notification_sender.REQUEST_TIMEOUT", 0.2)
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [UserProfile(id=reader, first_name="Reader") for reader in READERS],
        limits=False,
    )
    async with sandbox.serve() as address:
        for reader in READERS:
            await sandbox.person(reader).write("/start")
        outage = Outage(store, sandbox, address)
        await outage.sender.open()
        await outage.write()
        yield outage
        await outage.outbox.close(1)
        await outage.sender.close()


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.NOT_FOUND])
async def test_a_token_that_is_refused_fails_nothing_and_raises_one_alarm(
    outage: Outage, fault: Fault
) -> None:
    outage.sandbox.fault("sendMessage", fault, times=1000)
    with capture_logs() as logs:
        await outage.pass_time(20 * STEP)
        assert await outage.outbox.send_due() == 0, "nothing more is claimed"
    assert await outage.states() == {"queued": len(SAMPLES) * len(READERS)}
    assert outage.outbox.refused.is_set()
    alarms = [entry for entry in logs if entry["log_level"] == "error"]
    assert [(entry["event"], entry["why"]) for entry in alarms] == [
        ("Telegram refuses this bot: notifications wait", outage.outbox.refusal)
    ]
    await outage.restart()
    await outage.until_sent()
    assert {*(await outage.states())} == {"sent"}
    assert {*outage.shown().values()} == {len(SAMPLES)}


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.BAD_GATEWAY, Fault.HANG, Fault.LOST])
async def test_an_hour_without_telegram_loses_nothing_and_leaves_only_what_was_on_the_wire_unknown(
    outage: Outage, fault: Fault
) -> None:
    outage.sandbox.fault("*", fault, times=1_000_000)
    await outage.pass_time(3600)
    asked = len([call for call in outage.sandbox.calls if call.method.startswith("send")])
    assert asked <= outage.outbox._max_in_flight, "afterwards it only asks whether Telegram is there"
    await outage.until_sent()
    assert await outage.states(Priority.BOOKING) == {"sent": len(READERS)}
    assert await outage.states(Priority.REMINDER) == {"sent": len(READERS)}
    announcements = await outage.states(Priority.BROADCAST)
    assert announcements["sent"] + announcements["unknown"] == len(READERS)
    assert announcements["unknown"] <= asked
    assert min(outage.shown().values()) >= 2


async def test_a_flood_wait_of_an_hour_is_waited_out(outage: Outage) -> None:
    outage.sandbox.fault("sendMessage", Fault.TOO_MANY, times=8, retry_after=3600)
    await outage.pass_time(3500)
    refused = [call for call in outage.sandbox.calls if call.code == 429]
    sent = [call for call in outage.sandbox.calls if call.method == "sendMessage" and call.code == 200]
    assert 0 < len(refused) <= 8
    assert len(sent) <= outage.outbox._max_in_flight, "what was on the wire at that moment"
    await outage.until_sent()
    assert {*(await outage.states())} == {"sent"}
    assert {*outage.shown().values()} == {len(SAMPLES)}
