"""The budget of complaints: an origin counts once an hour in an alley. It is in memory alone, and nobody can tell from it who complained."""

from collections import OrderedDict
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

    def take(self, alley: int, origin: str, secret: str, now: datetime) -> str:
        """Return `secret`, which is remembered; or where this origin complained less than an hour ago, the secret of then."""
        hashed = self._hashed(alley, origin)
        known = self._first.get(hashed)
        if known and abs(now - known[1]) < HOUR:
            return known[0]
        self._first[hashed] = secret, now
        self._first.move_to_end(hashed)
        while len(self._first) > self._size:
            self._first.popitem(last=False)
        return secret

    def give_back(self, alley: int, origin: str, secret: str) -> None:
        """Forget a complaint that was not stored."""
        hashed = self._hashed(alley, origin)
        if self._first.get(hashed, ("",))[0] == secret:
            del self._first[hashed]

    def _hashed(self, alley: int, origin: str) -> bytes:
        return blake2b(f"{alley} {origin}".encode(), key=self._key, digest_size=16).digest()
