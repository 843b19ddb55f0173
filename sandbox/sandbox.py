"""The sandbox as a whole: a street, and the server that opens it."""

from __future__ import annotations

import asyncio
import time as clocks
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import aiohttp
from aiohttp import web

from sandbox import deeds, desk, server
from sandbox.calls import Call
from sandbox.faults import Fault
from sandbox.house import House
from sandbox.people import Bot, Clock, Group, Person, Step
from sandbox.phone import Phone
from sandbox.showing import tell_clock
from sandbox.state import Account, Sent
from sandbox.street import Street

ONLY_HERE = "127.0.0.1"
GLANCE = 0.5  # seconds
KEPT = 2_000


class Sandbox:
    """A pretend Telegram in memory. `clock` is the bot's time; `time` its own, in Unix seconds.

    `keep_sent`: how many of the newest messages of bots `sent` lists; None: all.
    """

    def __init__(
        self,
        bots: Iterable[Bot],
        people: Iterable[Person] = (),
        groups: Iterable[Group] = (),
        *,
        clock: Clock | None = None,
        trail: Iterable[Step] = (),
        languages: Sequence[tuple[str, str]] = (("en", "English"),),
        title: str = "Sandbox",
        limits: bool = True,
        keep_sent: int | None = KEPT,
        time: Callable[[], float] = clocks.time,
    ) -> None:
        wall = clock.now if clock else None
        self.street = Street(
            bots, people, groups, trail=trail, limits=limits, keep_sent=keep_sent, time=time, wall=wall
        )
        self.clock = clock
        self.languages = languages
        self.title = title

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Serves on 127.0.0.1 until the block ends, and gives the address; port 0 is any free one."""
        app = server.app(House(self.street, self.clock, self.languages, self.title))
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=2)
        await runner.setup()
        async with aiohttp.ClientSession(trust_env=False) as session:
            self._connect(session)
            watching = asyncio.create_task(self._watch_clock())
            try:
                site = web.TCPSite(runner, ONLY_HERE, port)
                await site.start()
                yield f"http://{ONLY_HERE}:{runner.addresses[0][1]}"
            finally:
                watching.cancel()
                await asyncio.gather(*(one.webhook.stop() for one in self.street.accounts.values()))
                await runner.cleanup()

    async def _watch_clock(self) -> None:
        """The page shows what is due next, which changes whenever the bot plans something."""
        if self.clock is None:
            return
        shown = self.clock.next_due()
        while True:
            await asyncio.sleep(GLANCE)
            if self.clock.next_due() != shown:
                shown = self.clock.next_due()
                tell_clock(self.street, self.clock)

    def _connect(self, session: aiohttp.ClientSession) -> None:
        for account in self.street.accounts.values():
            account.webhook.start(session, partial(desk.answered, self.street, account))

    def person(self, id_: int, bot: int | None = None) -> Phone:
        """The phone of a person, in their chat with a bot (its id; the first one if not said)."""
        return Phone(self.street, self._account(bot), self.street.resident(id_))

    def _account(self, bot: int | None) -> Account:
        if bot is None:
            return self.street.first
        return next(one for one in self.street.accounts.values() if one.id == bot)

    def fault(self, method: str, fault: Fault, *, times: int = 1, retry_after: int = 1) -> None:
        """Lets the next `times` calls of a method (`*`: of any) go wrong."""
        self.street.faults.arm(method, fault, times=times, retry_after=retry_after)

    def migrate(self, group: int) -> int:
        """A basic group becomes a supergroup: its new id. Whoever calls by the old one is told it."""
        return deeds.migrate(self.street, group)

    @property
    def sent(self) -> list[Sent]:
        """The newest messages that bots sent and that were accepted, oldest first: (at, chat, message)."""
        return list(self.street.sent)

    @property
    def calls(self) -> list[Call]:
        """The newest calls, oldest first, at most 2,000."""
        return list(self.street.calls.newest)
