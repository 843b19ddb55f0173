"""The harness of dispatcher tests: the demo data, the dispatcher with all its services, and phones that call it.

Everything between an update and its screen is the product's. What is left out: HTTP, the inbox, rate limits, drawn pictures, and jobs
that run by themselves.
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from aiogram import Bot
from sqlmodel import Session

from bot.app import RNG, App, AppBase
from bot.beacon.configured_beacon import configured_beacon
from bot.demo.data.seed import DemoMarket, seed
from bot.file_reader.reader import ChildFileReader
from bot.intake.raw_update import read_raw_update
from bot.log import hash_id
from bot.settings import Settings, load_settings
from bot.telegram.connection import TelegramConnection
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.update_parsing import parse_update
from handlers.routes import all_routes
from market.ticket.signed_ticket import TicketSigner
from market.ticket.signing_keys import register_signer
from market.ticket.ticket_key import TicketKey
from market.ticket.ticket_link import TicketLinks
from sandbox import Message, UserProfile
from storage.engine import database_url, sqlite_file
from storage.leadership import Leadership
from storage.store import Store, mark_changed
from tests.dispatcher.phones import Json, Phone, Phones
from tests.dispatcher.replies import PhoneClient, ShownNotifications, ShownReplies
from tests.journeys import harness
from tests.journeys.harness import (
    BOT,
    DEMO_PHONES,
    KEN,
    KEY,
    MORE_VISITORS,
    NAMED_VISITORS,
    STORE_DEADLINE,
    TOKEN,
    TOWNS,
    Clock,
    awaits_notification,
    copy_rows,
    kept_rows,
)
from tests.people import person_at

TICKET_KEY = TicketKey(KEY)
TELEGRAM_BOT = Bot(TOKEN)
"""What updates are parsed for. It never calls Telegram."""


TOWN_FILES: dict[datetime, tuple[bytes, DemoMarket, TicketSigner]] = {}
"""The towns that were built, by the moment they were built for: a database file, its ids, and the signer that it knows."""


async def town_file(url: str, now: datetime) -> tuple[bytes, DemoMarket, TicketSigner]:
    """Return the demo data, which is written into the empty database at `url` where it is the first of this moment."""
    if now in TOWN_FILES:
        return TOWN_FILES[now]
    store, file = Store(url, deadline=None), sqlite_file(database_url(url))
    assert file, "a dispatcher test runs on SQLite"
    if now in TOWNS:
        rows, data = TOWNS[now]
        copy_rows(rows, str(file))
    else:
        data = await store.write(seed, now, Random(2026))
        TOWNS[now] = kept_rows(str(file)), data
    signer = await store.write(register_signer, TICKET_KEY.signing_key(), now)
    await store.close()
    TOWN_FILES[now] = file.read_bytes(), data, signer
    return TOWN_FILES[now]


@cache
def settings_of(changed: frozenset[tuple[str, Any]]) -> Settings:
    """Return settings with some of them changed. The database is given by the store."""
    given = {"bot_token": TOKEN, "contact": "Ken & friends", "beacon": "local"}
    return load_settings(None, **(given | dict(changed)))


class Market:
    """The demo data, and once it is open a dispatcher on it. Jobs and outbox run when they are asked to."""

    def __init__(self, url: str, people: tuple[UserProfile, ...] = ()) -> None:
        self.url, self.clock = url, Clock()
        everybody = (*DEMO_PHONES, *NAMED_VISITORS, *MORE_VISITORS, *people)
        self.phones = Phones(everybody, self._handle, self.telegram_time)
        self.telegram_ahead = 0.0
        self.store = Store(url, deadline=STORE_DEADLINE)
        self.town: DemoMarket
        self._files = ChildFileReader()
        self._parts: AppBase

    async def seed(self) -> None:
        """Put a copy of the demo data in the place of an empty database."""
        rows, self.town, self._signer = await town_file(self.url, self.clock())
        self._write_file(rows)

    def _write_file(self, rows: bytes) -> None:
        Path(self.store.url.database or "").write_bytes(rows)

    def telegram_time(self) -> float:
        return time.time() + self.telegram_ahead

    def settings(self, **changed: Any) -> Settings:
        return settings_of(frozenset(changed.items()))

    async def open(self, **changed: Any) -> None:
        """Make the dispatcher, with these settings."""
        hash_id.use_key(KEY)
        settings = self.settings(**changed)
        client: Any = PhoneClient(self.phones)
        self._parts = AppBase(
            settings=settings,
            ticket_links=TicketLinks(
                key=TICKET_KEY,
                signer=self._signer,
                username=BOT.username,
                public_url=settings.public_url,
            ),
            now=self.clock,
            store=self.store,
            telegram=TelegramConnection(
                bot=TELEGRAM_BOT, client=client, username=BOT.username, inline=BOT.inline
            ),
            leadership=Leadership(self.store.url, holder="dispatcher"),
            limiter=RateLimiter(10_000, replies=(10_000, 10_000)),
            process="dispatcher",
            beacon=configured_beacon(settings.beacon, self.clock, RNG),
            files=self._files,
        )
        self._replies = ShownReplies(self.phones)
        self._services, self._routes = self._parts.services(), all_routes()
        self._dispatcher = self._parts.dispatcher(self._services, self._routes, self._replies)

    @cached_property
    def app(self) -> App:
        """Return the App of the same parts, for its jobs and its outbox."""
        parts = self._parts
        intake = parts.intake(self._dispatcher, None, owner="")
        sender: Any = ShownNotifications(self.phones, self.store, parts.limiter)
        nothing_noted: Any = SimpleNamespace(flush=_do_nothing)
        shown = parts.shown_job(self._replies, nothing_noted, intake)
        office = parts.office(self._services, self._routes, parts.pictures())
        return parts.app(
            intake, parts.outbox(sender, intake), shown, office, allowed_updates=(), webhook=None
        )

    async def _handle(self, update: Json) -> None:
        """Handle an update. One that is not stored because it only reads must not write."""
        raw = read_raw_update(update, self._dispatcher.update_kinds)
        reads = raw is not None and await self._dispatcher.only_reads(raw)
        before = self.store.writes.count
        answered = await self._dispatcher.handle(parse_update(update, TELEGRAM_BOT))
        if answered is not None:
            await answered
        assert not reads or self.store.writes.count == before, f"a handler that only reads wrote: {raw}"

    async def close(self) -> None:
        if "app" in vars(self):
            await self.app.outbox.close(STORE_DEADLINE)
            self._parts.leadership.close()
        await self._files.close()
        await self.store.close()

    def visitor(self, person: int) -> "Visitor":
        return Visitor(self, person)

    async def person(self, telegram_id: int) -> int:
        """Return the id, in our database, of the person with this Telegram id."""
        return await self.store.read(person_at, telegram_id)

    async def until_notified(self, telegram_id: int) -> None:
        """Show a person what is due, so that none of it comes between a text and its answer."""
        if await self.store.read(awaits_notification, telegram_id, self.clock()):
            await self.app.outbox.send_due()

    async def until_idle(self) -> None:
        """Return at once: whatever was sent is answered."""

    async def change(self, action: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Change rows as another person would, so that caches notice."""

        def changed(session: Session) -> Any:
            mark_changed(session, "drop")
            return action(session, *args, **named)

        return await self.store.write(changed)

    async def deliver(self) -> None:
        """Do all that is due by the clock, and show each notification to its person."""
        await self.app.run_jobs()


class MarketWithOrganiser(Market):
    """A market whose settings name Ken as organiser."""

    def settings(self, **changed: Any) -> Settings:
        return super().settings(**({"admins": str(KEN)} | changed))


class Visitor(harness.Visitor):
    """A person with a phone, with the methods of a journey's."""

    def __init__(self, market: Market, person: int) -> None:
        self.phone, self.id, self._market = Phone(market.phones, person), person, market

    async def send(self, caption: str = "", **content: Any) -> Message:
        """Send a message of another kind than text, given as in the Bot API; return the newest message."""
        await self.phone.send(**({"caption": caption} if caption else {}), **content)
        return self.screen


async def _do_nothing() -> None:
    """Note nothing: messages are not drawn again."""
