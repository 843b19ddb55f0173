"""Long polling. An update is confirmed only after its effect is stored and its person has the reply."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import structlog
from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

from bot.telegram.client import TelegramClient
from bot.telegram.errors import AIOGRAM_ERRORS, FailureKind, classify
from bot.telegram.retries import Sleep
from bot.telegram.update_parsing import parse_update

log = structlog.get_logger()

POLL_TIMEOUT = 25
CONFLICT_DELAY, MAX_RETRY_DELAY = 5.0, 30.0
BATCH_WAIT, RETRY_DELAY = 2.0, 0.5
"""Seconds to wait for a batch before the next getUpdates, and then between two of them. Updates in flight stay unconfirmed.

Telegram waits ten seconds for the answer to a pre-checkout query, so it must not wait behind a slow update."""

SHUTDOWN_WAIT, SHUTDOWN_CALL_TIMEOUT = 2.5, 1
"""Seconds at the end for updates in flight, and for confirming those that are done."""


class Polling:
    """Calls `handle` once for each update in this process."""

    def __init__(
        self,
        bot: Bot,
        client: TelegramClient,
        allowed_updates: Sequence[str],
        handle: Callable[[Update], Awaitable[Any]],
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._bot, self._client, self._allowed, self._handle = bot, client, list(allowed_updates), handle
        self._sleep = sleep
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        self._done_ids: set[int] = set()
        self._offset = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`; then finish what is in flight, for SHUTDOWN_WAIT at most, and confirm what is done. The rest comes again.

        Raises TelegramUnauthorizedError.
        """
        stop_task = asyncio.create_task(stop.wait())
        pause = 0.0
        try:
            while not stop.is_set():
                poll_task = asyncio.create_task(self._get_updates(0 if self._in_flight else POLL_TIMEOUT))
                await asyncio.wait((poll_task, stop_task), return_when=asyncio.FIRST_COMPLETED)
                if stop.is_set():
                    poll_task.cancel()
                    break
                pause = self._accept_batch(poll_task, pause)
                await self._wait_before_next_poll(stop_task, pause)
        finally:
            stop_task.cancel()
        await self._finish()

    async def _wait_before_next_poll(self, stop_task: asyncio.Task[Any], pause: float) -> None:
        """Wait until all in flight is done, BATCH_WAIT is over, or it is time to stop; then for `pause`."""
        await self._wait_for_in_flight(BATCH_WAIT, stop_task)
        if pause or self._in_flight:
            await self._wait_for_any((stop_task,), pause or RETRY_DELAY)

    def _accept_batch(self, poll_task: asyncio.Task[list[dict[str, Any]]], pause: float) -> float:
        """Start handling the updates; return the seconds to pause before the next getUpdates."""
        try:
            for raw in poll_task.result():
                self._start(raw)
        except AIOGRAM_ERRORS as error:
            failure = classify(error)
            if failure.kind is FailureKind.UNAUTHORIZED:
                raise
            if failure.kind is FailureKind.CONFLICT:
                log.warning("another process polls with this token")
                return CONFLICT_DELAY
            log.warning("getUpdates failed", why=failure.reason)
            return min(MAX_RETRY_DELAY, max(1.0, pause * 2))
        return 0.0

    def _start(self, raw: dict[str, Any]) -> None:
        number = raw["update_id"]
        if number in self._in_flight or number in self._done_ids:
            return
        self._offset = number + 1
        try:
            update = parse_update(raw, self._bot)
        except ValidationError as error:
            log.error("an update cannot be parsed", update=number, why=str(error.errors()[0]["msg"]))
            self._done_ids.add(number)
            return
        self._in_flight[number] = asyncio.create_task(self._run_handler(update))

    async def _run_handler(self, update: Update) -> None:
        try:
            await self._handle(update)
        except Exception:
            log.exception("an update was not handled", update=update.update_id)
        self._in_flight.pop(update.update_id, None)
        self._done_ids.add(update.update_id)

    async def _wait_for_in_flight(self, seconds: float, *others: asyncio.Future[Any]) -> None:
        """Wait until all in flight is done or one of the others is, `seconds` at most."""
        if self._in_flight:
            all_done = asyncio.ensure_future(asyncio.wait(set(self._in_flight.values())))
            await self._wait_for_any((all_done, *others), seconds)
            all_done.cancel()

    async def _wait_for_any(self, awaited: Iterable[asyncio.Future[Any]], seconds: float) -> None:
        timer = asyncio.ensure_future(self._sleep(seconds))
        await asyncio.wait((*awaited, timer), return_when=asyncio.FIRST_COMPLETED)
        timer.cancel()

    async def _get_updates(self, seconds: int) -> list[dict[str, Any]]:
        params = {
            "offset": self._next_offset(),
            "timeout": seconds,
            "limit": 100,
            "allowed_updates": self._allowed,
        }
        updates: list[dict[str, Any]] = await self._client.call(
            self._bot, "getUpdates", params, seconds=seconds + 15
        )
        return updates

    def _next_offset(self) -> int:
        """Return the offset that confirms all that is done below it. What is done above it comes again, and is in `_done_ids`."""
        confirmed = min(self._in_flight, default=self._offset)
        self._done_ids = {number for number in self._done_ids if number >= confirmed}
        return confirmed

    async def _finish(self) -> None:
        await self._wait_for_in_flight(SHUTDOWN_WAIT)
        for task in self._in_flight.values():
            task.cancel()
        if not self._offset:
            return
        try:
            params = {
                "offset": self._next_offset(),
                "timeout": 0,
                "limit": 1,
                "allowed_updates": self._allowed,
            }
            await self._client.call(self._bot, "getUpdates", params, seconds=SHUTDOWN_CALL_TIMEOUT)
        except AIOGRAM_ERRORS as error:
            log.warning("the last updates were not confirmed and will come again", why=classify(error).reason)
