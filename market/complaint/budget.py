"""The budget of complaints: an origin counts once an hour in an alley. It is in memory alone, and nobody can tell from it who complained."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from hashlib import blake2b

HOUR = timedelta(hours=1)


class ComplaintBudget:
    """Remembers for an hour, by keyed hashes, which origins complained about which alley, and the secret of their complaint.

    `key` is random and lives as long as the process. The newest `size` origins are remembered.
    """

    def __init__(self, key: bytes, size: int = 20_000) -> None:
        self._key, self._size = key, size
        self._first: OrderedDict[bytes, tuple[str, datetime]] = OrderedDict()

    async def store_once(
        self, alley: int, origin: str, secret: str, *, store: Callable[[], Awaitable[None]], now: datetime
    ) -> str:
        """Store a complaint and return its `secret`; or where this origin complained less than an hour ago, return the secret of then.

        One that `store` refuses is forgotten.
        """
        hashed = self._hashed(alley, origin)
        known = self._first.get(hashed)
        if known and abs(now - known[1]) < HOUR:
            return known[0]
        self._first.pop(hashed, None)
        self._first[hashed] = secret, now
        while len(self._first) > self._size:
            self._first.popitem(last=False)
        try:
            await store()
        except BaseException:
            self._first.pop(hashed, None)
            raise
        return secret

    def _hashed(self, alley: int, origin: str) -> bytes:
        return blake2b(f"{alley} {origin}".encode(), key=self._key, digest_size=16).digest()
