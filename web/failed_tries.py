"""Counts of recent failures, by what was tried: a link, or a person."""

from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic


class FailedTries:
    """Counts failures of each key within `seconds`; after `maximum` no more may be tried. It remembers the newest `size` keys.

    A key is something that not everybody can make, or garbage would push out what is counted.
    """

    def __init__(
        self, maximum: int, seconds: float, size: int = 1000, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._maximum, self._seconds, self._size, self._clock = maximum, seconds, size, clock
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def too_many(self, key: str) -> bool:
        """Return whether a key has to wait."""
        failed = self._failed.get(key)
        if failed is None:
            return False
        while failed and failed[0] <= self._clock() - self._seconds:
            failed.popleft()
        return len(failed) >= self._maximum

    def count(self, key: str) -> None:
        """Count a failure of a key."""
        self._failed.setdefault(key, deque(maxlen=self._maximum)).append(self._clock())
        self._failed.move_to_end(key)
        while len(self._failed) > self._size:
            self._failed.popitem(last=False)
