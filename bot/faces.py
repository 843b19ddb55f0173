"""Faces: who wrote a moment ago need not be looked up again."""

import time
from collections.abc import Hashable

from market.person import Caller, caller
from storage.store import Store

SECONDS = 10.0
MOST = 10_000


class Faces:
    """What is known of those who wrote lately. Another process's change is seen ten seconds later, our own at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[Hashable, tuple[float, Caller]] = {}
        self._changes = 0
        store.listeners.append(self._forget)

    async def of(self, person: int) -> Caller | None:
        """None: never met."""
        kept = self._known.get(("person", person))
        if kept and time.monotonic() < kept[0]:
            return kept[1]
        changes, until = self._changes, time.monotonic() + SECONDS
        known = await self._store.read(caller, person)
        if known and changes == self._changes:
            self._keep(person, until, known)
        return known

    def _keep(self, person: int, until: float, known: Caller) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known["person", person] = until, known

    def _forget(self, touched: frozenset[Hashable]) -> None:
        """What is being read just now may be from before the change: it is not kept."""
        self._changes += 1
        for thing in touched:
            self._known.pop(thing, None)
