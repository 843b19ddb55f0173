"""Faces: who wrote a moment ago need not be looked up again, and those who write at one moment are looked up together."""

import asyncio
import time
from collections.abc import Hashable

from market.person import Caller, callers
from storage.store import Store

SECONDS = 10.0
MOST = 10_000
AT_ONCE = 500


class Faces:
    """What is known of those who wrote lately. Another process's change is seen ten seconds later, our own at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[Hashable, tuple[float, Caller]] = {}
        self._asked: dict[int, asyncio.Future[Caller | None]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._changed: set[Hashable] = set()
        store.listeners.append(self._forget)

    async def of(self, person: int) -> Caller | None:
        """None: never met."""
        kept = self._known.get(("person", person))
        if kept and time.monotonic() < kept[0]:
            return kept[1]
        if person not in self._asked:
            self._asked[person] = asyncio.get_running_loop().create_future()
        asked = self._asked[person]
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(asked)

    async def _look(self) -> None:
        """While somebody asks: one question for all who came while the last was answered."""
        try:
            while self._asked:
                some = [*self._asked][:AT_ONCE]
                await self._answer({person: self._asked.pop(person) for person in some})
        finally:
            self._looking = None

    async def _answer(self, asked: dict[int, asyncio.Future[Caller | None]]) -> None:
        self._changed, until = set(), time.monotonic() + SECONDS
        try:
            known = await self._store.read(callers, asked)
        except Exception as error:
            for waiting in asked.values():
                waiting.set_exception(error)
            return
        for person, waiting in asked.items():
            found = known.get(person)
            if found and ("person", person) not in self._changed:
                self._keep(person, until, found)
            waiting.set_result(found)

    def _keep(self, person: int, until: float, known: Caller) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known["person", person] = until, known

    def _forget(self, touched: frozenset[Hashable]) -> None:
        """What is being read just now may be from before the change: it is not kept."""
        self._changed |= touched
        for thing in touched:
            self._known.pop(thing, None)
