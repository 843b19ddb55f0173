"""Faces: who wrote a moment ago need not be looked up again, and those who write at one moment are looked up together."""

import asyncio
import time
from collections.abc import Hashable

from market.person import Caller, callers
from storage.store import Store

MAX_AGE = 10.0
MAX_ENTRIES = 10_000
BATCH_SIZE = 500


class PersonCache:
    """What is known of those who wrote lately. Another process's change is seen ten seconds later, our own at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._entries: dict[Hashable, tuple[float, Caller]] = {}
        self._requested: dict[int, asyncio.Future[Caller | None]] = {}
        self._lookup_task: asyncio.Task[None] | None = None
        self._changed: set[Hashable] = set()
        store.after_commit_hooks.append(self._invalidate)

    async def get(self, person: int) -> Caller | None:
        """None: never met."""
        entry = self._entries.get(("person", person))
        if entry and time.monotonic() < entry[0]:
            return entry[1]
        if person not in self._requested:
            self._requested[person] = asyncio.get_running_loop().create_future()
        requested = self._requested[person]
        if self._lookup_task is None:
            self._lookup_task = asyncio.create_task(self._look_up())
        return await asyncio.shield(requested)

    async def _look_up(self) -> None:
        """While somebody asks: one question for all who came while the last was answered."""
        try:
            while self._requested:
                batch = [*self._requested][:BATCH_SIZE]
                await self._resolve({person: self._requested.pop(person) for person in batch})
        finally:
            self._lookup_task = None

    async def _resolve(self, requested: dict[int, asyncio.Future[Caller | None]]) -> None:
        self._changed, expires_at = set(), time.monotonic() + MAX_AGE
        try:
            known = await self._store.read(callers, requested)
        except Exception as error:
            for waiting in requested.values():
                waiting.set_exception(error)
            return
        for person, waiting in requested.items():
            found = known.get(person)
            if found and ("person", person) not in self._changed:
                self._store_entry(person, expires_at, found)
            waiting.set_result(found)

    def _store_entry(self, person: int, expires_at: float, known: Caller) -> None:
        if len(self._entries) >= MAX_ENTRIES:
            self._entries.clear()
        self._entries["person", person] = expires_at, known

    def _invalidate(self, changed_keys: frozenset[Hashable]) -> None:
        """What is being read just now may be from before the change: it is not kept."""
        self._changed |= changed_keys
        for key in changed_keys:
            self._entries.pop(key, None)
