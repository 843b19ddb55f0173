"""How everything is plugged together."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import TYPE_CHECKING

import structlog
from aiogram import Bot
from aiohttp import web

from bot.beacon.local_beacon import LocalBeacon
from bot.clock import Now, wall_clock
from bot.commands import introduce
from bot.delivery.progress_reporter import ProgressReporter
from bot.gc_tuning import tune_gc
from bot.settings import Settings
from bot.telegram.client import TelegramClient
from bot.telegram.dispatcher import UpdateDispatcher
from bot.telegram.person_cache import PersonCache
from bot.telegram.pictures import PictureCache
from bot.telegram.polling import Polling
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.reply_sender import ReplySender
from handlers.routes import all_routes
from handlers.ui.context import Services
from market.beacon import Beacon
from market.broadcast.progress import Progress
from market.draw.published_draw import draw_by_name
from market.notification.in_flight import ClaimedNotification
from market.ticket.ticket_key import TicketKey
from scheduler.broadcast import BroadcastJob
from scheduler.draw import DrawJob
from scheduler.jobs import Job, all_jobs, build_scheduler
from scheduler.outbox import MAX_IN_FLIGHT, OutboxWorker, RetryLater, SendOutcome
from scheduler.wake_on_commit import wake_on_commit
from storage.beacon_kind import BeaconKind
from storage.leadership import Leadership
from storage.query_cache import QueryCache
from storage.store import Store
from web.draw_page import PublishedDrawAndProof, add_draw_routes
from web.health import health_app

if TYPE_CHECKING:
    from bot.delivery.notification_sender import NotificationSender

log = structlog.get_logger()

RNG = SystemRandom()
"""For codes, and for the secrets and pseudonyms of draws: nobody can foretell them."""

SHUTDOWN_GRACE = 1.0
"""Seconds at the end for letters in hand; one that hangs longer is sent again by the next Lorong."""


@dataclass(frozen=True)
class TelegramConnection:
    """Telegram over the wire, and what the bot is called there."""

    bot: Bot
    client: TelegramClient
    username: str


class App:
    """One Lorong: bot, mailbox, timetable and web on one store, whose schema is in place before."""

    def __init__(self, settings: Settings, key: bytes, now: Now = wall_clock) -> None:
        """`key` is the secret behind tickets, 32 bytes."""
        self.settings, self.key, self.now = settings, key, now
        self.store = Store(settings.database_url)
        self.leadership = Leadership(self.store.url)
        self.rate_limiter = RateLimiter(paid=settings.paid_broadcast)
        self.outbox = OutboxWorker(
            self.store,
            self._send_notification,
            str(uuid.uuid4()),
            now,
            leadership=self.leadership,
            zone=settings.timezone,
            paused_for=lambda: self.rate_limiter.paused_for,
            max_in_flight=MAX_IN_FLIGHT + settings.paid_broadcast // 4,
        )
        self.broadcast_job = BroadcastJob(self.store, self._report_progress, settings.admins, now)
        self.beacon = _beacon(settings, now)
        draw_job = DrawJob(self.store, self.beacon, settings.admins, now, rng=RNG)
        self.jobs = (
            Job("broadcasts under way", timedelta(seconds=1), self.broadcast_job.run_due),
            *all_jobs(
                self.store, self.outbox, draw_job, now, admins=settings.admins, contact=settings.contact
            ),
        )
        self._closing = AsyncExitStack()
        self._progress_reporter: ProgressReporter | None = None
        self._notification_sender: NotificationSender | None = None
        self._pictures: PictureCache | None = None
        self._username = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`; then what is in hand is finished and everything closed in order. Raises aiogram's TelegramUnauthorizedError."""
        async with self._connected() as telegram:
            dispatcher = self._dispatcher(telegram)
            await self._closing.enter_async_context(self._web())
            await self._closing.enter_async_context(self._running_jobs())
            introducing = asyncio.create_task(introduce(telegram.bot))
            self._closing.callback(introducing.cancel)
            tune_gc()
            await Polling(telegram.bot, telegram.client, dispatcher.update_kinds, dispatcher.handle).run(stop)

    async def tick(self, stop: asyncio.Event) -> None:
        """Timetable and mailbox until `stop`; beside others on the same database one of them works. Raises as `run`."""
        async with self._connected():
            await self._closing.enter_async_context(self._running_jobs())
            tune_gc()
            await stop.wait()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[TelegramConnection]:
        """The store and Telegram."""
        async with self._closing as closing:
            closing.push_async_callback(self.store.close)
            closing.callback(self.leadership.close)
            client = TelegramClient(self.settings.api_base, self.rate_limiter)
            closing.push_async_callback(client.close)
            bot = Bot(self.settings.bot_token.get_secret_value(), session=client)
            closing.push_async_callback(self._close_sender)
            self._progress_reporter = ProgressReporter(bot, client, self.settings.timezone)
            bot_user = await client.call(bot, "getMe", {})
            telegram = TelegramConnection(bot, client, bot_user["username"])
            self._username = telegram.username
            self._pictures = PictureCache(self.store, bot.id, self._ticket_link(telegram.username))
            await self._pictures.load()
            log.info(
                "open", bot=telegram.username, database=self.store.url.render_as_string(hide_password=True)
            )
            yield telegram
        log.info("closed")

    async def run_jobs(self) -> int:
        """Do now whatever is due; how many letters were taken in hand."""
        claimed_before = self.outbox.claimed_count
        for job in self.jobs:
            await job.run()
        await self.outbox.send_due()
        return self.outbox.claimed_count - claimed_before

    def _ticket_link(self, username: str) -> Callable[[str], str]:
        key = TicketKey(self.key)
        return lambda code: f"https://t.me/{username}?start=t_{key.link_code(code)}"

    def _dispatcher(self, telegram: TelegramConnection) -> UpdateDispatcher:
        assert self._pictures is not None, "Telegram is connected"
        settings, bot, client = self.settings, telegram.bot, telegram.client
        services = Services(
            self.store,
            QueryCache(self.store),
            telegram.username,
            settings.contact,
            zone=settings.timezone,
            admins=settings.admins,
            key=TicketKey(self.key),
            rng=RNG,
            fetch=lambda file_id: client.fetch(bot, file_id),
            known=PersonCache(self.store).get,
            beacon=self.beacon,
            public_url=settings.public_url,
            cards=bool(settings.payment_provider_token),
            paid_broadcast=settings.paid_broadcast,
        )
        return UpdateDispatcher(
            services,
            all_routes(),
            ReplySender(bot, client, self._pictures, settings.payment_provider_token),
            self.now,
        )

    @asynccontextmanager
    async def _web(self) -> AsyncIterator[None]:
        host, port = self.settings.web_address
        pages = health_app(self._health_check)
        add_draw_routes(pages, self._load_draw)
        runner = web.AppRunner(pages, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            yield
        finally:
            await runner.cleanup()

    async def _load_draw(self, draw_name: str) -> PublishedDrawAndProof:
        return await self.store.read(draw_by_name, draw_name)

    async def _health_check(self) -> dict[str, str]:
        await self.store.read(lambda session: session.connection())
        return {"database": self.store.url.get_backend_name()}

    @asynccontextmanager
    async def _running_jobs(self) -> AsyncIterator[None]:
        """The tick and the bell."""
        scheduler = build_scheduler(self.jobs, self.leadership)
        scheduler.start()
        async with wake_on_commit(self.store, self.outbox.wake):
            try:
                yield
            finally:
                scheduler.pause()
                await self.outbox.close(SHUTDOWN_GRACE)
                scheduler.shutdown(wait=False)

    async def _report_progress(self, progress: Progress, now: datetime) -> bool:
        assert self._progress_reporter is not None, "the timetable starts after the wire"
        return await self._progress_reporter.report(progress, now)

    async def _send_notification(self, notification: ClaimedNotification) -> SendOutcome:
        """python-telegram-bot is loaded with the first letter: a fifth of the memory, for bots that send none."""
        if self._pictures is None:
            raise RetryLater("Lorong is not open yet")
        if self._notification_sender is None:
            from bot.delivery.notification_sender import NotificationSender

            sender = NotificationSender(
                self.store,
                self._pictures,
                self.settings.bot_token.get_secret_value(),
                self.settings.api_base,
                rate_limiter=self.rate_limiter,
                username=self._username,
            )
            await sender.open()
            self._notification_sender = sender
        return await self._notification_sender.send(notification)

    async def _close_sender(self) -> None:
        """After the last letter in hand."""
        if self._notification_sender is not None:
            await self._notification_sender.close()


def _beacon(settings: Settings, now: Now) -> Beacon:
    """quicknet's curve is loaded where it is needed."""
    if settings.beacon == BeaconKind.LOCAL:
        return LocalBeacon(RNG.randbytes(32), now)
    from bot.beacon.quicknet import Quicknet

    return Quicknet()
