"""The store: it runs each action in a transaction of its own, off the event loop."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep
from typing import Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import URL, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlmodel import Session

from storage.batch import BatchAction, BatchQueue
from storage.engine import database_url, reading, writing
from storage.processed_update import mark_processed
from storage.read_batch import BatchQuery, ReadQueue
from storage.shown import write_marks
from storage.tables import metadata

log = structlog.get_logger()

assert metadata.tables, "a store needs every table: one that refers to another is not written without it"

ActionParams = ParamSpec("ActionParams")
Outcome = TypeVar("Outcome")
BatchRequest = TypeVar("BatchRequest")
Action = Callable[Concatenate[Session, ActionParams], Outcome]

READERS, SLOW_READERS, PAGE_READERS = 3, 1, 2
"""Threads for quick reads, for those that may take long, and for pages: neither slow ones nor a crowd of browsers hold up a tap, nor a chat a kiosk."""
DEADLINE = 7.0
"""Seconds after which a caller gets an error, whatever the database does: a person gets an answer within eight."""
TRIES, RETRY_PAUSE = 3, 0.02
"""Seconds of pause before a retry, so that the other transaction gets the lock first; else both deadlock again."""
RETRIED_SQLSTATES = ("40001", "40P01", "23503")
"""Serialization failure, deadlock, and a reference that another transaction broke.

Such is a notification to a person who is being forgotten: whoever is second begins anew.
"""


class StoreTimeout(Exception):
    """The database did not answer in time. `begun`: the commit had begun, so nobody knows; otherwise nothing is stored."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__("the database did not answer in time")
        self.begun = begun


DATABASE_AWAY = (OperationalError, InternalError, InterfaceError, StoreTimeout)
"""A full disk, a lock that is not given, a read-only, lost or silent database: no fault of the action."""


class Attempt:
    """A write that can be cancelled until its commit begins."""

    def __init__(self) -> None:
        self._deciding = threading.Lock()
        self._commits = self._given_up = False

    def give_up(self) -> bool:
        """Give it up; return whether it is certain that nothing is stored."""
        with self._deciding:
            self._given_up = not self._commits
            return self._given_up

    def begin_commit(self) -> None:
        """Begin to commit. Raises StoreTimeout where it was given up."""
        with self._deciding:
            if self._given_up:
                raise StoreTimeout(begun=False)
            self._commits = True


def mark_changed(session: Session, *things: Hashable) -> None:
    """Record what this transaction changes; the after-commit hooks get it."""
    session.info.setdefault("changed", set()).update(things)


class Reader:
    """Runs queries in `threads` threads of its own, each on one snapshot; they cannot write."""

    def __init__(self, url: URL, threads: int, name: str) -> None:
        self._engine, self._threads = reading(url, threads), ThreadPoolExecutor(threads, name)

    def submit(self, query: Callable[[Session], Outcome]) -> "Future[Outcome]":
        """Begin a query in one of the threads."""

        def look() -> Outcome:
            with Session(self._engine, autoflush=False) as session:
                return query(session)

        return self._threads.submit(look)

    async def close(self) -> None:
        """Finish what runs and what is queued, then close the connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()


@dataclass
class WriteRecord:
    """The results of this process's transactions: `count` were committed, the last one at `committed_at`, in seconds of `monotonic`.

    `error` is the name of the database's error where the last one could not be written, "" where it could.
    """

    count: int = 0
    committed_at: float | None = None
    error: str = ""


class Store:
    """One database, SQLite or PostgreSQL.

    Writes on SQLite go through one thread, so they never wait for each other's locks; on PostgreSQL through
    four; a deadlock, or a reference that another transaction broke, is tried again, three times in all, with
    a fresh session. An action returns a value, never a row. After-commit hooks run on the event loop, before
    the caller gets the outcome.
    """

    def __init__(self, url: str, *, deadline: float | None = DEADLINE) -> None:
        """Give callers an error after `deadline` seconds; None: never, for work that nobody waits for in a chat."""
        self.url, self._deadline = database_url(url), deadline
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.writes, self._writes_lock = WriteRecord(), threading.Lock()
        self.after_commit_hooks: list[Callable[[frozenset[Hashable]], None]] = []
        self._writing, self._reader = writing(self.url), Reader(self.url, READERS, "read")
        self._slow_reader = Reader(self.url, SLOW_READERS, "read slowly")
        self._page_reader = Reader(self.url, PAGE_READERS, "read-page")
        self._writers = ThreadPoolExecutor(1 if self.sqlite else 4, "write")
        self._batches = BatchQueue(writers=self._writers, commit=self._commit)
        self._reads = ReadQueue(self.read)

    async def write(
        self,
        action: Action[ActionParams, Outcome],
        /,
        *args: ActionParams.args,
        **kwargs: ActionParams.kwargs,
    ) -> Outcome:
        """Run `action(session, ...)` and commit it. What it raises is raised here, and nothing is stored.

        Once started it is finished, with its after-commit hooks, even if the caller was cancelled. Raises StoreTimeout after DEADLINE.
        """
        loop, attempt = asyncio.get_running_loop(), Attempt()

        def until_commit(session: Session) -> Outcome:
            outcome = action(session, *args, **kwargs)
            write_marks(session)
            session.flush()
            attempt.begin_commit()
            return outcome

        running = self._writers.submit(self._commit, loop, until_commit)
        return await self._in_time(asyncio.wrap_future(running), attempt.give_up)

    async def execute_once(
        self,
        update: int,
        now: datetime,
        action: Action[ActionParams, Outcome],
        /,
        *args: ActionParams.args,
        **kwargs: ActionParams.kwargs,
    ) -> Outcome:
        """Run an action for a Telegram update, as `write` does.

        Raises `DuplicateUpdate`, and does nothing, if that update was processed before.
        """

        def once(session: Session) -> Outcome:
            mark_processed(session, update, now)
            return action(session, *args, **kwargs)

        return await self.write(once)

    async def run_batched(
        self, action: BatchAction[BatchRequest, Outcome], update: int, now: datetime, request: BatchRequest
    ) -> Outcome:
        """As `execute_once`, for a hot action: requests that wait for the same thing while the writer is busy are decided together, in one transaction.

        Two things never share a transaction. If it fails, each of its requests is decided in one of its own. Raises StoreTimeout after DEADLINE.
        """
        return await self._in_time(self._batches.add(action, update, now, request), lambda: False)

    async def read(
        self,
        query: Action[ActionParams, Outcome],
        /,
        *args: ActionParams.args,
        **kwargs: ActionParams.kwargs,
    ) -> Outcome:
        """Run `query(session, ...)` on one snapshot; it cannot write. Raises StoreTimeout after DEADLINE."""
        return await self._read(self._reader, query, *args, **kwargs)

    async def read_batched(self, query: BatchQuery[BatchRequest, Outcome], request: BatchRequest) -> Outcome:
        """As `read`, for what many ask at one time: requests that wait while this query is read are answered as one list.

        Raises StoreTimeout after DEADLINE.
        """
        return await self._in_time(self._reads.add(query, request), lambda: True)

    async def read_slowly(
        self,
        query: Action[ActionParams, Outcome],
        /,
        *args: ActionParams.args,
        **kwargs: ActionParams.kwargs,
    ) -> Outcome:
        """As `read`, behind other slow reads: for what walks through an audience or a draw. Raises StoreTimeout after DEADLINE."""
        return await self._read(self._slow_reader, query, *args, **kwargs)

    async def read_page(
        self,
        query: Action[ActionParams, Outcome],
        /,
        *args: ActionParams.args,
        **kwargs: ActionParams.kwargs,
    ) -> Outcome:
        """As `read`, in threads of its own: for what browsers and devices ask. Raises StoreTimeout after DEADLINE."""
        return await self._read(self._page_reader, query, *args, **kwargs)

    async def _read(
        self,
        reader: Reader,
        query: Action[ActionParams, Outcome],
        /,
        *args: ActionParams.args,
        **kwargs: ActionParams.kwargs,
    ) -> Outcome:
        """Run a query in one of the threads of a reader. Raises StoreTimeout."""
        running = reader.submit(lambda session: query(session, *args, **kwargs))
        return await self._in_time(asyncio.wrap_future(running), lambda: True)

    async def close(self) -> None:
        """Finish what runs and what is queued, then close the database."""
        await self._batches.finish()
        await asyncio.to_thread(self._writers.shutdown)
        for reader in (self._reader, self._slow_reader, self._page_reader):
            await reader.close()
        self._writing.dispose()

    async def _in_time(self, outcome: Awaitable[Outcome], give_up: Callable[[], bool]) -> Outcome:
        """Return an outcome, if it is there in time; give it up otherwise, which says whether nothing is stored for certain. Raises StoreTimeout."""
        try:
            async with asyncio.timeout(self._deadline) as deadline:
                return await outcome
        except TimeoutError:
            if not deadline.expired():
                raise
            raise StoreTimeout(begun=not give_up()) from None

    def _commit(self, loop: asyncio.AbstractEventLoop, action: Callable[[Session], Outcome]) -> Outcome:
        """Run and commit an action in a writer's thread. The hooks are called before the caller gets the outcome."""
        try:
            outcome, changed = _commit(self._writing, action)
        except DATABASE_AWAY as error:
            self._note_failure(type(error).__name__)
            raise
        self._note_success()
        if changed:
            for hook in self.after_commit_hooks:
                loop.call_soon_threadsafe(hook, changed)
        return outcome

    def _note_failure(self, error: str) -> None:
        """Record that the database could not be written, with one line in the log until it can be again."""
        with self._writes_lock:
            first, self.writes.error = not self.writes.error, error
        if first:
            log.warning("the database cannot be written", why=error)

    def _note_success(self) -> None:
        with self._writes_lock:
            before = self.writes
            self.writes = WriteRecord(before.count + 1, monotonic())
        if before.error:
            log.info("the database can be written again")


def _commit(engine: Engine, action: Callable[[Session], Outcome]) -> tuple[Outcome, frozenset[Hashable]]:
    for _ in range(TRIES - 1):
        try:
            return _try(engine, action)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in RETRIED_SQLSTATES:
                raise
        sleep(RETRY_PAUSE)
    return _try(engine, action)


def _try(engine: Engine, action: Callable[[Session], Outcome]) -> tuple[Outcome, frozenset[Hashable]]:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        outcome = action(session)
        write_marks(session)
    return outcome, frozenset(session.info.get("changed", ()))
