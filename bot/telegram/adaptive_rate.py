"""A rate that Telegram's refusals lower, and that grows back by itself."""

from dataclasses import dataclass

from bot.telegram.token_bucket import Clock

KEPT, LEAST = 0.8, 0.25
"""The part of its rate that a refusal leaves, and the part of the full rate that is always left."""
SECONDS_TO_GROW = 120.0
"""Seconds in which a rate would grow from nothing to all of it: what one refusal took is back after a fifth of that."""


@dataclass(kw_only=True)
class AdaptiveRate:
    """At most `full` a second."""

    full: float
    clock: Clock
    part: float = 1.0
    lowered_at: float = 0.0

    @property
    def per_second(self) -> float:
        """Return how many a second are allowed now."""
        return self.full * self._part()

    def lower(self) -> None:
        """Allow a fifth less than now."""
        self.part, self.lowered_at = max(LEAST, self._part() * KEPT), self.clock()

    def _part(self) -> float:
        return min(1.0, self.part + (self.clock() - self.lowered_at) / SECONDS_TO_GROW)
