"""Delivery by webhook: one queue a source, so that a failing update holds up its own source and no other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.updates import Update, Updates

ANSWER_SECONDS = 60.0
LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Hook:
    url: str
    secret: str = ""
    connections: int = 40
    certificate: bool = False


def pauses() -> Iterator[float]:
    """Seconds before each repetition: at once, then 2, 4, 8 ... capped."""
    yield 0.0
    pause = 2.0
    while True:
        yield min(pause, LONGEST_PAUSE)
        pause *= 2


Answered = Callable[[aiohttp.ClientResponse], Awaitable[None]]


class Webhook:
    """Where the updates of a bot go while a hook is set, and how that went last."""

    def __init__(self, updates: Updates, time: Callable[[], float]) -> None:
        self.updates = updates
        self.time = time
        self.hook: Hook | None = None
        self.last_error: tuple[int, str] | None = None
        self.session: aiohttp.ClientSession | None = None
        self.answered: Answered | None = None
        self._work: dict[str, asyncio.Task[None]] = {}
        self._queues: dict[str, deque[Update]] = {}
        self._room = asyncio.Semaphore(40)
        updates.heard = self._heard

    async def set(self, hook: Hook | None) -> None:
        await self._rest()
        self.hook = hook
        self.last_error = None
        if hook:
            self._room = asyncio.Semaphore(hook.connections)
        self._wake()

    def start(self, session: aiohttp.ClientSession, answered: Answered) -> None:
        """From now on deliveries go out over this session, and so do those that waited for it."""
        self.session, self.answered = session, answered
        self._wake()

    async def stop(self) -> None:
        self.session = None
        await self._rest()

    def _wake(self) -> None:
        for update in self.updates.alive():
            self._heard(update)

    async def _rest(self) -> None:
        tasks, self._work, self._queues = list(self._work.values()), {}, {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _heard(self, update: Update) -> None:
        if not self.hook or not self.session:
            return
        self._queues.setdefault(update.source, deque()).append(update)
        if update.source not in self._work:
            self._work[update.source] = asyncio.create_task(self._run(update.source))

    async def _run(self, source: str) -> None:
        queue = self._queues[source]
        while queue:
            while queue[0].id in self.updates.waiting:
                await self._deliver(queue[0])
            queue.popleft()
        del self._work[source], self._queues[source]

    async def _deliver(self, update: Update) -> None:
        for pause in pauses():
            if await self._attempt(update):
                self.updates.done(update)
                return
            await asyncio.sleep(pause)
            if update.until <= self.time():
                self.updates.waiting.pop(update.id, None)
                return

    async def _attempt(self, update: Update) -> bool:
        hook, session = self.hook, self.session
        if not hook or not session:
            return False
        try:
            async with self._room, asyncio.timeout(ANSWER_SECONDS):
                return await self._post(session, hook, update)
        except TimeoutError:
            self._failed("Read timeout expired")
        except aiohttp.ClientConnectorError:
            self._failed("Connection refused")
        except aiohttp.ClientError as error:
            self._failed(f"Connection failed: {type(error).__name__}")
        return False

    async def _post(self, session: aiohttp.ClientSession, hook: Hook, update: Update) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        async with session.post(
            hook.url, json=update.wire(), headers=headers, allow_redirects=False
        ) as response:
            if not 200 <= response.status < 300:
                self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                return False
            if self.answered:
                await self.answered(response)
            return True

    def _failed(self, words: str) -> None:
        self.last_error = (int(self.time()), words)

    def info(self) -> dict[str, Any]:
        hook = self.hook or Hook("")
        told: dict[str, Any] = {
            "url": hook.url,
            "has_custom_certificate": hook.certificate,
            "pending_update_count": len(self.updates.alive()),
        }
        if self.hook:
            told |= {"max_connections": hook.connections, "allowed_updates": sorted(self.updates.allowed)}
        if self.last_error:
            told |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        return told
