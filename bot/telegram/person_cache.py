"""A cache of the people who wrote lately. People who write at the same time are looked up in one query."""

import asyncio
from collections.abc import Callable, Hashable
from time import monotonic

from market.address import callers
from market.admins import Admins
from market.person import Caller
from storage.store import Store

MAX_AGE_SECONDS = {"sqlite": 10.0, "postgresql": 0.0}
"""On PostgreSQL another process may have asked the person something, whose answer must not be read as a search."""
MAX_ENTRIES = 10_000
BATCH_SIZE = 500


class PersonCache:
    """The callers of the last MAX_AGE_SECONDS, by Telegram id. Only this process can change them in that time; a change is seen at once."""

    def __init__(self, store: Store, admins: Admins, clock: Callable[[], float] = monotonic) -> None:
        self._store, self._admins, self._clock = store, admins, clock
        self._max_age = MAX_AGE_SECONDS[store.url.get_backend_name()]
        self._entries: dict[int, tuple[float, Caller]] = {}
        self._telegram_ids: dict[Hashable, set[int]] = {}
        self._requested: dict[int, asyncio.Future[Caller | None]] = {}
        self._lookup_task: asyncio.Task[None] | None = None
        self._changed: set[Hashable] = set()
        store.after_commit_hooks.append(self._invalidate)

    async def get(self, telegram_id: int) -> Caller | None:
        """Return the person with this Telegram id, or None where they never wrote."""
        entry = self._entries.get(telegram_id)
        if entry and self._clock() < entry[0]:
            return entry[1]
        if telegram_id not in self._requested:
            self._requested[telegram_id] = asyncio.get_running_loop().create_future()
        requested = self._requested[telegram_id]
        if self._lookup_task is None:
            self._lookup_task = asyncio.create_task(self._look_up())
        return await asyncio.shield(requested)

    async def _look_up(self) -> None:
        """Look up everybody requested, those who came during one query in the next."""
        try:
            while self._requested:
                batch = [*self._requested][:BATCH_SIZE]
                await self._resolve({one: self._requested.pop(one) for one in batch})
        finally:
            self._lookup_task = None

    async def _resolve(self, requested: dict[int, asyncio.Future[Caller | None]]) -> None:
        self._changed, expires_at = set(), self._clock() + self._max_age
        try:
            known = await self._store.read(callers, requested, self._admins)
        except Exception as error:
            for waiting in requested.values():
                waiting.set_exception(error)
            return
        for telegram_id, waiting in requested.items():
            found = known.get(telegram_id)
            if found and ("person", found.id) not in self._changed:
                self._store_entry(telegram_id, expires_at, found)
            waiting.set_result(found)

    def _store_entry(self, telegram_id: int, expires_at: float, caller: Caller) -> None:
        if len(self._entries) >= MAX_ENTRIES:
            self._entries.clear()
            self._telegram_ids.clear()
        self._entries[telegram_id] = expires_at, caller
        self._telegram_ids.setdefault(("person", caller.id), set()).add(telegram_id)

    def _invalidate(self, changed_keys: frozenset[Hashable]) -> None:
        """Drop what has changed, and do not keep what a query in flight may have read before the change."""
        self._changed |= changed_keys
        for key in changed_keys & self._telegram_ids.keys():
            for telegram_id in self._telegram_ids.pop(key):
                self._entries.pop(telegram_id, None)
