"""Being the only sender on a database: a lock that ends with its process, however that ends."""

import asyncio
import fcntl
import os
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Protocol

import psycopg
from sqlalchemy.engine import URL

from storage.engine import LET_GO, sqlite_file

KEY = 7_616_112
"""Any number, the same for every sender on a PostgreSQL database."""

AGAIN, NOT_AGAIN = 1.0, 0.5
LOOK = 5
"""Seconds until a PostgreSQL that does not answer is given up."""


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
        self._lock: Lock = FileLock(_beside(file)) if file else AdvisoryLock(url)

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


class AdvisoryLock:
    """Of a session of its own: it ends when the connection does."""

    def __init__(self, url: URL) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._address = psycopg.conninfo.make_conninfo(
            address,
            application_name="lorong sender",
            connect_timeout=LOOK,
            tcp_user_timeout=LOOK * 1000,
            options=LET_GO,
        )
        self._connection: psycopg.Connection | None = None

    def held(self) -> bool:
        """False where PostgreSQL cannot be asked."""
        try:
            if self._connection is None:
                self._connection = self._asked()
            else:
                self._connection.execute("SELECT 1")
        except psycopg.Error:
            self.close()
        return self._connection is not None

    def _asked(self) -> psycopg.Connection | None:
        connection = psycopg.connect(self._address, autocommit=True)
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (KEY,)).fetchone()
        if row and row[0]:
            return connection
        connection.close()
        return None

    def close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None
