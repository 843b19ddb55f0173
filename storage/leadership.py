"""Leadership: one process sends for a database, by a lock that ends with the process."""

import asyncio
import fcntl
import os
import threading
from pathlib import Path
from time import monotonic
from typing import Protocol

from sqlalchemy.engine import URL

from storage.engine import sqlite_file

LEADER_CHECK_SECONDS, FOLLOWER_CHECK_SECONDS = 1.0, 0.5


class Lock(Protocol):
    def held(self) -> bool:
        """Return whether this process holds it; take it if nobody does."""
        ...

    def close(self) -> None: ...


class Leadership:
    """Tells whether this process is the one that sends.

    `previous_leader_gone`: the process that led before has ended. That is certain for a lock on a file, which the system releases even after
    kill -9. On PostgreSQL the lock ends with a connection, which may break while its process goes on.
    """

    def __init__(self, url: URL) -> None:
        file = sqlite_file(url)
        self.previous_leader_gone = file is not None
        self._check_lock = threading.Lock()
        self._until = self._follower_until = 0.0
        self._lock: Lock = FileLock(_lock_path(file)) if file else _advisory(url)

    async def __call__(self) -> bool:
        """Return whether this process leads. A leader checks again after a second, a follower after half a second."""
        if monotonic() < self._until:
            return True
        return monotonic() >= self._follower_until and await asyncio.to_thread(self._held)

    def _held(self) -> bool:
        """Check the lock, in one thread at a time."""
        with self._check_lock:
            held = self._lock.held()
            self._until = monotonic() + LEADER_CHECK_SECONDS if held else 0.0
            self._follower_until = 0.0 if held else monotonic() + FOLLOWER_CHECK_SECONDS
            return held

    def close(self) -> None:
        """Release the lock, so that another process can lead."""
        self._until = 0.0
        self._lock.close()


def _lock_path(file: Path) -> Path:
    """Return the file to lock, the same for every link to the database."""
    place = file.resolve()
    return place.with_name(f"{place.name}.sender")


def _advisory(url: URL) -> Lock:
    """Return the lock for PostgreSQL. psycopg (10 MiB) is only imported here."""
    from storage.advisory_lock import AdvisoryLock

    return AdvisoryLock(url)


class FileLock:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None

    def held(self) -> bool:
        if self._descriptor is None:
            self._descriptor = _lock_file(self._file)
        return self._descriptor is not None

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _lock_file(file: Path) -> int | None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
