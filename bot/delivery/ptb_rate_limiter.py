"""python-telegram-bot's extension point for rate limiting, on our rate limiter."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.ext import BaseRateLimiter

from bot.telegram.errors import classify
from bot.telegram.rate_limiter import RateLimiter

Result = bool | dict[str, Any] | list[dict[str, Any]]


@dataclass(frozen=True)
class SendPermit:
    """The permit of a request to be made: a slot of its priority, and then to be marked as begun."""

    priority: int
    begin: Callable[[], Awaitable[None]]


class PtbRateLimiter(BaseRateLimiter[SendPermit]):
    """Applies our rate limiter to python-telegram-bot's requests. `rate_limit_args` is the permit that a request needs."""

    def __init__(self, rate_limiter: RateLimiter) -> None:
        self._rate_limiter = rate_limiter

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: SendPermit | None,
    ) -> Result:
        """Send the request once, when the rate limiter allows it. Raises SendingPaused, ChatBusy, and what `begin` and the request raise."""
        assert rate_limit_args is not None, "every request of notifications has a permit"
        chat = int(data.get("chat_id", 0))
        paid = "allow_paid_broadcast" in data
        await self._rate_limiter.acquire(chat, rate_limit_args.priority, paid)
        await rate_limit_args.begin()
        try:
            with self._rate_limiter.sending(paid):
                result = await callback(*args, **kwargs)
        except Exception as error:
            self._rate_limiter.observe(classify(error), chat)
            raise
        self._rate_limiter.reset_back_off()
        return result
