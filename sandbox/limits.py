"""How fast a bot may send: 30 messages a second in all, or 1,000 paid ones; 1 a second to a chat, 20 a minute to a group."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.refusal import too_many


@dataclass(slots=True)
class Bucket:
    """Holds at most `size` tokens and gains `rate` of them a second."""

    rate: float
    size: float
    tokens: float
    at: float

    def lacks(self, count: int, now: float) -> float:
        """Seconds until `count` may go. More than the bucket holds go when it is full."""
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (min(count, self.size) - self.tokens) / self.rate)


CHAT_BURST = 4
WHOLE, WHOLE_PAID = 30, 1000


@dataclass(slots=True)
class Limits:
    """The published rates of one bot. Sends, copies and forwards count; edits and answers do not."""

    time: Callable[[], float]
    on: bool = True
    wholes: dict[bool, Bucket] = field(default_factory=dict)
    chats: dict[int, Bucket] = field(default_factory=dict)

    def take(self, chat: int, count: int = 1, *, paid: bool = False) -> None:
        """Counts messages to a chat, or raises a 429 that says after how many seconds to come back.

        What is `paid` for goes by its own limit in all; that of the chat stays.
        """
        if not self.on:
            return
        now = self.time()
        buckets = (self._whole(paid, now), self._one(chat, now))
        missing = max(bucket.lacks(count, now) for bucket in buckets)
        if missing > 1e-9:
            raise too_many(math.ceil(missing))
        for bucket in buckets:
            bucket.tokens -= count

    def _whole(self, paid: bool, now: float) -> Bucket:
        if paid not in self.wholes:
            most = WHOLE_PAID if paid else WHOLE
            self.wholes[paid] = Bucket(most, most, most, now)
        return self.wholes[paid]

    def _one(self, chat: int, now: float) -> Bucket:
        if chat not in self.chats:
            self.chats[chat] = (
                Bucket(20 / 60, 20, 20, now) if chat < 0 else Bucket(1, CHAT_BURST, CHAT_BURST, now)
            )
        return self.chats[chat]
