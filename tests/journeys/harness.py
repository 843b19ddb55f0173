"""The harness of journeys: the demo data, phones of people, and Lorong, in this process or a separate one."""

import asyncio
import json
import logging
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from bot.app import App, open_app
from bot.cli.signals import run_until_signal
from bot.clock import Now
from bot.demo.data.people_and_stalls import AINA
from bot.demo.data.seed import DemoMarket, seed
from bot.intake.person_queues import PersonRate
from bot.log import configure_logging
from bot.settings import Settings, load_settings
from bot.telegram.rate_limiter import RateLimiter
from sandbox import Bot, Group, Message, Sandbox, TapAnswer, UserProfile, user_actions
from storage.address import Address
from storage.engine import database_url, sqlite_file
from storage.inbox import InboxUpdate
from storage.notification import Notification, NotificationState
from storage.store import Store, mark_changed
from tests.forking import forking
from tests.people import person_at

TUESDAY_TEN = datetime(2026, 11, 24, 2, tzinfo=UTC)
"""Ten in the morning in the alleys of Kota Kinabalu."""

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
BOT = Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")
OTHER_BOT = Bot(
    id=7000000002,
    token="7000000002:AAExample-of-a-token-that-opens-nothing",
    username="other_bot",
    name="Other",
)
GROUP = -1001234567890
ADMIN_GROUP = -1001234567891
"""In which the bot is an admin, so that it reads everything."""
KEY = bytes(range(32))
"""Behind tickets that open nothing."""
TAP_SECONDS = 20.0
POSTPONED = timedelta(seconds=10)
"""A chat that had its messages of a second is sent the next within this time."""
STORE_DEADLINE = 60.0
"""A machine that runs many tests may stand still for ten seconds. What happens at the real deadline is tested in tests/storage."""

ROS, KEN = 1002, 1003
SITI, MEI, TOM, LINA, WANG = 4001, 4002, 4003, 7_300_004_004, 4005
NAMED_VISITORS = (
    UserProfile(id=SITI, first_name="Siti", language_code="ms"),
    UserProfile(id=MEI, first_name="美", language_code="zh-hans"),
    UserProfile(id=TOM, first_name="Tom", language_code="en"),
    UserProfile(id=LINA, first_name="Lina <b>&amp;", language_code="en"),
    UserProfile(id=WANG, first_name="\u202eWang\u202c 👩‍👩‍👧‍👦", language_code="en", last_name="<script>"),
)
MORE_VISITORS = tuple(
    UserProfile(id=5000 + place, first_name=f"Visitor {place}", language_code="en") for place in range(60)
)
DEMO_PHONES = (
    UserProfile(id=AINA.id, first_name="Aina", language_code="en"),
    UserProfile(id=ROS, first_name="Ros", language_code="en"),
    UserProfile(id=KEN, first_name="Ken", language_code="ms"),
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = TUESDAY_TEN) -> None:
        self.now = at

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class TickingClock:
    """A clock that goes on from `now`."""

    def __init__(self, at: datetime) -> None:
        self._at, self._started = at, time.monotonic()

    def __call__(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._started)


def without_bidi_marks(text: str) -> str:
    """Return a text without the marks that isolate a name's direction."""
    return text.replace("\u2068", "").replace("\u2069", "")


def awaits_notification(session: Session, telegram_id: int, now: datetime) -> bool:
    """Return whether a notification for this person is due and not sent."""
    unsent = col(Notification.state).in_((NotificationState.QUEUED, NotificationState.SENDING))
    found = (
        select(Notification.id)
        .join(Address, col(Address.person_id) == Notification.person_id)
        .where(Address.external_id == telegram_id, unsent, col(Notification.send_at) <= now)
    )
    return session.exec(found.limit(1)).first() is not None


def decoded_params(params: dict[str, Any]) -> dict[str, Any]:
    """Return parameters with JSON strings decoded, so that both ways of sending compare equal."""
    return {
        name: json.loads(value) if isinstance(value, str) and value.startswith(("{", "[")) else value
        for name, value in params.items()
    }


class Visitor:
    """A person with a phone, whose methods wait for the bot's answer."""

    def __init__(self, market: "Market", person: int) -> None:
        self.phone, self.id, self._market = market.sandbox.person(person), person, market

    async def writes(self, text: str, chat: int | None = None) -> Message:
        """Write a text; return the newest message once Lorong has handled it."""
        await self._market.until_notified(self.id)
        await self.phone.write(text, chat=chat)
        await self._market.until_idle()
        return self.screen

    async def tap(self, words: str | None = None, **more: Any) -> TapAnswer:
        """Tap the button labelled `words`, or else one that contains them; return the one answer."""
        await self._market.until_notified(self.id)
        label = self._label(words) if words else None
        answer = await self.phone.tap(label, **{"timeout": TAP_SECONDS} | more)
        await self._market.until_idle()
        assert answer is not None, f"no answer to “{words or more}”\n\n{self.phone}"
        return answer

    def _label(self, words: str) -> str:
        labels = [label for message in reversed(self.phone.messages) for label in message.labels]
        found = [label for label in labels if without_bidi_marks(label) == words]
        return next(iter(found or [label for label in labels if words in without_bidi_marks(label)]), words)

    async def open(self, link: str) -> Message:
        """Open a link to the bot and press Start; return the newest message."""
        await self._market.until_notified(self.id)
        await self.phone.open(link)
        await self._market.until_idle()
        return self.screen

    async def send(self, caption: str = "", **content: Any) -> Message:
        """Send a message of another kind than text, given as in the Bot API; return the newest message."""
        telegram = self._market.sandbox.telegram
        user_actions.write_message(
            telegram, telegram.first_account, telegram.user(self.id), text=caption, content=content
        )
        await self._market.until_idle()
        return self.screen

    async def edit(self, message: int, text: str) -> Message:
        await self.phone.edit(message, text)
        await self._market.until_idle()
        return self.screen

    @property
    def screen(self) -> Message:
        """Return the newest message."""
        return self.phone.messages[-1]

    @property
    def reads(self) -> str:
        """Return the newest message's text, without the marks around names."""
        return without_bidi_marks(self.screen.text)

    def reading(self, message: int) -> str:
        """Return the text as `reads` does, of a message below which a notification may have arrived."""
        return without_bidi_marks(next(each for each in self.phone.messages if each.id == message).text)

    @property
    def labels(self) -> list[str]:
        """Return the labels of the newest message's buttons."""
        return [without_bidi_marks(label) for label in self.screen.labels]

    @property
    def answers(self) -> list[Message]:
        return [message for message in self.phone.messages if message.by_bot]


TOWNS: dict[datetime, tuple[sqlite3.Connection, DemoMarket]] = {}
"""The rows of the towns that were built, by the moment they were built for."""


def kept_rows(file: str) -> sqlite3.Connection:
    """Return a copy of a database, in memory."""
    kept = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(file)) as source:
        source.backup(kept)
    return kept


def copy_rows(rows: sqlite3.Connection, file: str) -> None:
    with closing(sqlite3.connect(file)) as target:
        rows.backup(target)


class Market:
    """A sandbox and a database with the demo data. `url` outlives every bot that is opened on it."""

    def __init__(
        self,
        url: str,
        people: tuple[UserProfile, ...] = (),
        limits: bool = False,
        bots: tuple[Bot, ...] = (BOT, OTHER_BOT),
        **sandbox: Any,
    ) -> None:
        self.url, self.clock, self._limits = url, Clock(), limits
        self._person_rate = None if limits else PersonRate(burst=1000, per_second=1000)
        groups = [
            Group(id=GROUP, title="Lorong Bakau", members=[SITI, TOM]),
            Group(id=ADMIN_GROUP, title="Ros live", members=[SITI, TOM], admins=[BOT.id]),
        ]
        self.sandbox = Sandbox(
            [*bots],
            [*DEMO_PHONES, *NAMED_VISITORS, *MORE_VISITORS, *people],
            groups,
            limits=limits,
            time=self.telegram_time,
            **sandbox,
        )
        self.telegram_ahead = 0.0
        self.expects_failures = False
        """Whether the test takes the database away, so that items of jobs fail and are tried again."""
        self.address = self.pages = ""
        """Of the sandbox, and of Lorong's own pages where a test needs them."""
        self.town: DemoMarket
        self.store = Store(url, deadline=None)
        self.store_deadline = STORE_DEADLINE
        self._stop = asyncio.Event()
        self._opened = AsyncExitStack()
        self._app_task: asyncio.Task[None] | None = None

    def telegram_time(self) -> float:
        return datetime.now(UTC).timestamp() + self.telegram_ahead

    def settings(self, **changed: Any) -> Settings:
        given: dict[str, Any] = {
            "bot_token": TOKEN,
            "api_base": self.address,
            "database_url": self.url,
            "web_bind": "127.0.0.1:0",
            "health_bind": "127.0.0.1:0",
            "contact": "Ken & friends",
            "beacon": "local",
            "messages_per_second": 28 if self._limits else 10_000,
        }
        return load_settings(None, **(given | changed))

    async def seed(self) -> None:
        """Write the demo data. It is the same on each SQLite, so it is built once and then copied."""
        file = sqlite_file(database_url(self.url))
        if file and self.clock() in TOWNS:
            rows, self.town = TOWNS[self.clock()]
            copy_rows(rows, file)
            return
        self.town = await self.store.write(seed, self.clock(), Random(2026))
        if file:
            TOWNS[self.clock()] = kept_rows(file), self.town

    async def open(self, key: bytes = KEY, **changed: Any) -> App:
        """Start Lorong in this process, on the clock that tests move."""
        self._stop = asyncio.Event()
        self.app = await self._opened.enter_async_context(
            open_app(
                self.settings(**changed),
                key,
                self.clock,
                self._rate_limiter(),
                self._person_rate,
                store_deadline=self.store_deadline,
            )
        )
        self._app_task = asyncio.create_task(self.app.run(self._stop))
        return self.app

    def _rate_limiter(self) -> RateLimiter:
        """Return a limiter without limits where the sandbox has none."""
        return RateLimiter() if self._limits else RateLimiter(10_000, replies=(10_000, 10_000))

    async def close(self) -> None:
        self._stop.set()
        async with self._opened:
            if self._app_task:
                await asyncio.wait_for(self._app_task, 15)
                self._app_task = None

    async def person(self, telegram_id: int) -> int:
        """Return the id, in our database, of the person with this Telegram id."""
        return await self.store.read(person_at, telegram_id)

    def visitor(self, person: int) -> Visitor:
        return Visitor(self, person)

    async def until_idle(self, seconds: float = 20) -> None:
        """Wait until every update is confirmed and answered, so every effect is stored and every reply shown."""
        until = asyncio.get_running_loop().time() + seconds
        while self.sandbox.telegram.first_account.updates.alive() or not await self._all_answered():
            self._raise_if_ended()
            if asyncio.get_running_loop().time() > until:
                raise TimeoutError(await self._what_is_left())
            await asyncio.sleep(0.005)

    async def until_notified(self, telegram_id: int, seconds: float = 2) -> None:
        """Wait until a person has the notifications of what was done before, so that none of them comes between a text and its answer.

        What cannot be sent now is waited for `seconds` at most, and in a test that broke the outbox there is nothing to wait for.
        """
        until = asyncio.get_running_loop().time() + seconds
        with suppress(DBAPIError):
            while self._is_running and asyncio.get_running_loop().time() < until:
                if not await self.store.read(awaits_notification, telegram_id, self.clock()):
                    return
                await asyncio.sleep(0.005)

    @property
    def _is_running(self) -> bool:
        """Return whether Lorong runs in this process."""
        return self._app_task is not None and not self._app_task.done()

    async def _what_is_left(self) -> str:
        """Return, for a failure message, the unconfirmed updates and how often processes began each unanswered one."""
        unconfirmed = len(self.sandbox.telegram.first_account.updates.alive())
        starts = await self.store.read(lambda session: session.exec(select(InboxUpdate.starts)).all())
        return f"{unconfirmed} updates are not confirmed; in the inbox, by starts: {Counter(starts)}"

    async def _all_answered(self) -> bool:
        """Return whether all updates are answered: by the intake of this process, or by the inbox of another."""
        if self._app_task:
            return self.app.intake.idle
        return (
            await self.store.read(lambda session: session.exec(select(InboxUpdate.id).limit(1)).first())
            is None
        )

    def _raise_if_ended(self) -> None:
        if self._app_task and self._app_task.done():
            self._app_task.result()

    async def block_unnoticed(self, *people: int) -> None:
        """Block the bot for these people and lose the updates that say so."""
        for person in people:
            await self.sandbox.person(person).block()
        self.sandbox.telegram.first_account.updates.waiting.clear()

    async def change(self, action: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Change rows through the store that Lorong uses, so that its caches notice."""

        def changed(session: Session) -> Any:
            mark_changed(session, "drop")
            return action(session, *args, **named)

        return await self.app.store.write(changed)

    async def deliver(self) -> None:
        """Send every notification that is due by the clock."""
        await self.app.run_jobs()
        until = time.monotonic() + POSTPONED.total_seconds()
        while time.monotonic() < until and (again := await self.store.read(next_postponed, self.clock.now)):
            await asyncio.sleep(max((again - self.clock.now).total_seconds(), 0.1))
            self.clock.now = max(again, self.clock.now)
            await self.app.run_jobs()

    def calls(self, *methods: str, person: int | None = None) -> list[Any]:
        """Return the bot's successful calls, oldest first."""
        return [
            replace(call, params=decoded_params(call.params))
            for call in self.sandbox.calls
            if call.method in methods
            and call.code in (0, 200)
            and person in (None, int(call.params.get("chat_id", 0)))
        ]


class MarketWithOrganiser(Market):
    """A market whose settings name Ken as organiser."""

    def settings(self, **changed: Any) -> Settings:
        return super().settings(**({"admins": str(KEN)} | changed))


def due_notifications(session: Session, now: datetime) -> list[str]:
    """Return kind, person, state and times of the newest that were due, to people who can be reached: where a test fails, they say what came."""
    rows = session.exec(
        select(Notification)
        .where(col(Notification.send_at) <= now, col(Notification.reason) != "unreachable")
        .order_by(col(Notification.id).desc())
        .limit(12)
    )
    return [
        f"{row.id} {row.kind} to {row.person_id}: {row.state} {row.reason} {row.send_at} {row.ended_at}"
        for row in rows
    ]


def next_postponed(session: Session, now: datetime) -> datetime | None:
    """Return the time of the next notification that waits for its chat's rate limit, that it postponed, or that is on its way."""
    soon = select(Notification.send_at).where(
        col(Notification.state).in_((NotificationState.QUEUED, NotificationState.SENDING)),
        col(Notification.send_at) <= now + POSTPONED,
    )
    return session.exec(soon.order_by(col(Notification.send_at)).limit(1)).first()


class LorongProcess:
    """Lorong as a separate process, forked from one that has loaded all modules."""

    def __init__(self, market: Market, folder: Path, **changed: Any) -> None:
        self._market, self._settings, self.log = market, market.settings(**changed), folder / "lorong.log"
        self._process: BaseProcess | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    async def start(self) -> None:
        given = self._settings.model_dump() | {"bot_token": TOKEN, "secret_key": None}
        arguments = (given, self._market.clock(), str(self.log))
        self._process = forking.Process(target=run_lorong, args=arguments)
        await asyncio.to_thread(self._process.start)

    async def end(self, signal_number: signal.Signals) -> int:
        """Send a signal; return the exit status once the process has ended."""
        assert self._process is not None
        os.kill(self.pid, signal_number)
        await asyncio.to_thread(self._process.join, 20)
        assert self._process.exitcode is not None, "it did not end in 20 s"
        return self._process.exitcode

    async def kill(self) -> None:
        if self._process and self._process.is_alive():
            await self.end(signal.SIGKILL)


def run_lorong(given: dict[str, Any], now: datetime, log: str) -> None:
    """The body of a forked Lorong."""
    with Path(log).open("a", encoding="utf-8") as file:
        configure_logging(file, logging.DEBUG)
        run_until_signal(partial(serve_app, given, TickingClock(now)))


async def serve_app(given: dict[str, Any], now: Now, stop: asyncio.Event) -> None:
    async with open_app(load_settings(None, **given), KEY, now, store_deadline=STORE_DEADLINE) as app:
        await app.run(stop)
