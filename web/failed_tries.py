"""Counts of recent failures, by the address that they came from."""

from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic


class FailedTries:
    """Counts failures of each address within `seconds`; after `maximum` no more may be tried. It remembers the newest `size` addresses."""

    def __init__(
        self, maximum: int, seconds: float, size: int = 1000, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._maximum, self._seconds, self._size, self._clock = maximum, seconds, size, clock
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def too_many(self, address: str) -> bool:
        """Return whether an address has to wait."""
        failed = self._failed.get(address)
        if failed is None:
            return False
        while failed and failed[0] <= self._clock() - self._seconds:
            failed.popleft()
        return len(failed) >= self._maximum

    def count(self, address: str) -> None:
        """Count a failure of an address."""
        self._failed.setdefault(address, deque(maxlen=self._maximum)).append(self._clock())
        self._failed.move_to_end(address)
        while len(self._failed) > self._size:
            self._failed.popitem(last=False)
