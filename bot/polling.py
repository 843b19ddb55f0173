"""Long polling that confirms an update only after its effect is stored and its person answered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramUnauthorizedError,
)
from aiogram.types import Update
from pydantic import ValidationError

from bot.reading import read
from bot.wire import Wire

log = structlog.get_logger()

POLL = 25
PATIENCE, AGAIN = 2.0, 0.5
"""Seconds to wait for a batch before asking for more, and between asking; what is not done stays unconfirmed.

A payment waits ten seconds for its answer, so it must not wait behind somebody's slow screen."""

LAST_WORDS, LAST_CALL = 2.5, 1
"""Seconds at the end for what is in hand, and for telling Telegram how far it came."""


class Polling:
    """`handle` is given each update once in this process, and must see to its effect."""

    def __init__(
        self, bot: Bot, wire: Wire, allowed: Sequence[str], handle: Callable[[Update], Awaitable[Any]]
    ) -> None:
        self._bot, self._wire, self._allowed, self._handle = bot, wire, list(allowed), handle
        self._hand: dict[int, asyncio.Task[None]] = {}
        self._ready: set[int] = set()
        self._offset = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: then what is in hand is finished, for four seconds at most, and confirmed; the rest comes again. Raises TelegramUnauthorizedError."""
        stopping = asyncio.create_task(stop.wait())
        pause = 0.0
        try:
            while not stop.is_set():
                asking = asyncio.create_task(self._ask(0 if self._hand else POLL))
                await asyncio.wait((asking, stopping), return_when=asyncio.FIRST_COMPLETED)
                if stop.is_set():
                    asking.cancel()
                    break
                pause = self._took(asking, pause)
                await self._rest(stopping, pause)
        finally:
            stopping.cancel()
        await self._finish()

    async def _rest(self, stopping: asyncio.Task[Any], pause: float) -> None:
        """Until all in hand is done, patience is over, or it is time to stop."""
        doing = asyncio.create_task(self._wait(PATIENCE))
        await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
        if pause or self._hand:
            await asyncio.wait((stopping,), timeout=pause or AGAIN)

    def _took(self, asking: asyncio.Task[list[dict[str, Any]]], pause: float) -> float:
        """Take the updates in hand; how long to pause before asking again."""
        try:
            for raw in asking.result():
                self._take(raw)
        except TelegramUnauthorizedError:
            raise
        except TelegramConflictError:
            log.warning("another process polls with this token")
            return 5.0
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("could not ask for updates", why=str(error))
            return min(30.0, max(1.0, pause * 2))
        return 0.0

    def _take(self, raw: dict[str, Any]) -> None:
        number = raw["update_id"]
        if number in self._hand or number in self._ready:
            return
        self._offset = number + 1
        try:
            update = read(raw, self._bot)
        except ValidationError as error:
            log.error("an update that cannot be read", update=number, why=str(error.errors()[0]["msg"]))
            self._ready.add(number)
            return
        self._hand[number] = asyncio.create_task(self._done(update))

    async def _done(self, update: Update) -> None:
        try:
            await self._handle(update)
        except Exception:
            log.exception("an update was not handled", update=update.update_id)
        self._hand.pop(update.update_id, None)
        self._ready.add(update.update_id)

    async def _wait(self, seconds: float) -> None:
        if self._hand:
            await asyncio.wait(set(self._hand.values()), timeout=seconds)

    async def _ask(self, seconds: int) -> list[dict[str, Any]]:
        params = {
            "offset": self._confirmed(),
            "timeout": seconds,
            "limit": 100,
            "allowed_updates": self._allowed,
        }
        updates: list[dict[str, Any]] = await self._wire.call(
            self._bot, "getUpdates", params, seconds=seconds + 15
        )
        return updates

    def _confirmed(self) -> int:
        """Everything below it is done; of what is above, `_ready` remembers what is done as well, for it comes again."""
        confirmed = min(self._hand, default=self._offset)
        self._ready = {number for number in self._ready if number >= confirmed}
        return confirmed

    async def _finish(self) -> None:
        await self._wait(LAST_WORDS)
        for task in self._hand.values():
            task.cancel()
        if not self._offset:
            return
        try:
            params = {"offset": self._confirmed(), "timeout": 0, "limit": 1, "allowed_updates": self._allowed}
            await self._wire.call(self._bot, "getUpdates", params, seconds=LAST_CALL)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("the last updates were not confirmed and will come again", why=str(error))
