"""The nonces of signed requests, so that a request that somebody copied is answered once."""

from collections import OrderedDict
from datetime import datetime, timedelta


class UsedNonces:
    """Remembers the nonces of requests for twice the time that they are fresh: a clock may be ahead by it, and then behind."""

    def __init__(self, fresh: timedelta) -> None:
        self._kept = 2 * fresh
        self._used: OrderedDict[tuple[int, str], datetime] = OrderedDict()

    def add(self, device: int, nonce: str, now: datetime) -> bool:
        """Note a nonce of a device and return whether it is new."""
        while self._used and next(iter(self._used.values())) <= now - self._kept:
            self._used.popitem(last=False)
        if (device, nonce) in self._used:
            return False
        self._used[device, nonce] = now
        return True
