"""The rate limiter for python-telegram-bot: each request waits for its slot and reports how Telegram answered."""

import math
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.ext import BaseRateLimiter

from bot.telegram.rate_limiter import RateLimiter

Result = bool | dict[str, Any] | list[dict[str, Any]]


class PtbRateLimiter(BaseRateLimiter[int]):
    """Passes requests to the shared rate limiter. `rate_limit_args` is the priority."""

    def __init__(self, rate_limiter: RateLimiter) -> None:
        self._rate_limiter = rate_limiter

    async def initialize(self) -> None:
        """Does nothing."""

    async def shutdown(self) -> None:
        """Does nothing."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        """The result of a request that is sent once. Raises SendingPaused, ChatBusy, and what the request raises."""
        await self._rate_limiter.acquire(
            data.get("chat_id", 0), rate_limit_args or 0, "allow_paid_broadcast" in data
        )
        try:
            result = await callback(*args, **kwargs)
        except RetryAfter as error:
            self._rate_limiter.pause(_seconds(error))
            raise
        except TimedOut:
            raise
        except (BadRequest, Forbidden):
            self._rate_limiter.reset_back_off()
            raise
        except NetworkError:
            self._rate_limiter.back_off()
            raise
        self._rate_limiter.reset_back_off()
        return result


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(math.ceil(wait)) if isinstance(wait, int | float) else wait.total_seconds()
