"""The job of the digests for followers."""

from collections.abc import Callable
from datetime import datetime

from market.follow.digest import is_digest_missing, latest_digest, write_follow_digests
from storage.store import Store


class FollowJob:
    """Notifies followers of what is new, on Thursdays at noon in `zone`."""

    def __init__(self, store: Store, zone: str, now: Callable[[], datetime]) -> None:
        self._store, self._zone, self._now = store, zone, now

    async def run_due(self) -> None:
        """Write missing digests, in short transactions. If none is missing, nothing is written."""
        store, now = self._store, self._now()
        due_at = latest_digest(now, self._zone)
        if await store.read(is_digest_missing, due_at, now):
            while await store.write(write_follow_digests, due_at, now):
                pass
