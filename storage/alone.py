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

AGAIN, NOT_AGAIN = 1.0, 0.5


class Lock(Protocol):
    def held(self) -> bool:
        """Whether it is ours now; taken if nobody has it."""
        ...

    def close(self) -> None: ...


class Alone:
    """Whether this process is the one sender.

    `sure`: whoever was it before has ended, for the lock is on a file that the system takes back even after a kill -9. On PostgreSQL
    the lock goes with a connection, and a connection may break while its process goes on.
    """

    def __init__(self, url: URL) -> None:
        file = sqlite_file(url)
        self.sure = file is not None
        self._asking = threading.Lock()
        self._until = self._not_until = 0.0
        self._lock: Lock = FileLock(_beside(file)) if file else _advisory(url)

    async def __call__(self) -> bool:
        """Who is it looks again after a second, who is not after half of one."""
        if monotonic() < self._until:
            return True
        return monotonic() >= self._not_until and await asyncio.to_thread(self._held)

    def _held(self) -> bool:
        """One asks at a time."""
        with self._asking:
            held = self._lock.held()
            self._until = monotonic() + AGAIN if held else 0.0
            self._not_until = 0.0 if held else monotonic() + NOT_AGAIN
            return held

    def close(self) -> None:
        """Let another be it."""
        self._until = 0.0
        self._lock.close()


def _beside(file: Path) -> Path:
    """However the file is called: by a link it is the same one."""
    place = file.resolve()
    return place.with_name(f"{place.name}.sender")


def _advisory(url: URL) -> Lock:
    """psycopg is loaded where there is a PostgreSQL: it is 10 MiB."""
    from storage.advisory import AdvisoryLock

    return AdvisoryLock(url)


class FileLock:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None

    def held(self) -> bool:
        if self._descriptor is None:
            self._descriptor = _locked(self._file)
        return self._descriptor is not None

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _locked(file: Path) -> int | None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
