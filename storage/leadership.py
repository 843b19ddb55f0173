"""Being the only sender on a database: a lock that ends with its process, however that ends."""

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
        """Whether it is ours now; taken if nobody has it."""
        ...

    def close(self) -> None: ...


class Leadership:
    """Whether this process is the one sender.

    `previous_leader_gone`: whoever was it before has ended, for the lock is on a file that the system takes back even after a kill -9. On PostgreSQL
    the lock goes with a connection, and a connection may break while its process goes on.
    """

    def __init__(self, url: URL) -> None:
        file = sqlite_file(url)
        self.previous_leader_gone = file is not None
        self._check_lock = threading.Lock()
        self._until = self._follower_until = 0.0
        self._lock: Lock = FileLock(_lock_path(file)) if file else _advisory(url)

    async def __call__(self) -> bool:
        """Who is it looks again after a second, who is not after half of one."""
        if monotonic() < self._until:
            return True
        return monotonic() >= self._follower_until and await asyncio.to_thread(self._held)

    def _held(self) -> bool:
        """One asks at a time."""
        with self._check_lock:
            held = self._lock.held()
            self._until = monotonic() + LEADER_CHECK_SECONDS if held else 0.0
            self._follower_until = 0.0 if held else monotonic() + FOLLOWER_CHECK_SECONDS
            return held

    def close(self) -> None:
        """Let another be it."""
        self._until = 0.0
        self._lock.close()


def _lock_path(file: Path) -> Path:
    """However the file is called: by a link it is the same one."""
    place = file.resolve()
    return place.with_name(f"{place.name}.sender")


def _advisory(url: URL) -> Lock:
    """psycopg is loaded where there is a PostgreSQL: it is 10 MiB."""
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
