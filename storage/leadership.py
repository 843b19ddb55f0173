"""Leadership: of all processes on a database, one sends notifications and runs jobs."""

import asyncio
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Protocol

from filelock import Timeout, UnixFileLock
from sqlalchemy.engine import URL

from storage.engine import sqlite_file

LEADER_CHECK_SECONDS, FOLLOWER_CHECK_SECONDS = 1.0, 0.5


class Lock(Protocol):
    def held(self) -> bool:
        """Take the lock if nobody has it; return whether this process holds it."""
        ...

    def close(self) -> None:
        """Release the lock."""
        ...


class Leadership:
    """Says whether this process is the leader.

    `previous_leader_gone`: a new leader knows that the one before has ended. On SQLite that is so, because the system releases a file lock only at
    the end of its process. On PostgreSQL the lock is a connection's, and a connection may break while its process goes on.
    """

    def __init__(self, url: URL) -> None:
        file = sqlite_file(url)
        self.previous_leader_gone = file is not None
        self._check_lock = threading.Lock()
        self._until = self._follower_until = 0.0
        self._lock: Lock = SqliteLock(_lock_path(file)) if file else _advisory(url)

    async def __call__(self) -> bool:
        """Return whether this process is the leader. The answer is kept for LEADER_CHECK_SECONDS or FOLLOWER_CHECK_SECONDS."""
        if monotonic() < self._until:
            return True
        return monotonic() >= self._follower_until and await asyncio.to_thread(self._held)

    def _held(self) -> bool:
        """Check the lock, one thread at a time."""
        with self._check_lock:
            held = self._lock.held()
            self._until = monotonic() + LEADER_CHECK_SECONDS if held else 0.0
            self._follower_until = 0.0 if held else monotonic() + FOLLOWER_CHECK_SECONDS
            return held

    def close(self) -> None:
        """Give up leadership at once."""
        self._until = 0.0
        self._lock.close()


def _lock_path(file: Path) -> Path:
    """Return the lock file beside the database, the same for every link to it."""
    place = file.resolve()
    return place.with_name(f"{place.name}.sender")


def _advisory(url: URL) -> Lock:
    """Return the lock for PostgreSQL. psycopg takes 10 MiB and is loaded only here."""
    from storage.advisory_lock import AdvisoryLock

    return AdvisoryLock(url)


class SqliteLock:
    """A lock on a file beside the database. The system releases it when the process ends, also after a kill -9.

    A file system without such locks is an error: the fallback of filelock would outlive a killed process.
    """

    def __init__(self, file: Path) -> None:
        self._lock = UnixFileLock(file, timeout=0, mode=0o600, thread_local=False, fallback_to_soft=False)

    def held(self) -> bool:
        if not self._lock.is_locked:
            with suppress(Timeout):
                self._lock.acquire()
        return self._lock.is_locked

    def close(self) -> None:
        self._lock.release(force=True)
