"""The shelf: outcomes of public queries, kept until what they show is changed, and a short while at most."""

import asyncio
import time
from collections.abc import Callable, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from storage.store import Store

QueryParams = ParamSpec("QueryParams")
Outcome = TypeVar("Outcome")

MAX_AGE_SECONDS = {"sqlite": 30.0, "postgresql": 1.0}
"""PostgreSQL is shared by processes that do not hear of each other's changes; SQLite has one, and now and then a command beside it."""

MAX_CACHED = 2000


class QueryCache:
    """Keeps only what everybody sees. Our own changes are seen at once, another process's after SECONDS.

    However many ask the same at one moment, the store is asked once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seconds = MAX_AGE_SECONDS[store.url.get_backend_name()]
        self._kept: dict[Hashable, tuple[float, asyncio.Future[Any]]] = {}
        store.after_commit_hooks.append(self._clear)

    async def read(
        self,
        query: Callable[Concatenate[Session, QueryParams], Outcome],
        /,
        *args: QueryParams.args,
        **kwargs: QueryParams.kwargs,
    ) -> Outcome:
        """As `Store.read`; the arguments are hashable, and a moment among them is rounded by the caller."""
        key = (query, args, *sorted(kwargs.items()))
        until, reading = self._kept.get(key, (0.0, None))
        if reading is None or time.monotonic() >= until or _failed(reading):
            reading = asyncio.ensure_future(self._store.read(query, *args, **kwargs))
            self._keep(key, reading)
        outcome: Outcome = await asyncio.shield(reading)
        return outcome

    def _keep(self, key: Hashable, reading: asyncio.Future[Any]) -> None:
        if len(self._kept) >= MAX_CACHED:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + self._seconds, reading)

    def _clear(self, changed: frozenset[Hashable]) -> None:
        """What is being read just now may be from before the change: nobody else is given it."""
        if "drop" in changed:
            self._kept.clear()


def _failed(reading: asyncio.Future[Any]) -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)
