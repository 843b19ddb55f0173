"""The sandbox: the pretend Telegram and its server."""

from __future__ import annotations

import asyncio
import time as clocks
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial

import aiohttp
from aiohttp import web

from sandbox import dispatch, server, user_actions
from sandbox.call_log import BotCall
from sandbox.config import Bot, Group, PageContent, SandboxClock, TutorialStep, UserProfile
from sandbox.fault_injection import Fault
from sandbox.file_store import UploadedFile
from sandbox.page_routes import publish_clock
from sandbox.phone import Phone
from sandbox.records import BotAccount, SentMessage
from sandbox.server_state import RestartHook, ServerState
from sandbox.telegram_state import TelegramState

LOCALHOST = "127.0.0.1"
CLOCK_POLL_INTERVAL = 0.5  # seconds
MAX_SENT = 2_000
EMPTY_PAGE = PageContent()


class Sandbox:
    """A pretend Telegram in memory. `clock` is the bot's time; `time` its own, in Unix seconds. The page offers to `restart` where that is given.

    `keep_sent`: how many of the newest messages of bots `sent` lists; None: all.
    """

    def __init__(
        self,
        bots: Iterable[Bot],
        people: Iterable[UserProfile] = (),
        groups: Iterable[Group] = (),
        *,
        clock: SandboxClock | None = None,
        tutorial: Iterable[TutorialStep] = (),
        page: PageContent = EMPTY_PAGE,
        restart: Callable[[], None] | None = None,
        limits: bool = True,
        keep_sent: int | None = MAX_SENT,
        time: Callable[[], float] = clocks.time,
    ) -> None:
        wall = clock.now if clock else None
        self.telegram = TelegramState(
            bots, people, groups, tutorial=tutorial, limits=limits, keep_sent=keep_sent, time=time, wall=wall
        )
        self.clock = clock
        self.page = page
        self.restart = restart
        self.before_restart_hooks: list[RestartHook] = []
        """Called with the ids of phones before their chats begin anew in another language."""

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Serve on 127.0.0.1 while entered, and yield the address; port 0 is any free one."""
        app = server.build_app(
            ServerState(
                telegram=self.telegram,
                clock=self.clock,
                page=self.page,
                restart=self.restart,
                before_restart_hooks=self.before_restart_hooks,
            )
        )
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=2)
        await runner.setup()
        async with aiohttp.ClientSession(trust_env=False) as session:
            self._connect(session)
            clock_task = asyncio.create_task(self._watch_clock())
            try:
                site = web.TCPSite(runner, LOCALHOST, port)
                await site.start()
                yield f"http://{LOCALHOST}:{runner.addresses[0][1]}"
            finally:
                clock_task.cancel()
                await asyncio.gather(*(one.webhook.stop() for one in self.telegram.accounts.values()))
                await runner.cleanup()

    async def _watch_clock(self) -> None:
        """Publish what is due next, which changes whenever the bot plans something."""
        if self.clock is None:
            return
        shown = self.clock.next_due()
        while True:
            await asyncio.sleep(CLOCK_POLL_INTERVAL)
            if self.clock.next_due() != shown:
                shown = self.clock.next_due()
                publish_clock(self.telegram, self.clock)

    def _connect(self, session: aiohttp.ClientSession) -> None:
        for account in self.telegram.accounts.values():
            account.webhook.start(session, partial(dispatch.handle_webhook_response, self.telegram, account))

    def person(self, id_: int, bot: int | None = None) -> Phone:
        """Return the phone of a person, in their chat with a bot (its id; by default the first)."""
        return Phone(self.telegram, self._account(bot), self.telegram.user(id_))

    def _account(self, bot: int | None) -> BotAccount:
        if bot is None:
            return self.telegram.first_account
        return next(one for one in self.telegram.accounts.values() if one.id == bot)

    def fault(self, method: str, fault: Fault, *, times: int = 1, retry_after: int = 1) -> None:
        """Make the next `times` calls of a method (`*`: of any) fail."""
        self.telegram.faults.arm(method, fault, times=times, retry_after=retry_after)

    def add_photo(self, content: bytes) -> str:
        """Return the file_id of a photo, as if a bot had sent it before. Raises ApiError if Telegram would not accept it."""
        return self.telegram.files.add("photo", UploadedFile("photo", content)).id

    def migrate(self, group: int) -> int:
        """Turn a basic group into a supergroup and return its new id. A call with the old one gets the new one as an error."""
        return user_actions.migrate_group(self.telegram, group)

    @property
    def sent(self) -> list[SentMessage]:
        """Return the newest accepted messages of bots, oldest first: (at, chat, message)."""
        return list(self.telegram.sent)

    @property
    def calls(self) -> list[BotCall]:
        """Return the newest calls, oldest first, at most 2,000."""
        return list(self.telegram.calls.newest)
