"""Requests that wait for the same query are answered as one list, by one read on one snapshot."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from sqlmodel import Session

MAX_READ = 500
"""Requests in one read: more would keep those that come meanwhile waiting."""

Request = TypeVar("Request")
Outcome = TypeVar("Outcome")
BatchQuery = Callable[[Session, Sequence[Request]], Sequence[Outcome]]
"""A query that is asked for often. It returns an outcome for each request, in their order; what it raises is raised for each."""


class ReadQueue:
    """The requests that wait, by query. Each query is run once at a time, so a request is read after it was made, and with others."""

    def __init__(
        self, read: Callable[[BatchQuery[Any, Any], Sequence[Any]], Awaitable[Sequence[Any]]]
    ) -> None:
        self._read = read
        self._waiting: dict[BatchQuery[Any, Any], list[tuple[Any, asyncio.Future[Any]]]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def add(self, query: BatchQuery[Request, Outcome], request: Request) -> Outcome:
        """Return the outcome of this request."""
        caller: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        if query in self._waiting:
            self._waiting[query].append((request, caller))
        else:
            self._waiting[query] = [(request, caller)]
            serving = asyncio.create_task(self._serve(query))
            self._running.add(serving)
            serving.add_done_callback(self._running.discard)
        return await caller

    async def _serve(self, query: BatchQuery[Any, Any]) -> None:
        while waiting := self._waiting[query]:
            self._waiting[query] = waiting[MAX_READ:]
            if batch := [one for one in waiting[:MAX_READ] if not one[1].cancelled()]:
                await self._answer(query, batch)
        del self._waiting[query]

    async def _answer(
        self, query: BatchQuery[Any, Any], batch: Sequence[tuple[Any, asyncio.Future[Any]]]
    ) -> None:
        outcomes: Sequence[Any]
        try:
            outcomes = await self._read(query, [request for request, _ in batch])
        except Exception as error:
            outcomes = [error] * len(batch)
        for (_, caller), outcome in zip(batch, outcomes, strict=True):
            if caller.done():
                continue
            if isinstance(outcome, Exception):
                caller.set_exception(outcome)
            else:
                caller.set_result(outcome)
