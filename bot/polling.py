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

from bot.wire import Wire

log = structlog.get_logger()

POLL = 25
PATIENCE = 8.0
"""Seconds to wait for a batch before asking for more; what is not done by then stays unconfirmed."""


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
        """Until `stop`: then what is in hand is finished, for five seconds at most, and confirmed. Raises TelegramUnauthorizedError."""
        stopping = asyncio.create_task(stop.wait())
        pause = 0.0
        while not stop.is_set():
            asking = asyncio.create_task(self._ask(POLL if not self._hand else 0))
            await asyncio.wait((asking, stopping), return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set():
                asking.cancel()
                break
            pause = await self._took(asking, pause)
            await self._wait(PATIENCE)
            if pause or self._hand:
                await asyncio.wait((stopping,), timeout=pause or 0.5)
        stopping.cancel()
        await self._finish()

    async def _took(self, asking: asyncio.Task[list[dict[str, Any]]], pause: float) -> float:
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
            update = Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError as error:
            log.error("an update that cannot be read", update=number, why=str(error.errors()[0]["msg"]))
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
        await self._wait(4.0)
        if not self._offset:
            return
        try:
            params = {"offset": self._confirmed(), "timeout": 0, "limit": 1, "allowed_updates": self._allowed}
            await self._wire.call(self._bot, "getUpdates", params, seconds=2)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("the last updates were not confirmed and will come again", why=str(error))
