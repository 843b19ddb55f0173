"""Token buckets: how much one person or one chat may do now, and when more."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Returns seconds that only grow."""

MIN_TRACKED = 1000


@dataclass(kw_only=True)
class TokenBucket:
    """A budget that refills: `rate` more a second, `burst` at most."""

    rate: float
    burst: float
    tokens: float
    updated_at: float

    def seconds_until_available(self, now: float) -> float:
        """Return the seconds until one more is allowed."""
        self.tokens = self.left(now)
        self.updated_at = now
        return max(0.0, (1 - self.tokens) / self.rate)

    def take(self, now: float) -> None:
        """Take one token; a bucket can owe as many as it holds."""
        self.seconds_until_available(now)
        self.tokens = max(self.tokens - 1, -self.burst)

    def left(self, moment: float) -> float:
        """Return the tokens that it has then; below zero where more was taken than the budget allows."""
        return min(self.burst, self.tokens + (moment - self.updated_at) * self.rate)

    def is_full(self, now: float) -> bool:
        """Return whether this bucket is as good as a new one."""
        return self.left(now) >= self.burst


class TokenBuckets:
    """A bucket for each key, of the rate and burst that `size` returns. Full ones are forgotten."""

    def __init__(self, size: Callable[[Hashable], tuple[float, float]], clock: Clock) -> None:
        self._size, self._clock = size, clock
        self._buckets: dict[Hashable, TokenBucket] = {}
        self._max_tracked = MIN_TRACKED

    def of(self, key: Hashable) -> TokenBucket:
        """Return the bucket of a key."""
        if key not in self._buckets:
            if len(self._buckets) >= self._max_tracked:
                self._forget_full()
            rate, burst = self._size(key)
            self._buckets[key] = TokenBucket(rate=rate, burst=burst, tokens=burst, updated_at=self._clock())
        return self._buckets[key]

    def left(self, key: Hashable, moment: float) -> int:
        """Return how many a key may do until then. Nothing is changed, so that another thread may ask."""
        bucket = self._buckets.get(key)
        return int(bucket.left(moment) if bucket else self._size(key)[1])

    def __len__(self) -> int:
        return len(self._buckets)

    def _forget_full(self) -> None:
        now = self._clock()
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_full(now)}
        self._max_tracked = max(MIN_TRACKED, 2 * len(self._buckets))
