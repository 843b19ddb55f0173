"""Leadership: of all processes on a database, one sends notifications and runs jobs."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import structlog
from filelock import Timeout, UnixFileLock
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from storage.engine import leasing, sqlite_file
from storage.lease import give_up_lease, take_lease
from storage.retry_pause import RetryPause

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class LeaseTimes:
    """Seconds: the length of a lease, until the leader renews it, and until another process asks again."""

    lease: float
    renew: float
    retry: float


POSTGRESQL_TIMES = LeaseTimes(lease=4.0, renew=1.0, retry=0.5)
SQLITE_TIMES = LeaseTimes(lease=30.0, renew=10.0, retry=0.5)
"""On SQLite the lock on the file hands over at once, and each renewal is a write to a small disk."""


class Leadership:
    """Says whether this process is the leader; `epoch` is the number of its term.

    Leadership is a lease, a row that the leader renews. On SQLite the leader also holds a lock on a file beside the database, which the system
    releases when its process ends: whoever gets that lock takes the lease without waiting for its end.
    `clock` is monotonic, in seconds; `database_clock` replaces the database's own clock.
    """

    def __init__(
        self,
        url: URL,
        holder: str,
        *,
        clock: Callable[[], float] = monotonic,
        database_clock: Callable[[], float] | None = None,
        times: LeaseTimes | None = None,
    ) -> None:
        file = sqlite_file(url)
        self.holder, self.epoch = holder, 0
        self._clock, self._database_clock = clock, database_clock
        self._times = times or (SQLITE_TIMES if file else POSTGRESQL_TIMES)
        self._lock = FileLock(_lock_path(file)) if file else None
        self._engine = leasing(url)
        self._checking = asyncio.Lock()
        self._leads, self._known_until = False, float("-inf")
        self._retry = RetryPause(self._times.retry)
        self.error = ""
        """The name of the database's error where the lease could not be renewed."""

    @property
    def leads(self) -> bool:
        """Return whether this process was the leader when it asked last."""
        return self._leads

    async def __call__(self) -> bool:
        """Return whether this process is the leader: as asked last, or as the database says now. False where the database does not answer."""
        if self._clock() < self._known_until:
            return self._leads
        async with self._checking:
            asked_at = self._clock()
            if asked_at >= self._known_until:
                self._leads = await asyncio.to_thread(self._take)
                self._known_until = (
                    asked_at + self._times.renew if self._leads else self._clock() + self._retry.seconds
                )
        return self._leads

    def close(self) -> None:
        """Give up leadership at once."""
        self._leads, self._known_until = False, float("-inf")
        with suppress(SQLAlchemyError), Session(self._engine) as session, session.begin():
            give_up_lease(session, self.holder)
        self._engine.dispose()
        if self._lock:
            self._lock.release()

    def _take(self) -> bool:
        """Take or renew the lease; return whether this process holds it."""
        newly_locked = False
        if self._lock and not self._lock.held:
            newly_locked = self._lock.acquire()
            if not newly_locked:
                return False
        try:
            epoch = self._take_lease(at_once=newly_locked)
        except SQLAlchemyError as error:
            if not self.error:
                log.warning("the lease cannot be renewed", why=type(error).__name__)
            epoch, self.error = None, type(error).__name__
            self._retry.failed()
        else:
            self.error = ""
            self._retry.succeeded()
        if epoch is None:
            if self._lock:
                self._lock.release()
            return False
        self.epoch = epoch
        return True

    def _take_lease(self, *, at_once: bool) -> int | None:
        now = self._database_clock() if self._database_clock else None
        with Session(self._engine) as session, session.begin():
            return take_lease(session, self.holder, self._times.lease, now=now, at_once=at_once)


def _lock_path(file: Path) -> Path:
    """Return the lock file beside the database, the same for every link to it."""
    place = file.resolve()
    return place.with_name(f"{place.name}.sender")


class FileLock:
    """A lock on a file beside the database. The system releases it when the process ends, also after a kill -9.

    A file system without such locks is an error: the fallback of filelock would outlive a killed process.
    """

    def __init__(self, file: Path) -> None:
        self._lock = UnixFileLock(file, timeout=0, mode=0o600, thread_local=False, fallback_to_soft=False)

    @property
    def held(self) -> bool:
        """Return whether this process has the lock."""
        return self._lock.is_locked

    def acquire(self) -> bool:
        """Take the lock unless another process has it; return whether this process has it now."""
        with suppress(Timeout):
            self._lock.acquire()
        return self._lock.is_locked

    def release(self) -> None:
        """Give the lock to whoever asks next."""
        self._lock.release(force=True)
