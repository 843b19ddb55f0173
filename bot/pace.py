"""How fast the mailbox may send: a grid of instants, one letter each, and a pause for all when Telegram says so."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

PER_SECOND = 28.0
TRIES = 5
REMEMBERED = 1000

Result = bool | dict[str, Any] | list[dict[str, Any]]


class Pace(BaseRateLimiter[int]):
    """At most `per_second` sends in any second, and one a second to a chat."""

    def __init__(self, per_second: float = PER_SECOND) -> None:
        self._step = 1 / per_second
        self._next = 0.0
        self._closed_until = 0.0
        self._chats: dict[int, float] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        for _ in range(TRIES - 1):
            await self._turn(data.get("chat_id", 0))
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._closed_until = max(self._closed_until, _now() + _seconds(error))
        await self._turn(data.get("chat_id", 0))
        return await callback(*args, **kwargs)

    async def _turn(self, chat: int) -> None:
        slot = max(_now(), self._next, self._closed_until)
        self._next = slot + self._step
        at = max(slot, self._chats.get(chat, 0.0))
        self._remember(chat, at + 1.0)
        while (pause := max(at, self._closed_until) - _now()) > 0:  # noqa: ASYNC110 - a pause may grow meanwhile
            await asyncio.sleep(pause)

    def _remember(self, chat: int, until: float) -> None:
        if len(self._chats) > REMEMBERED:
            self._chats = {other: when for other, when in self._chats.items() if when > _now()}
        self._chats[chat] = until


def _now() -> float:
    return asyncio.get_running_loop().time()


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait if isinstance(wait, int | float) else wait.total_seconds())
