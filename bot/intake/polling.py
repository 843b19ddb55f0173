"""Long polling. A batch is confirmed by the next getUpdates, after it is stored."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import structlog
from aiogram import Bot

from bot.intake.intake import MAX_BATCH
from bot.intake.raw_update import update_id_of
from bot.telegram.client import TelegramClient
from bot.telegram.errors import AIOGRAM_ERRORS, FailureKind, classify
from bot.telegram.retries import Sleep
from storage.retry_pause import RetryPause
from storage.store import DATABASE_AWAY

log = structlog.get_logger()

POLL_TIMEOUT, POLL_GRACE = 10, 4
"""Seconds that Telegram may wait for an update, and after which a poll without an answer is given up."""
MIN_DELAY, MAX_DELAY, CONFLICT_DELAY = 1.0, 30.0, 5.0
GATHER, CROWD_GATHER = 0.02, 0.1
"""Seconds for which updates gather while others are handled, and while a crowd's are."""
CONFIRM_TIMEOUT = 1
"""Seconds at the end for confirming the last batch."""


class BatchTaker(Protocol):
    """Takes batches, as the intake does."""

    async def accept(self, raws: Sequence[object]) -> None: ...

    async def apologise_for_outage(self, raws: Sequence[object]) -> None: ...

    async def until_idle(self, seconds: float) -> None: ...

    @property
    def crowded(self) -> bool: ...


class Polling:
    """Asks Telegram for updates and gives them to the intake."""

    def __init__(
        self,
        bot: Bot,
        client: TelegramClient,
        allowed_updates: Sequence[str],
        intake: BatchTaker,
        *,
        polled: Callable[[], None] = lambda: None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._bot, self._client, self._allowed, self._intake = bot, client, list(allowed_updates), intake
        self._sleep, self._polled = sleep, polled
        self._offset = 0
        self._delay = 0.0
        self._known_batch: list[int] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`, then confirm the last batch. Raises TelegramUnauthorizedError."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                step = asyncio.create_task(self._poll_once())
                await asyncio.wait((step, stopping), return_when=asyncio.FIRST_COMPLETED)
                if not step.done():
                    step.cancel()
                    break
                step.result()
        finally:
            stopping.cancel()
        await self._confirm_last()

    async def _poll_once(self) -> None:
        """Take one batch, or wait after a failure."""
        try:
            batch = await self._get_updates(POLL_TIMEOUT)
        except Exception as error:
            await self._wait_after(error)
            return
        if isinstance(batch, list):
            self._polled()
            await self._take(batch)
        else:
            await self._wait("getUpdates answered with something that is no list of updates")

    async def _take(self, batch: list[Any]) -> None:
        """Store a batch, however long that takes, and set the offset beyond it."""
        ids = [number for raw in batch if (number := update_id_of(raw)) is not None]
        await self._until_stored(batch)
        repeats, self._known_batch = bool(ids) and ids == self._known_batch, ids
        self._offset = max(ids) + 1 if ids else 0
        if repeats or (batch and not ids):
            await self._wait("getUpdates gives the same again")
        else:
            self._delay = 0.0
            await self._gather(len(batch))

    async def _gather(self, size: int) -> None:
        """While people are served, let the next updates gather: a transaction and a request for each would take a third of the processor.

        Of a crowd the first who is answered and writes again would otherwise be served alone, before all the others.
        """
        if 0 < size < MAX_BATCH:
            await self._intake.until_idle(CROWD_GATHER if self._intake.crowded else GATHER)

    async def _until_stored(self, batch: list[Any]) -> None:
        pause = RetryPause(MIN_DELAY)
        while batch:
            try:
                await self._intake.accept(batch)
            except Exception as error:
                if not pause.grown:
                    await self._intake.apologise_for_outage(batch)
                    if not isinstance(error, DATABASE_AWAY):  # of those the store says so, once
                        log.warning("updates could not be stored", why=type(error).__name__)
                await self._sleep(pause.seconds)
                pause.failed()
            else:
                return

    async def _wait_after(self, error: Exception) -> None:
        failure = classify(error)
        match failure.kind:
            case FailureKind.UNAUTHORIZED:
                raise error
            case FailureKind.CONFLICT:
                await self._wait_after_conflict(failure.reason)
            case FailureKind.RETRY_AFTER:
                log.warning("getUpdates is told to wait", seconds=failure.retry_after)
                await self._sleep(failure.retry_after)
            case _:
                await self._wait(f"getUpdates failed: {failure.reason}")

    async def _wait_after_conflict(self, reason: str) -> None:
        """Take away the webhook of an earlier run, or wait until another process has stopped to poll."""
        log.warning("Telegram gives the updates to another", why=reason)
        try:
            if "webhook" in reason:
                await self._client.call(self._bot, "deleteWebhook", {}, seconds=POLL_TIMEOUT)
                return
        except AIOGRAM_ERRORS as error:
            log.warning("the webhook was not taken away", why=classify(error).reason)
        await self._sleep(CONFLICT_DELAY)

    async def _wait(self, reason: str) -> None:
        """Wait, longer each time until something succeeds."""
        self._delay = min(MAX_DELAY, max(MIN_DELAY, self._delay * 2))
        log.warning(reason, delay=self._delay)
        await self._sleep(self._delay)

    async def _get_updates(self, seconds: int) -> Any:
        params: dict[str, Any] = {"timeout": seconds, "limit": MAX_BATCH, "allowed_updates": self._allowed}
        if self._offset:
            params["offset"] = self._offset
        return await self._client.call(self._bot, "getUpdates", params, seconds=seconds + POLL_GRACE)

    async def _confirm_last(self) -> None:
        """Confirm the last batch: it is stored, so it need not come again."""
        if not self._offset:
            return
        params = {"offset": self._offset, "timeout": 0, "limit": 1, "allowed_updates": self._allowed}
        try:
            await self._client.call(self._bot, "getUpdates", params, seconds=CONFIRM_TIMEOUT)
        except AIOGRAM_ERRORS as error:
            log.warning("the last batch was not confirmed and will come again", why=classify(error).reason)
