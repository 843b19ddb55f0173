"""Requests that wait for the same thing are decided as one batch, in one transaction."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import structlog
from sqlmodel import Session

from storage.processed_update import DuplicateUpdate, mark_all_processed, mark_processed, unmark_processed

log = structlog.get_logger()

MAX_BATCH = 500
"""The most requests in one batch: a larger one would keep all other writes waiting."""

Request = TypeVar("Request")
Outcome = TypeVar("Outcome")
Committed = TypeVar("Committed")
Action = Callable[[Session], Any]


class RunSingly(Enum):
    """The outcome that `decide_all` gives a request which has to run in a transaction of its own."""

    ALONE = "alone"


RUN_SINGLY = RunSingly.ALONE


@dataclass(frozen=True)
class BatchAction(Generic[Request, Outcome]):
    """An action that many people request at once.

    `decide_all` decides all requests that wait for one `key`, in their order, in one set of statements. For each it returns the outcome,
    the exception for its caller, or RUN_SINGLY; in the last two cases it has written nothing for it. `decide_one` decides one request.
    """

    decide_all: Callable[[Session, Sequence[Request]], Sequence[Outcome | Exception | RunSingly]]
    decide_one: Callable[[Session, Request], Outcome]
    key: Callable[[Request], Hashable]


class CommitAction(Protocol):
    """Runs an action in a transaction of its own, in this thread, then calls the after-commit hooks on the loop."""

    def __call__(
        self, loop: asyncio.AbstractEventLoop, action: Callable[[Session], Committed], /
    ) -> Committed: ...


@dataclass(kw_only=True)
class QueuedRequest(Generic[Request, Outcome]):
    """A request with the number of its update and the future of its caller."""

    update: int
    now: datetime
    request: Request
    caller: asyncio.Future[Outcome]

    def resolve(self, outcome: Outcome | Exception) -> None:
        if self.caller.done():
            return
        if isinstance(outcome, Exception):
            self.caller.set_exception(outcome)
        else:
            self.caller.set_result(outcome)


@dataclass(kw_only=True)
class BatchQueue:
    """The queued requests by action and key. One batch at a time runs for each key."""

    writers: Executor
    commit: CommitAction
    _waiting: dict[Hashable, deque[QueuedRequest[Any, Any]]] = field(default_factory=dict)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def add(
        self, action: BatchAction[Request, Outcome], update: int, now: datetime, request: Request
    ) -> Outcome:
        """Queue a request and return its outcome. Raises the exception that the action gives it, or `DuplicateUpdate`."""
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
        """Return when no request is queued any more."""
        while self._running:
            await asyncio.wait(self._running)

    async def _serve(self, action: BatchAction[Any, Any], key: Hashable) -> None:
        waiting = self._waiting[key]
        loop = asyncio.get_running_loop()
        while waiting:
            try:
                await loop.run_in_executor(self.writers, self._decide, loop, action, waiting)
            except Exception as error:
                _deliver([(queued, error) for queued in _next_batch(waiting)])
        del self._waiting[key]

    def _decide(
        self,
        loop: asyncio.AbstractEventLoop,
        action: BatchAction[Any, Any],
        waiting: deque[QueuedRequest[Any, Any]],
    ) -> None:
        """Decide what is queued by now, in the writer's thread. Callers get their outcomes before a request is run singly."""
        commit = partial(self.commit, loop)
        batch = _next_batch(waiting)
        decided = list(zip(batch, _run_batch(commit, action, batch), strict=True))
        decided_now = [(queued, outcome) for queued, outcome in decided if not isinstance(outcome, RunSingly)]
        loop.call_soon_threadsafe(_deliver, decided_now)
        for queued, outcome in decided:
            if isinstance(outcome, RunSingly):
                loop.call_soon_threadsafe(queued.resolve, _run_singly(commit, action, queued))


def _deliver(decided_now: Sequence[tuple[QueuedRequest[Any, Any], Any]]) -> None:
    for queued, outcome in decided_now:
        queued.resolve(outcome)


def _next_batch(waiting: deque[QueuedRequest[Any, Any]]) -> list[QueuedRequest[Any, Any]]:
    """Return the next requests in their order, without those that were cancelled before the batch started."""
    batch = [waiting.popleft() for _ in range(min(MAX_BATCH, len(waiting)))]
    return [queued for queued in batch if not queued.caller.cancelled()]


def _run_batch(
    commit: Callable[[Action], Any], action: BatchAction[Any, Any], batch: list[QueuedRequest[Any, Any]]
) -> Sequence[Any]:
    if not batch:
        return ()
    try:
        outcomes: Sequence[Any] = commit(lambda session: _decide_batch(session, action, batch))
    except Exception as error:
        why = f"{type(error).__name__}: {error}"[:300]
        log.warning("a batch failed: its requests are run singly", requests=len(batch), why=why)
        return [RUN_SINGLY] * len(batch)
    return outcomes


def _run_singly(
    commit: Callable[[Action], Any], action: BatchAction[Any, Any], queued: QueuedRequest[Any, Any]
) -> Any:
    def once(session: Session) -> Any:
        mark_processed(session, queued.update, queued.now)
        return action.decide_one(session, queued.request)

    try:
        return commit(once)
    except Exception as error:
        return error


def _decide_batch(
    session: Session, action: BatchAction[Any, Any], batch: list[QueuedRequest[Any, Any]]
) -> list[Any]:
    """Return an outcome for each request. A second request of the same update runs singly at the end: the first may be refused."""
    first = {queued.update: queued for queued in reversed(batch)}
    new = mark_all_processed(session, first, max(queued.now for queued in batch))
    started = [queued for queued in batch if queued is first[queued.update] and queued.update in new]
    decided = action.decide_all(session, [queued.request for queued in started]) if started else []
    outcomes = {id(queued): outcome for queued, outcome in zip(started, decided, strict=True)}
    undone = [queued.update for queued in started if isinstance(outcomes[id(queued)], Exception | RunSingly)]
    unmark_processed(session, undone)
    return [
        outcomes[id(queued)] if id(queued) in outcomes else _duplicate_outcome(queued, new)
        for queued in batch
    ]


def _duplicate_outcome(queued: QueuedRequest[Any, Any], new: set[int]) -> Exception | RunSingly:
    return RUN_SINGLY if queued.update in new else DuplicateUpdate()
