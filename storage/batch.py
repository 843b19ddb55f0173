"""Requests that wait for the same thing are decided as one batch, in one transaction."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import structlog
from sqlmodel import Session

from storage.processed_update import DuplicateUpdate, mark_all_processed, unmark_processed

log = structlog.get_logger()

MAX_BATCH = 500
"""Requests in one batch: more would keep everybody else's writes waiting."""

Request = TypeVar("Request")
Outcome = TypeVar("Outcome")
Committed = TypeVar("Committed")


@dataclass(frozen=True)
class BatchAction(Generic[Request, Outcome]):
    """An action that is asked for often. `decide` decides all requests that wait for one `key`, in their order, in one transaction.

    It returns for each request the outcome, or the exception that its caller is to meet. For an exception it writes nothing.
    """

    decide: Callable[[Session, Sequence[Request]], Sequence[Outcome | Exception]]
    key: Callable[[Request], Hashable]


class CommitAction(Protocol):
    """Runs an action in a transaction of its own, in this thread, and calls the after-commit hooks on the loop."""

    def __call__(
        self, loop: asyncio.AbstractEventLoop, action: Callable[[Session], Committed], /
    ) -> Committed: ...


@dataclass(kw_only=True)
class QueuedRequest(Generic[Request, Outcome]):
    """A request, the update that brought it, and the caller that waits for its outcome."""

    update: int
    now: datetime
    request: Request
    caller: asyncio.Future[Outcome]

    def resolve(self, outcome: Outcome | Exception) -> None:
        """Give the caller the outcome, unless it was cancelled."""
        if self.caller.done():
            return
        if isinstance(outcome, Exception):
            self.caller.set_exception(outcome)
        else:
            self.caller.set_result(outcome)


@dataclass(kw_only=True)
class BatchQueue:
    """The requests that wait, by action and key. For each of these one batch is decided at a time."""

    writers: Executor
    commit: CommitAction
    _waiting: dict[Hashable, deque[QueuedRequest[Any, Any]]] = field(default_factory=dict)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def add(
        self, action: BatchAction[Request, Outcome], update: int, now: datetime, request: Request
    ) -> Outcome:
        """Return the outcome of this request. Raises the exception that `action` decides, or DuplicateUpdate."""
        key = action, action.key(request)
        queued = QueuedRequest(
            update=update, now=now, request=request, caller=asyncio.get_running_loop().create_future()
        )
        if key in self._waiting:
            self._waiting[key].append(queued)
        else:
            self._waiting[key] = deque([queued])
            serving = asyncio.create_task(self._serve(action, key))
            self._running.add(serving)
            serving.add_done_callback(self._running.discard)
        outcome: Outcome = await queued.caller
        return outcome

    async def finish(self) -> None:
        """Wait until no request is left."""
        while self._running:
            await asyncio.wait(self._running)

    async def _serve(self, action: BatchAction[Any, Any], key: Hashable) -> None:
        waiting = self._waiting[key]
        loop = asyncio.get_running_loop()
        while waiting:
            try:
                await loop.run_in_executor(self.writers, self._run_next, loop, action, waiting)
            except Exception as error:
                _deliver([(queued, error) for queued in _next_batch(waiting)])
        del self._waiting[key]

    def _run_next(
        self,
        loop: asyncio.AbstractEventLoop,
        action: BatchAction[Any, Any],
        waiting: deque[QueuedRequest[Any, Any]],
    ) -> None:
        """In a writer's thread: take what waits by now and decide it."""
        if batch := _next_batch(waiting):
            self._run(loop, action, batch)

    def _run(
        self,
        loop: asyncio.AbstractEventLoop,
        action: BatchAction[Any, Any],
        batch: Sequence[QueuedRequest[Any, Any]],
    ) -> None:
        """Decide a batch and resolve its requests. If it fails, each of them is run as a batch of one, so that one does not fail the others."""
        try:
            outcomes = self.commit(loop, lambda session: _decide_batch(session, action, batch))
        except Exception as error:
            if len(batch) > 1:
                why = f"{type(error).__name__}: {error}"[:300]
                log.warning("batch failed, each request is run by itself", requests=len(batch), why=why)
                for queued in batch:
                    self._run(loop, action, [queued])
                return
            outcomes = [error]
        loop.call_soon_threadsafe(_deliver, list(zip(batch, outcomes, strict=True)))


def _deliver(outcomes: Sequence[tuple[QueuedRequest[Any, Any], Any]]) -> None:
    for queued, outcome in outcomes:
        queued.resolve(outcome)


def _next_batch(waiting: deque[QueuedRequest[Any, Any]]) -> list[QueuedRequest[Any, Any]]:
    """Take requests in the order they came, but for those whose caller was cancelled. A second one of the same update is left for the next batch."""
    batch: dict[int, QueuedRequest[Any, Any]] = {}
    repeated: list[QueuedRequest[Any, Any]] = []
    while waiting and len(batch) < MAX_BATCH:
        queued = waiting.popleft()
        if queued.update in batch:
            repeated.append(queued)
        elif not queued.caller.cancelled():
            batch[queued.update] = queued
    waiting.extendleft(reversed(repeated))
    return [*batch.values()]


def _decide_batch(
    session: Session, action: BatchAction[Any, Any], batch: Sequence[QueuedRequest[Any, Any]]
) -> list[Any]:
    """Decide the requests whose update had no effect before, and mark those processed that have one now."""
    new = mark_all_processed(
        session, [queued.update for queued in batch], max(queued.now for queued in batch)
    )
    started = [queued for queued in batch if queued.update in new]
    decided = action.decide(session, [queued.request for queued in started]) if started else []
    outcomes = {queued.update: outcome for queued, outcome in zip(started, decided, strict=True)}
    unmark_processed(
        session, [update for update, outcome in outcomes.items() if isinstance(outcome, Exception)]
    )
    return [outcomes.get(queued.update, DuplicateUpdate()) for queued in batch]
