"""Faults: what goes wrong in the season, and where in a transaction."""

import random
import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event


class Fault(StrEnum):
    """What may go wrong with one act."""

    ERROR = "an error between two statements"
    KILL = "a kill between two statements"
    KILL_AT_COMMIT = "a kill before the commit"
    KILL_AFTER_COMMIT = "a kill after the commit"
    LOST_ANSWER = "a lost answer"
    DUPLICATE = "a duplicate update"


class Trouble(StrEnum):
    """What may go wrong between two acts."""

    REOPENED = "a restart"
    HOUR_BACK = "the clock set back an hour"
    HOUR_AHEAD = "the clock set ahead an hour"
    DAY_AHEAD = "a day asleep"
    DISK_FULL = "a full disk"
    BACKUP = "a backup"
    RESTORE = "a restore"


FAULTS = (
    (Fault.ERROR, 40),
    (Fault.KILL, 10),
    (Fault.KILL_AT_COMMIT, 5),
    (Fault.KILL_AFTER_COMMIT, 5),
    (Fault.LOST_ANSWER, 30),
    (Fault.DUPLICATE, 30),
)
FAULT_RATE = 0.12

TROUBLES = (
    (Trouble.REOPENED, 6),
    (Trouble.HOUR_BACK, 3),
    (Trouble.HOUR_AHEAD, 3),
    (Trouble.DAY_AHEAD, 1),
    (Trouble.DISK_FULL, 4),
    (Trouble.BACKUP, 4),
    (Trouble.RESTORE, 2),
)
TROUBLE_RATE = 0.02

STATEMENTS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50)
"""Before which statement of a transaction it happens; a shorter transaction is left alone."""


def drawn_fault(rng: random.Random) -> Fault | None:
    """Return what goes wrong with the next act; usually nothing."""
    return _one_of(rng, FAULTS) if rng.random() < FAULT_RATE else None


def drawn_trouble(rng: random.Random) -> Trouble | None:
    """Return what goes wrong before the next act; usually nothing."""
    return _one_of(rng, TROUBLES) if rng.random() < TROUBLE_RATE else None


def _one_of(rng: random.Random, weighted: tuple[tuple[Any, int], ...]) -> Any:
    kinds, weights = zip(*weighted, strict=True)
    return rng.choices(kinds, weights)[0]


class Interrupted(Exception):
    """The fault that was armed happened."""


@dataclass(kw_only=True)
class StatementFault:
    """Interrupts the writing engine's next transaction before its statement `at`, 0 for its commit.

    With `image` the database's files are copied first: what a process that is killed here leaves on the disk.
    """

    file: Path
    at: int | None = None
    image: Path | None = None
    fired: bool = False
    statements: int = 0
    commits: int = 0

    def attach(self, engine: Engine) -> None:
        """Watch an engine's transactions."""
        event.listen(engine, "begin", self._on_begin)
        event.listen(engine, "before_cursor_execute", self._on_statement)
        event.listen(engine, "commit", self._on_commit)

    def arm(self, at: int, image: Path | None = None) -> None:
        """Interrupt the next transaction that is long enough, once."""
        self.at, self.image, self.fired = at, image, False

    def disarm(self) -> bool:
        """Interrupt nothing more; return whether something was."""
        self.at, self.image = None, None
        return self.fired

    def _on_begin(self, _connection: Any) -> None:
        self.statements = 0

    def _on_statement(self, *_: Any) -> None:
        self.statements += 1
        if self.at == self.statements:
            self._interrupt()

    def _on_commit(self, _connection: Any) -> None:
        if self.at == 0:
            self._interrupt()
        self.commits += 1

    def _interrupt(self) -> None:
        self.at, self.fired = None, True
        if self.image is not None:
            copy_files(self.file, self.image)
        raise Interrupted


def copy_files(file: Path, image: Path) -> None:
    """Copy a database and its write-ahead log as they are on the disk."""
    for suffix in ("", "-wal"):
        target = image.with_name(image.name + suffix)
        target.unlink(missing_ok=True)
        source = file.with_name(file.name + suffix)
        if source.exists():
            shutil.copyfile(source, target)


def remove_files(file: Path) -> None:
    """Delete a database with its write-ahead log."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
