"""Delivery by webhook, with one queue for each source: a failing update delays only its own source."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.update_queue import PendingUpdate, UpdateQueue

RESPONSE_TIMEOUT = 60.0
LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    url: str
    secret: str = ""
    connections: int = 40
    certificate: bool = False


def retry_delays() -> Iterator[float]:
    """Yield the seconds before each retry: at once, then 2, 4, 8 ... up to a limit."""
    yield 0.0
    pause = 2.0
    while True:
        yield min(pause, LONGEST_PAUSE)
        pause *= 2


OnResponse = Callable[[aiohttp.ClientResponse], Awaitable[None]]


class Webhook:
    """The webhook of a bot, and the result of its last deliveries."""

    def __init__(self, updates: UpdateQueue, time: Callable[[], float]) -> None:
        self.updates = updates
        self.time = time
        self.hook: WebhookSettings | None = None
        self.last_error: tuple[int, str] | None = None
        self.session: aiohttp.ClientSession | None = None
        self.on_response: OnResponse | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._queues: dict[str, deque[PendingUpdate]] = {}
        self._connections = asyncio.Semaphore(40)
        updates.on_push = self._on_push

    async def set(self, hook: WebhookSettings | None) -> None:
        await self._stop_deliveries()
        self.hook = hook
        self.last_error = None
        if hook:
            self._connections = asyncio.Semaphore(hook.connections)
        self._enqueue_all()

    def start(self, session: aiohttp.ClientSession, on_response: OnResponse) -> None:
        """Deliver over this session from now on, also what waited for it."""
        self.session, self.on_response = session, on_response
        self._enqueue_all()

    async def stop(self) -> None:
        self.session = None
        await self._stop_deliveries()

    def _enqueue_all(self) -> None:
        for update in self.updates.alive():
            self._on_push(update)

    async def _stop_deliveries(self) -> None:
        tasks, self._tasks, self._queues = list(self._tasks.values()), {}, {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _on_push(self, update: PendingUpdate) -> None:
        if not self.hook or not self.session:
            return
        self._queues.setdefault(update.source, deque()).append(update)
        if update.source not in self._tasks:
            self._tasks[update.source] = asyncio.create_task(self._run(update.source))

    async def _run(self, source: str) -> None:
        queue = self._queues[source]
        while queue:
            while queue[0].id in self.updates.waiting:
                await self._deliver(queue[0])
            queue.popleft()
        del self._tasks[source], self._queues[source]

    async def _deliver(self, update: PendingUpdate) -> None:
        for pause in retry_delays():
            if await self._attempt(update):
                self.updates.done(update)
                return
            await asyncio.sleep(pause)
            if update.until <= self.time():
                self.updates.waiting.pop(update.id, None)
                return

    async def _attempt(self, update: PendingUpdate) -> bool:
        hook, session = self.hook, self.session
        if not hook or not session:
            return False
        try:
            async with self._connections, asyncio.timeout(RESPONSE_TIMEOUT):
                return await self._post(session, hook, update)
        except TimeoutError:
            self._record_error("Read timeout expired")
        except aiohttp.ClientConnectorError:
            self._record_error("Connection refused")
        except aiohttp.ClientError as error:
            self._record_error(f"Connection failed: {type(error).__name__}")
        return False

    async def _post(
        self, session: aiohttp.ClientSession, hook: WebhookSettings, update: PendingUpdate
    ) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        async with session.post(
            hook.url, json=update.wire(), headers=headers, allow_redirects=False
        ) as response:
            if not 200 <= response.status < 300:
                self._record_error(f"Wrong response from the webhook: {response.status} {response.reason}")
                return False
            if self.on_response:
                await self.on_response(response)
            return True

    def _record_error(self, words: str) -> None:
        self.last_error = (int(self.time()), words)

    def info(self) -> dict[str, Any]:
        hook = self.hook or WebhookSettings(url="")
        info: dict[str, Any] = {
            "url": hook.url,
            "has_custom_certificate": hook.certificate,
            "pending_update_count": len(self.updates.alive()),
        }
        if self.hook:
            info |= {"max_connections": hook.connections, "allowed_updates": sorted(self.updates.allowed)}
        if self.last_error:
            info |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        return info
