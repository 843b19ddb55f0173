"""The composition root: builds one Lorong from its settings, in the order in which its parts need one another."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import SystemRandom
from typing import Any

import structlog
from aiohttp import web

from bot.allocator import limit_arenas
from bot.beacon.configured_beacon import configured_beacon
from bot.clock import Now, wall_clock
from bot.commands import introducing
from bot.delivery.lazy_sender import LazyNotificationSender
from bot.delivery.progress_reporter import ProgressReporter
from bot.delivery.shown_editor import ShownEditor
from bot.delivery.shown_recorder import ShownRecorder
from bot.file_reader.reader import ChildFileReader
from bot.gc_tuning import tune_gc
from bot.intake.intake import Intake
from bot.intake.person_queues import PersonRate
from bot.intake.polling import Polling
from bot.intake.webhook import WebhookAddress, add_webhook_route, set_webhook, webhook_secret
from bot.log import hash_id
from bot.office.chat_screens import ChatScreens
from bot.office.office_pages import OfficePages
from bot.printing.printer import Printer
from bot.public_pages import PublicPages
from bot.readiness import Vitals
from bot.service_manager import told_service_manager
from bot.settings import Settings
from bot.telegram.connection import TelegramConnection, connect
from bot.telegram.dispatcher import UpdateDispatcher
from bot.telegram.payments import recover_payments
from bot.telegram.person_cache import PersonCache
from bot.telegram.pictures import PictureCache
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.reply_sender import ReplySender
from bot.telegram.shared_budget import shared_budget
from bot.warm_up import warming_up
from bot.web_server import serve_metrics, serve_web, web_app
from handlers.routes import all_routes
from handlers.ui.context import Services
from handlers.ui.routes import Routes
from market.admins import Admins
from market.alley import alley_location, alley_names
from market.beacon import Beacon
from market.complaint.budget import ComplaintBudget
from market.drop.browse import planned, planned_ids
from market.pdf import pdf_bytes
from market.ticket.signing_keys import register_signer
from market.ticket.ticket_key import TicketKey
from market.ticket.ticket_link import TicketLinks
from scheduler.broadcast import BroadcastJob
from scheduler.draw import DrawJob
from scheduler.due_work import DueWork
from scheduler.heartbeat import HeartbeatJob
from scheduler.job_status import Job, JobMonitor
from scheduler.jobs import all_jobs
from scheduler.outbox import MAX_IN_FLIGHT, OutboxWorker
from scheduler.running_jobs import running_jobs
from scheduler.shown import ShownJob
from scheduler.waitlist import NotifiedHoldJob
from storage.leadership import Leadership
from storage.query_cache import QueryCache
from storage.store import DEADLINE, Store
from web.kiosk.files import add_kiosk_page
from web.kiosk_routes import KioskServices, add_kiosk_routes

log = structlog.get_logger()

RNG = SystemRandom()
"""The source of codes, and of the secrets and pseudonyms of draws: nobody can predict it."""


class TokenRefused(Exception):
    """Telegram refuses whatever this bot sends; the text is Telegram's."""


@dataclass(frozen=True, kw_only=True)
class App:
    """One Lorong: bot, outbox, jobs and web on one store, connected to Telegram. `open_app` builds it."""

    store: Store
    telegram: TelegramConnection
    intake: Intake
    allowed_updates: tuple[str, ...]
    outbox: OutboxWorker
    jobs: tuple[Job, ...]
    notified_holds: NotifiedHoldJob
    shown: ShownJob
    monitor: JobMonitor
    leadership: Leadership
    rate_limiter: RateLimiter
    process: str
    now: Now
    vitals: Vitals
    ticket_links: TicketLinks
    web_address: tuple[str, int]
    """Where public pages and the webhook are served."""
    health_address: tuple[str, int]
    """Where this process says how it does."""
    metrics_address: tuple[str, int] | None
    webhook: WebhookAddress | None
    """Where Telegram sends updates; None: it is polled."""
    kiosk: KioskServices
    office: OfficePages
    zone: str
    """This market's time zone."""
    admins: Admins
    add_more_routes: Callable[[web.Application], None] = lambda pages: None
    """Adds what only a demo serves."""

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`, then finish what is in flight. Raises TokenRefused, and aiogram's errors for getUpdates."""
        async with AsyncExitStack() as running:
            await self._open_pages(running)
            await running.enter_async_context(self._shared_budget())
            await running.enter_async_context(self._running_jobs())
            running.enter_context(introducing(self.telegram.bot))
            running.enter_context(warming_up(self.store))
            running.push_async_callback(self.intake.finish)
            await self.intake.recover()
            await running.enter_async_context(self._told_service_manager())
            await self._until_refused(self._receive(stop))

    async def _receive(self, stop: asyncio.Event) -> None:
        """Receive updates until `stop`, by webhook or by polling."""
        bot, client = self.telegram.bot, self.telegram.client
        if self.webhook:
            await set_webhook(bot, client, self.webhook, allowed_updates=self.allowed_updates)
            await stop.wait()
        else:
            self.vitals.begin_polling()
            polling = Polling(bot, client, self.allowed_updates, self.intake, polled=self.vitals.polled)
            await polling.run(stop)

    async def _open_pages(self, running: AsyncExitStack) -> None:
        """Serve pages, health, metrics and the webhook until `running` ends. Raises OSError where a port is taken."""
        pages = serve_web(self.web_app(), self.vitals, self.web_address, self.health_address)
        await running.enter_async_context(pages)
        await running.enter_async_context(serve_metrics(self.vitals, self.metrics_address))

    def web_app(self) -> web.Application:
        """Return what this process serves to browsers, kiosks and Telegram."""
        public_pages = PublicPages(
            store=self.store,
            ticket_links=self.ticket_links,
            now=self.now,
            zone=self.zone,
            admins=self.admins,
            complaint_budget=ComplaintBudget(RNG.randbytes(32)),
            rng=RNG,
        )
        return web_app(public_pages, self._add_routes)

    def _add_routes(self, pages: web.Application) -> None:
        add_kiosk_page(pages)
        add_kiosk_routes(pages, self.kiosk)
        self.office.add_pages(pages)
        self.add_more_routes(pages)
        if self.webhook:
            add_webhook_route(pages, self.intake, self.webhook.secret)

    async def serve(self, stop: asyncio.Event) -> None:
        """Receive updates by webhook and serve pages until `stop`, beside other processes on this database."""
        assert self.webhook is not None, "serve needs a webhook"
        async with AsyncExitStack() as running:
            await running.enter_async_context(self._shared_budget())
            running.push_async_callback(self.intake.finish)
            await self._open_pages(running)
            running.enter_context(warming_up(self.store))
            await self.intake.recover()
            keeping = asyncio.create_task(self.intake.keep_leases())
            running.callback(keeping.cancel)
            await running.enter_async_context(self._told_service_manager())
            await self._receive(stop)

    async def tick(self, stop: asyncio.Event) -> None:
        """Run jobs and outbox until `stop`. Of several processes on one database, one works. Raises TokenRefused."""
        metrics = serve_metrics(self.vitals, self.metrics_address)
        async with metrics, self._shared_budget(), self._running_jobs():
            tune_gc()
            async with self._told_service_manager():
                await self._until_refused(stop.wait())

    async def _until_refused(self, work: Coroutine[Any, Any, object]) -> None:
        """Do `work` until it ends. Raises TokenRefused as soon as Telegram refuses everything this bot sends."""
        working, refused = asyncio.create_task(work), asyncio.create_task(self.outbox.refused.wait())
        try:
            await asyncio.wait((working, refused), return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise TokenRefused(self.outbox.refusal)
            working.result()
        finally:
            refused.cancel()
            working.cancel()

    async def run_jobs(self) -> int:
        """Do what is due now; return how many notifications were claimed."""
        claimed_before = self.outbox.claimed_count
        for job in self.jobs:
            await job.run()
        await self.outbox.send_due()
        await self.notified_holds.run_due()
        await self.shown.run_due()
        return self.outbox.claimed_count - claimed_before

    def _told_service_manager(self) -> AbstractAsyncContextManager[None]:
        """Say that this process is ready, then again and again that it works: its event loop turns, and the jobs that it leads run."""
        return told_service_manager(works=lambda: not self.monitor.look())

    def _shared_budget(self) -> AbstractAsyncContextManager[None]:
        return shared_budget(self.store, self.rate_limiter, self.process)

    def _running_jobs(self) -> AbstractAsyncContextManager[None]:
        due = DueWork(self.store, self.now)
        return running_jobs(
            self.jobs, self.store, self.outbox, self.leadership, monitor=self.monitor, due=due
        )


@dataclass(frozen=True, kw_only=True)
class AppBase:
    """The settings and services that the parts of an App are made of; each method makes one part."""

    settings: Settings
    ticket_links: TicketLinks
    now: Now
    store: Store
    telegram: TelegramConnection
    leadership: Leadership
    limiter: RateLimiter
    process: str
    beacon: Beacon
    files: ChildFileReader

    @property
    def admins(self) -> Admins:
        return Admins(self.settings.admins)

    def pictures(self) -> PictureCache:
        return PictureCache(self.store, self.telegram.bot.id, self.ticket_links.link_of, self.now)

    def sender(self, pictures: PictureCache, recorder: ShownRecorder) -> LazyNotificationSender:
        return LazyNotificationSender(
            store=self.store,
            pictures=pictures,
            token=self.settings.bot_token.get_secret_value(),
            api_base=self.settings.api_base,
            rate_limiter=self.limiter,
            username=self.telegram.username,
            made=recorder.made_and_stored,
        )

    def outbox(self, sender: LazyNotificationSender, intake: Intake) -> OutboxWorker:
        return OutboxWorker(
            self.store,
            sender.send,
            self.process,
            self.now,
            leadership=self.leadership,
            zone=self.settings.timezone,
            paused_for=lambda: self.limiter.paused_for,
            allowance=self.limiter.allowance,
            max_in_flight=MAX_IN_FLIGHT + self.settings.paid_broadcast // 4,
            crowded=lambda: intake.crowded,
        )

    def replies(
        self, pictures: PictureCache, recorder: ShownRecorder, crowded: Callable[[], bool]
    ) -> ReplySender:
        return ReplySender(
            self.telegram.bot,
            self.telegram.client,
            pictures,
            self.limiter,
            payments=self.settings.payment_provider_token,
            on_call=recorder.made,
            crowded=crowded,
        )

    def shown_job(self, replies: ReplySender, recorder: ShownRecorder, intake: Intake) -> ShownJob:
        editor = ShownEditor(
            self.store,
            self.limiter,
            replies.make_call,
            username=self.telegram.username,
            admins=self.admins,
            zone=self.settings.timezone,
            crowded=lambda: intake.crowded,
        )
        return ShownJob(self.store, editor.edit, editor.capacity, self.now, flush=recorder.flush)

    def jobs(self, outbox: OutboxWorker, shown: ShownJob) -> tuple[Job, ...]:
        bot, client = self.telegram.bot, self.telegram.client
        progress = ProgressReporter(bot, client, self.settings.timezone)
        return all_jobs(
            self.store,
            outbox,
            BroadcastJob(self.store, progress.report, self.admins, self.now),
            DrawJob(self.store, self.beacon, self.admins, self.now, rng=RNG),
            heartbeat=HeartbeatJob(self.store, partial(client.silent_for, bot), self.now),
            shown=shown,
            now=self.now,
            rng=RNG,
            admins=self.admins,
            contact=self.settings.contact,
            zone=self.settings.timezone,
            beacon=self.beacon.kind,
        )

    def services(self) -> Services:
        return Services(
            store=self.store,
            query_cache=QueryCache(self.store, (planned, planned_ids, alley_names, alley_location)),
            username=self.telegram.username,
            contact=self.settings.contact,
            zone=self.settings.timezone,
            admins=self.admins,
            ticket_links=self.ticket_links,
            rng=RNG,
            fetch=partial(self.telegram.client.fetch, self.telegram.bot),
            files=self.files,
            known=PersonCache(self.store, self.admins).get,
            beacon=self.beacon,
            public_url=self.settings.public_url,
            print_sheet=Printer().print_sheet,
            complaint_budget=ComplaintBudget(RNG.randbytes(32)),
            inline=self.telegram.inline,
            cards=bool(self.settings.payment_provider_token),
            paid_broadcast=self.settings.paid_broadcast,
        )

    def kiosk(self) -> KioskServices:
        return KioskServices(
            store=self.store,
            admins=self.admins,
            now=self.now,
            rng=RNG,
            bot_token=self.settings.bot_token.get_secret_value(),
            read_qr=self.files.qr_in,
        )

    def dispatcher(self, services: Services, routes: Routes, replies: ReplySender) -> UpdateDispatcher:
        return UpdateDispatcher(services, routes, replies, self.now)

    def office(self, services: Services, routes: Routes, pictures: PictureCache) -> OfficePages:
        screens = ChatScreens(
            services=services,
            routes=routes,
            picture_data=pictures.data,
            pdf_data=lambda key: self.store.read_page(pdf_bytes, key),
            now=self.now,
        )
        return OfficePages(
            store=self.store,
            ticket_links=self.ticket_links,
            screens=screens,
            admins=self.admins,
            zone=self.settings.timezone,
            bot_token=self.settings.bot_token.get_secret_value(),
            now=self.now,
            rng=RNG,
        )

    def intake(self, dispatcher: UpdateDispatcher, person_rate: PersonRate | None, *, owner: str) -> Intake:
        """Return what takes updates in; `owner` is this process where several share the inbox, else ""."""
        return Intake(
            self.store,
            self.telegram.bot,
            dispatcher,
            now=self.now,
            rate=person_rate,
            owner=owner,
            webhook=self.settings.webhook,
        )

    def app(
        self,
        intake: Intake,
        outbox: OutboxWorker,
        shown: ShownJob,
        office: OfficePages,
        *,
        allowed_updates: tuple[str, ...],
        webhook: WebhookAddress | None,
    ) -> App:
        monitor, settings = JobMonitor(now=self.now), self.settings
        return App(
            store=self.store,
            telegram=self.telegram,
            intake=intake,
            allowed_updates=allowed_updates,
            outbox=outbox,
            jobs=self.jobs(outbox, shown),
            notified_holds=NotifiedHoldJob(self.store, self.now),
            shown=shown,
            monitor=monitor,
            leadership=self.leadership,
            rate_limiter=self.limiter,
            process=self.process,
            vitals=self.vitals(intake, outbox, monitor),
            ticket_links=self.ticket_links,
            now=self.now,
            web_address=settings.web_address,
            health_address=settings.health_address,
            metrics_address=settings.metrics_address,
            kiosk=self.kiosk(),
            office=office,
            zone=settings.timezone,
            admins=self.admins,
            webhook=webhook,
        )

    def vitals(self, intake: Intake, outbox: OutboxWorker, monitor: JobMonitor) -> Vitals:
        return Vitals(
            store=self.store,
            intake=intake,
            outbox=outbox,
            monitor=monitor,
            leadership=self.leadership,
            limiter=self.limiter,
            now=self.now,
            messages_per_second=self.settings.messages_per_second,
        )


async def _ticket_links(
    settings: Settings, key: TicketKey, store: Store, username: str, *, now: datetime
) -> TicketLinks:
    """Return the links of this market, signed by its newest key from now on."""
    signer = await store.write(register_signer, key.signing_key(), now)
    return TicketLinks(key=key, signer=signer, username=username, public_url=settings.public_url)


@asynccontextmanager
async def open_app(
    settings: Settings,
    key: bytes,
    now: Now = wall_clock,
    rate_limiter: RateLimiter | None = None,
    person_rate: PersonRate | None = None,
    *,
    shares_inbox: bool = False,
    store_deadline: float = DEADLINE,
) -> AsyncIterator[App]:
    """Yield an App on a store whose schema is current; close everything at the end. `key` is the secret behind tickets, 32 bytes, and older ones behind it.

    `shares_inbox`: other processes handle updates as well. `store_deadline`: seconds after which somebody who waits for the database gets an answer.

    Raises aiogram's errors where Telegram does not answer or refuses the token.
    """
    hash_id.use_key(key)
    limit_arenas()
    async with AsyncExitStack() as closing:
        base = await _open_base(
            closing,
            settings,
            key,
            now=now,
            limiter=rate_limiter or _usual_limiter(settings),
            store_deadline=store_deadline,
        )
        recorder = ShownRecorder(base.store, now)
        closing.push_async_callback(recorder.finish)
        pictures = base.pictures()
        sender = base.sender(pictures, recorder)
        closing.push_async_callback(sender.close)
        intake: Intake
        replies = base.replies(pictures, recorder, crowded=lambda: intake.crowded)
        await recover_payments(base.store, now)
        services, routes = base.services(), all_routes()
        dispatcher = base.dispatcher(services, routes, replies)
        intake = base.intake(dispatcher, person_rate, owner=base.process if shares_inbox else "")
        outbox = base.outbox(sender, intake)
        log.info(
            "open",
            bot=base.telegram.username,
            database=base.store.url.render_as_string(hide_password=True),
        )
        yield base.app(
            intake,
            outbox,
            base.shown_job(replies, recorder, intake),
            base.office(services, routes, pictures),
            allowed_updates=dispatcher.update_kinds,
            webhook=WebhookAddress(settings.public_url, webhook_secret(key)) if settings.webhook else None,
        )
    log.info("closed")


async def _open_base(
    closing: AsyncExitStack,
    settings: Settings,
    key: bytes,
    *,
    now: Now,
    limiter: RateLimiter,
    store_deadline: float,
) -> AppBase:
    """Return the base of an App with its store, lease and connection open; `closing` closes them."""
    store = Store(settings.database_url, deadline=store_deadline)
    closing.push_async_callback(store.close)
    process = str(uuid.uuid4())
    leadership = Leadership(store.url, holder=process)
    closing.callback(leadership.close)
    files = ChildFileReader()
    closing.push_async_callback(files.close)
    token = settings.bot_token.get_secret_value()
    telegram = await closing.enter_async_context(connect(token, settings.api_base))
    return AppBase(
        settings=settings,
        ticket_links=await _ticket_links(settings, TicketKey(key), store, telegram.username, now=now()),
        now=now,
        store=store,
        telegram=telegram,
        leadership=leadership,
        limiter=limiter,
        process=process,
        beacon=configured_beacon(settings.beacon, now, RNG),
        files=files,
    )


def _usual_limiter(settings: Settings) -> RateLimiter:
    return RateLimiter(settings.messages_per_second, settings.paid_broadcast)
