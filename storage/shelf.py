"""The shelf: outcomes of public queries, kept until what they show is changed, and one second at most."""

import time
from collections.abc import Callable, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from storage.store import Store

Asked = ParamSpec("Asked")
Outcome = TypeVar("Outcome")

SECONDS = 1.0
MOST = 2000


class Shelf:
    """Keeps only what everybody sees. Another process's change is seen a second later, our own at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._changes = 0
        store.listeners.append(self._clear)

    async def read(
        self, query: Callable[Concatenate[Session, Asked], Outcome], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Outcome:
        """As `Store.read`; the arguments are hashable, and a moment among them is rounded by the caller."""
        key = (query, args)
        kept = self._kept.get(key)
        if kept and time.monotonic() < kept[0]:
            outcome: Outcome = kept[1]
            return outcome
        changes, until = self._changes, time.monotonic() + SECONDS
        outcome = await self._store.read(query, *args, **kwargs)
        if changes == self._changes:
            self._keep(key, until, outcome)
        return outcome

    def _keep(self, key: Hashable, until: float, outcome: object) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (until, outcome)

    def _clear(self, touched: frozenset[Hashable]) -> None:
        if "drop" in touched:
            self._changes += 1
            self._kept.clear()
