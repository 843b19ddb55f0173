"""Being the only sender on a database: a lock that ends with its process, however that ends."""

import fcntl
import os
from pathlib import Path

from sqlalchemy.engine import URL

from storage.engine import sqlite_file


class Alone:
    """On SQLite a lock on a file beside the database, which the system takes back even after a kill -9.

    PostgreSQL may be used from several machines, and a broken line is no end of a process there: nobody is alone.
    """

    def __init__(self, url: URL) -> None:
        file = sqlite_file(url)
        self._file = None if file is None else file.with_name(f"{file.name}.sender")
        self._held: int | None = None

    def __call__(self) -> bool:
        """Whether this process is the only sender now, and from then on."""
        if self._file is not None and self._held is None:
            self._held = _locked(self._file)
        return self._held is not None

    def close(self) -> None:
        """Let another be it."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _locked(file: Path) -> int | None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
