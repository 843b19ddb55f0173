"""Telegram's rate limits: 30 messages a second in all, or 1,000 paid ones; 1 a second to a chat, 20 a minute to a group."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.errors import too_many


@dataclass(slots=True, kw_only=True)
class ApiBucket:
    """Holds at most `size` tokens and gains `rate` of them a second."""

    rate: float
    size: float
    tokens: float
    updated_at: float

    def seconds_until_available(self, count: int, now: float) -> float:
        """Return the seconds until `count` may be sent. More than the bucket holds may be sent when it is full."""
        self.tokens = min(self.size, self.tokens + (now - self.updated_at) * self.rate)
        self.updated_at = now
        return max(0.0, (min(count, self.size) - self.tokens) / self.rate)


CHAT_BURST = 4
OVERALL_RATE, OVERALL_PAID_RATE = 30, 1000


@dataclass(slots=True, kw_only=True)
class ApiLimits:
    """The published rates of one bot. Sends, copies and forwards count; edits and answers do not."""

    time: Callable[[], float]
    enabled: bool = True
    overall: dict[bool, ApiBucket] = field(default_factory=dict)
    chats: dict[int, ApiBucket] = field(default_factory=dict)

    def take(self, chat: int, count: int = 1, *, paid: bool = False) -> None:
        """Count messages to a chat. Raises ApiError 429 with the seconds to wait.

        `paid` messages have their own overall limit; the limit of the chat stays.
        """
        if not self.enabled:
            return
        now = self.time()
        buckets = (self._overall_bucket(paid, now), self._chat_bucket(chat, now))
        wait = max(bucket.seconds_until_available(count, now) for bucket in buckets)
        if wait > 1e-9:
            raise too_many(math.ceil(wait))
        for bucket in buckets:
            bucket.tokens -= count

    def _overall_bucket(self, paid: bool, now: float) -> ApiBucket:
        if paid not in self.overall:
            rate = OVERALL_PAID_RATE if paid else OVERALL_RATE
            self.overall[paid] = ApiBucket(rate=rate, size=rate, tokens=rate, updated_at=now)
        return self.overall[paid]

    def _chat_bucket(self, chat: int, now: float) -> ApiBucket:
        if chat not in self.chats:
            self.chats[chat] = (
                ApiBucket(rate=20 / 60, size=20, tokens=20, updated_at=now)
                if chat < 0
                else ApiBucket(rate=1, size=CHAT_BURST, tokens=CHAT_BURST, updated_at=now)
            )
        return self.chats[chat]
