"""python-telegram-bot's extension point for rate limiting, on our rate limiter."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import BaseRateLimiter

from bot.telegram.errors import classify
from bot.telegram.rate_limiter import RateLimiter

Result = bool | dict[str, Any] | list[dict[str, Any]]


class PtbRateLimiter(BaseRateLimiter[int]):
    """Applies our rate limiter to python-telegram-bot's requests. `rate_limit_args` is the priority."""

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
        rate_limit_args: int | None,
    ) -> Result:
        """Send the request once, when the rate limiter allows it. Raises SendingPaused, ChatBusy, and what the request raises."""
        chat = int(data.get("chat_id", 0))
        await self._rate_limiter.acquire(chat, rate_limit_args or 0, "allow_paid_broadcast" in data)
        try:
            result = await callback(*args, **kwargs)
        except Exception as error:
            self._rate_limiter.observe(classify(error), chat)
            raise
        self._rate_limiter.reset_back_off()
        return result
