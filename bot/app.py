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

from bot.answering import Answers
from bot.clock import Now, wall_clock
from bot.commands import introduce
from bot.faces import Faces
from bot.local_beacon import LocalBeacon
from bot.memory import settle
from bot.pace import Pace
from bot.pictures import Pictures
from bot.polling import Polling
from bot.reception import Reception
from bot.settings import Settings
from bot.telling import Telling
from bot.wire import Wire
from handlers.routes import all_routes
from handlers.ui.tap import House
from market.broadcast.progress import Progress
from market.draw.beacon import LOCAL, Beacon
from market.draw.published import draw_by_name
from market.hand import Due
from market.ticket.key import TicketKey
from scheduler.bell import answering_the_bell
from scheduler.broadcast import Broadcasts
from scheduler.draws import Draws
from scheduler.mailbox import HAND, Mailbox, Outcome, TryLater
from scheduler.timetable import Job, ticking, timetable
from storage.alone import Alone
from storage.shelf import Shelf
from storage.store import Store
from web.draw import Published, add_draws
from web.health import health_app

if TYPE_CHECKING:
    from bot.delivery import Delivery

log = structlog.get_logger()

DICE = SystemRandom()
"""For codes, and for the secrets and pseudonyms of draws: nobody can foretell them."""

LAST_LETTERS = 1.0
"""Seconds at the end for letters in hand; one that hangs longer is sent again by the next Lorong."""


@dataclass(frozen=True)
class Connected:
    """Telegram over the wire, and what the bot is called there."""

    bot: Bot
    wire: Wire
    username: str


class App:
    """One Lorong: bot, mailbox, timetable and web on one store, whose schema is in place before."""

    def __init__(self, settings: Settings, key: bytes, now: Now = wall_clock) -> None:
        """`key` is the secret behind tickets, 32 bytes."""
        self.settings, self.key, self.now = settings, key, now
        self.store = Store(settings.database_url)
        self.alone = Alone(self.store.url)
        self.pace = Pace(paid=settings.paid_broadcast)
        self.mailbox = Mailbox(
            self.store,
            self._deliver,
            str(uuid.uuid4()),
            now,
            self.alone,
            settings.timezone,
            lambda: self.pace.shut_for,
            HAND + settings.paid_broadcast // 4,
        )
        self.broadcasts = Broadcasts(self.store, self._follow, settings.admins, now)
        self.beacon = _beacon(settings, now)
        draws = Draws(self.store, self.beacon, settings.admins, now, DICE)
        self.jobs = (
            Job("broadcasts under way", timedelta(seconds=1), self.broadcasts.go_on),
            *timetable(self.store, self.mailbox, draws, now, settings.admins, settings.contact),
        )
        self._closing = AsyncExitStack()
        self._telling: Telling | None = None
        self._delivery: Delivery | None = None
        self._pictures: Pictures | None = None
        self._username = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`; then what is in hand is finished and everything closed in order. Raises aiogram's TelegramUnauthorizedError."""
        async with self._opened() as telegram:
            reception = self._reception(telegram)
            await self._closing.enter_async_context(self._web())
            await self._closing.enter_async_context(self._clockwork())
            introducing = asyncio.create_task(introduce(telegram.bot))
            self._closing.callback(introducing.cancel)
            settle()
            await Polling(telegram.bot, telegram.wire, reception.kinds, reception.handle).run(stop)

    async def tick(self, stop: asyncio.Event) -> None:
        """Timetable and mailbox until `stop`; beside others on the same database one of them works. Raises as `run`."""
        async with self._opened():
            await self._closing.enter_async_context(self._clockwork())
            settle()
            await stop.wait()

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Connected]:
        """The store and Telegram."""
        async with self._closing as closing:
            closing.push_async_callback(self.store.close)
            closing.callback(self.alone.close)
            wire = Wire(self.settings.api_base, self.pace)
            closing.push_async_callback(wire.close)
            bot = Bot(self.settings.bot_token.get_secret_value(), session=wire)
            closing.push_async_callback(self._hang_up)
            self._telling = Telling(bot, wire, self.settings.timezone)
            me = await wire.call(bot, "getMe", {})
            telegram = Connected(bot, wire, me["username"])
            self._username = telegram.username
            self._pictures = Pictures(self.store, bot.id, self._ticket_link(telegram.username))
            await self._pictures.load()
            log.info(
                "open", bot=telegram.username, database=self.store.url.render_as_string(hide_password=True)
            )
            yield telegram
        log.info("closed")

    async def run_jobs(self) -> int:
        """Do now whatever is due; how many letters were taken in hand."""
        before = self.mailbox.handled
        for job in self.jobs:
            await job.run()
        await self.mailbox.send_due()
        return self.mailbox.handled - before

    def _ticket_link(self, username: str) -> Callable[[str], str]:
        key = TicketKey(self.key)
        return lambda code: f"https://t.me/{username}?start=t_{key.link_code(code)}"

    def _reception(self, telegram: Connected) -> Reception:
        assert self._pictures is not None, "Telegram is connected"
        settings, bot, wire = self.settings, telegram.bot, telegram.wire
        house = House(
            self.store,
            Shelf(self.store),
            telegram.username,
            settings.contact,
            settings.timezone,
            settings.admins,
            TicketKey(self.key),
            DICE,
            lambda file_id: wire.fetch(bot, file_id),
            Faces(self.store).of,
            self.beacon,
            settings.public_url,
            bool(settings.payments),
            settings.paid_broadcast,
        )
        return Reception(house, all_routes(), Answers(bot, wire, self._pictures, settings.payments), self.now)

    @asynccontextmanager
    async def _web(self) -> AsyncIterator[None]:
        host, port = self.settings.bound
        pages = health_app(self._check)
        add_draws(pages, self._published)
        runner = web.AppRunner(pages, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            yield
        finally:
            await runner.cleanup()

    async def _published(self, draw: str) -> Published:
        return await self.store.read(draw_by_name, draw)

    async def _check(self) -> dict[str, str]:
        await self.store.read(lambda session: session.connection())
        return {"database": self.store.url.get_backend_name()}

    @asynccontextmanager
    async def _clockwork(self) -> AsyncIterator[None]:
        """The tick and the bell."""
        clockwork = ticking(self.jobs, self.alone)
        clockwork.start()
        async with answering_the_bell(self.store, self.mailbox.look):
            try:
                yield
            finally:
                clockwork.pause()
                await self.mailbox.close(LAST_LETTERS)
                clockwork.shutdown(wait=False)

    async def _follow(self, progress: Progress, now: datetime) -> bool:
        assert self._telling is not None, "the timetable starts after the wire"
        return await self._telling.follow(progress, now)

    async def _deliver(self, letter: Due) -> Outcome:
        """python-telegram-bot is loaded with the first letter: a fifth of the memory, for bots that send none."""
        if self._pictures is None:
            raise TryLater("Lorong is not open yet")
        if self._delivery is None:
            from bot.delivery import Delivery

            delivery = Delivery(
                self.store,
                self._pictures,
                self.settings.bot_token.get_secret_value(),
                self.settings.api_base,
                self.pace,
                self._username,
            )
            await delivery.open()
            self._delivery = delivery
        return await self._delivery.deliver(letter)

    async def _hang_up(self) -> None:
        """After the last letter in hand."""
        if self._delivery is not None:
            await self._delivery.close()


def _beacon(settings: Settings, now: Now) -> Beacon:
    """quicknet's curve is loaded where it is needed."""
    if settings.beacon == LOCAL:
        return LocalBeacon(DICE.randbytes(32), now)
    from bot.quicknet import Quicknet

    return Quicknet()
