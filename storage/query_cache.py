"""A cache of public queries: each result is kept for a short time, and no longer than until a drop changes."""

import asyncio
import time
from collections.abc import Callable, Collection, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from storage.store import Store

QueryParams = ParamSpec("QueryParams")
Outcome = TypeVar("Outcome")

MAX_AGE_SECONDS = {"sqlite": 30.0, "postgresql": 1.0}
"""Processes on PostgreSQL do not learn of each other's changes. SQLite has one process, and sometimes a command beside it."""

MAX_CACHED = 2000


class QueryCache:
    """Caches queries whose result is the same for everybody. Own changes show at once, another process's after MAX_AGE_SECONDS.

    Identical queries at the same moment read the store once.
    """

    def __init__(self, store: Store, lasting: Collection[Callable[..., Any]] = ()) -> None:
        """`lasting` are the queries in which no units are counted, so that a join or a booking changes nothing in them."""
        self._store, self._lasting = store, lasting
        self._seconds = MAX_AGE_SECONDS[store.url.get_backend_name()]
        self._kept: dict[tuple[Any, ...], tuple[float, asyncio.Future[Any]]] = {}
        store.after_commit_hooks.append(self._clear)

    async def read(
        self,
        query: Callable[Concatenate[Session, QueryParams], Outcome],
        /,
        *args: QueryParams.args,
        **kwargs: QueryParams.kwargs,
    ) -> Outcome:
        """Return what `Store.read` returns, or its cached result. The arguments have to be hashable; callers round a time among them."""
        key = (query, args, *sorted(kwargs.items()))
        until, reading = self._kept.get(key, (0.0, None))
        if reading is None or time.monotonic() >= until or _failed(reading):
            reading = asyncio.ensure_future(self._store.read(query, *args, **kwargs))
            self._keep(key, reading)
        outcome: Outcome = await asyncio.shield(reading)
        return outcome

    def _keep(self, key: tuple[Any, ...], reading: asyncio.Future[Any]) -> None:
        if len(self._kept) >= MAX_CACHED:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + self._seconds, reading)

    def _clear(self, changed: frozenset[Hashable]) -> None:
        """Drop what has changed, also what is being read: it may be from before the change.

        A change of a drop ("drop") drops everything, one of its units alone ("units") all but the lasting queries.
        """
        if "drop" in changed:
            self._kept.clear()
        elif "units" in changed:
            self._kept = {key: kept for key, kept in self._kept.items() if key[0] in self._lasting}


def _failed(reading: asyncio.Future[Any]) -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)
