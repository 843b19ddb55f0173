"""Wishes that wait for the same thing are decided as one list, in one transaction."""

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

from storage.seen import Repeated, forget, record, record_all

log = structlog.get_logger()

MOST = 500
"""Wishes in one list: more would keep everybody else's writes waiting."""

Wish = TypeVar("Wish")
Outcome = TypeVar("Outcome")
Done = TypeVar("Done")
Action = Callable[[Session], Any]


class Alone(Enum):
    """What `many` says of a wish that it leaves to be run by itself."""

    ALONE = "alone"


ALONE = Alone.ALONE


@dataclass(frozen=True)
class Together(Generic[Wish, Outcome]):
    """A hot action. `many` decides all wishes that wait for one `key`, in their order, in one set of statements.

    Of each wish it gives the outcome, the exception that its caller is to meet, or ALONE; of the last two kinds it writes nothing.
    `alone` does the same for one wish.
    """

    many: Callable[[Session, Sequence[Wish]], Sequence[Outcome | Exception | Alone]]
    alone: Callable[[Session, Wish], Outcome]
    key: Callable[[Wish], Hashable]


class Commit(Protocol):
    """Runs an action in a transaction of its own, in this thread, and tells the listeners on the loop."""

    def __call__(self, loop: asyncio.AbstractEventLoop, action: Callable[[Session], Done], /) -> Done: ...


@dataclass
class Waiting(Generic[Wish, Outcome]):
    """A wish, with the update that brought it, and who waits for its outcome."""

    update: int
    now: datetime
    wish: Wish
    caller: asyncio.Future[Outcome]

    def tell(self, outcome: Outcome | Exception) -> None:
        if self.caller.done():
            return
        if isinstance(outcome, Exception):
            self.caller.set_exception(outcome)
        else:
            self.caller.set_result(outcome)


@dataclass
class Lists:
    """What waits, by what it waits for: for each there is one list under way at a time."""

    writers: Executor
    commit: Commit
    _waiting: dict[Hashable, deque[Waiting[Any, Any]]] = field(default_factory=dict)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def add(self, hot: Together[Wish, Outcome], update: int, now: datetime, wish: Wish) -> Outcome:
        """The outcome of this wish. Raises what `hot` says of it, or `Repeated`."""
        key = hot, hot.key(wish)
        each = Waiting(update, now, wish, asyncio.get_running_loop().create_future())
        if key in self._waiting:
            self._waiting[key].append(each)
        else:
            self._waiting[key] = deque([each])
            serving = asyncio.create_task(self._serve(hot, key))
            self._under_way.add(serving)
            serving.add_done_callback(self._under_way.discard)
        outcome: Outcome = await each.caller
        return outcome

    async def finish(self) -> None:
        """Until nothing waits."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _serve(self, hot: Together[Any, Any], key: Hashable) -> None:
        waiting = self._waiting[key]
        loop = asyncio.get_running_loop()
        while waiting:
            try:
                await loop.run_in_executor(self.writers, self._decide, loop, hot, waiting)
            except Exception as error:
                _tell([(each, error) for each in _taken(waiting)])
        del self._waiting[key]

    def _decide(
        self,
        loop: asyncio.AbstractEventLoop,
        hot: Together[Any, Any],
        waiting: deque[Waiting[Any, Any]],
    ) -> None:
        """In the writer's thread: what has come by now is one list, whose callers hear before any wish is run by itself."""
        commit = partial(self.commit, loop)
        taken = _taken(waiting)
        decided = list(zip(taken, _together(commit, hot, taken), strict=True))
        told = [(each, outcome) for each, outcome in decided if not isinstance(outcome, Alone)]
        loop.call_soon_threadsafe(_tell, told)
        for each, outcome in decided:
            if isinstance(outcome, Alone):
                loop.call_soon_threadsafe(each.tell, _alone(commit, hot, each))


def _tell(told: Sequence[tuple[Waiting[Any, Any], Any]]) -> None:
    for each, outcome in told:
        each.tell(outcome)


def _taken(waiting: deque[Waiting[Any, Any]]) -> list[Waiting[Any, Any]]:
    """In the order they came. A wish that nobody waits for any more and that is not begun is not begun."""
    taken = [waiting.popleft() for _ in range(min(MOST, len(waiting)))]
    return [each for each in taken if not each.caller.cancelled()]


def _together(
    commit: Callable[[Action], Any], hot: Together[Any, Any], taken: list[Waiting[Any, Any]]
) -> Sequence[Any]:
    if not taken:
        return ()
    try:
        outcomes: Sequence[Any] = commit(lambda session: _many(session, hot, taken))
    except Exception as error:
        why = f"{type(error).__name__}: {error}"[:300]
        log.warning("a list of wishes failed: each is run by itself", wishes=len(taken), why=why)
        return [ALONE] * len(taken)
    return outcomes


def _alone(commit: Callable[[Action], Any], hot: Together[Any, Any], each: Waiting[Any, Any]) -> Any:
    def once(session: Session) -> Any:
        record(session, each.update, each.now)
        return hot.alone(session, each.wish)

    try:
        return commit(once)
    except Exception as error:
        return error


def _many(session: Session, hot: Together[Any, Any], taken: list[Waiting[Any, Any]]) -> list[Any]:
    """What was wished by an update that comes twice in the list is left for the end: the first may be refused."""
    first = {each.update: each for each in reversed(taken)}
    new = record_all(session, first, max(each.now for each in taken))
    begun = [each for each in taken if each is first[each.update] and each.update in new]
    decided = hot.many(session, [each.wish for each in begun]) if begun else []
    outcomes = {id(each): outcome for each, outcome in zip(begun, decided, strict=True)}
    undone = [each.update for each in begun if isinstance(outcomes[id(each)], Exception | Alone)]
    forget(session, undone)
    return [outcomes[id(each)] if id(each) in outcomes else _again(each, new) for each in taken]


def _again(each: Waiting[Any, Any], new: set[int]) -> Exception | Alone:
    return ALONE if each.update in new else Repeated()
