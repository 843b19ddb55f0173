"""The job that tells organisers what does not mend itself."""

import shutil
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from market.admins import Admins
from market.organiser.alarm import find_trouble, raise_alarm
from storage.engine import sqlite_file
from storage.store import Store

MIN_FREE = 200_000_000
"""Bytes on the disk of an SQLite database; an upgrade and a backup copy it."""


def free_bytes(store: Store) -> int | None:
    """Return how much room there is for an SQLite database; None for PostgreSQL, whose disk is elsewhere."""
    file = sqlite_file(store.url)
    return shutil.disk_usage(file.resolve().parent).free if file else None


class AlarmJob:
    """Looks for what does not mend itself. `free` gives the bytes left on the disk, None: unknown."""

    def __init__(
        self,
        store: Store,
        admins: Admins,
        now: Callable[[], datetime],
        free: Callable[[Store], int | None] = free_bytes,
    ) -> None:
        self._store, self._admins, self._now, self._free = store, admins, now, free

    async def run_due(self) -> None:
        """Notify the organisers where something does not mend itself, once a day."""
        free, now = self._free(self._store), self._now()
        disk_full = free is not None and free < MIN_FREE

        def alarm(session: Session) -> int:
            return raise_alarm(session, find_trouble(session, now, disk_full=disk_full), self._admins, now)

        await self._store.write(alarm)
