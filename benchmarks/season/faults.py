"""The faults of the season: which ones, how often, and at which statement of a transaction."""

import random
import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event


class Fault(StrEnum):
    """A fault during one act."""

    ERROR = "an error between two statements"
    KILL = "a kill between two statements"
    KILL_AT_COMMIT = "a kill before the commit"
    KILL_AFTER_COMMIT = "a kill after the commit"
    LOST_ANSWER = "a lost answer"
    DUPLICATE = "a duplicate update"


class Disruption(StrEnum):
    """An event between two acts that the market must survive."""

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

DISRUPTIONS = (
    (Disruption.REOPENED, 6),
    (Disruption.HOUR_BACK, 3),
    (Disruption.HOUR_AHEAD, 3),
    (Disruption.DAY_AHEAD, 1),
    (Disruption.DISK_FULL, 4),
    (Disruption.BACKUP, 4),
    (Disruption.RESTORE, 2),
)
DISRUPTION_RATE = 0.02

STATEMENTS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50)
"""The statement before which a transaction is interrupted; a shorter transaction is not."""


def drawn_fault(rng: random.Random) -> Fault | None:
    """Return the fault of the next act, usually None."""
    return _weighted_choice(rng, FAULTS) if rng.random() < FAULT_RATE else None


def drawn_disruption(rng: random.Random) -> Disruption | None:
    """Return the disruption before the next act, usually None."""
    return _weighted_choice(rng, DISRUPTIONS) if rng.random() < DISRUPTION_RATE else None


def _weighted_choice(rng: random.Random, weighted: tuple[tuple[Any, int], ...]) -> Any:
    kinds, weights = zip(*weighted, strict=True)
    return rng.choices(kinds, weights)[0]


class Interrupted(Exception):
    """Raised where an armed fault occurs."""


@dataclass(kw_only=True)
class StatementFault:
    """Interrupts the writing engine's next transaction before the statement `before_statement`, 0 for its commit.

    With `image` the database's files are copied first, as a process that is killed here would leave them on the disk.
    """

    file: Path
    before_statement: int | None = None
    image: Path | None = None
    fired: bool = False
    statements: int = 0
    commits: int = 0

    def attach(self, engine: Engine) -> None:
        """Watch an engine's transactions."""
        event.listen(engine, "begin", self._on_begin)
        event.listen(engine, "before_cursor_execute", self._on_statement)
        event.listen(engine, "commit", self._on_commit)

    def arm(self, before_statement: int, image: Path | None = None) -> None:
        """Interrupt the next transaction that is long enough, once."""
        self.before_statement, self.image, self.fired = before_statement, image, False

    def disarm(self) -> bool:
        """Interrupt nothing more; return whether a transaction was interrupted."""
        self.before_statement, self.image = None, None
        return self.fired

    def _on_begin(self, _connection: Any) -> None:
        self.statements = 0

    def _on_statement(self, *_: Any) -> None:
        self.statements += 1
        if self.before_statement == self.statements:
            self._interrupt()

    def _on_commit(self, _connection: Any) -> None:
        if self.before_statement == 0:
            self._interrupt()
        self.commits += 1

    def _interrupt(self) -> None:
        self.before_statement, self.fired = None, True
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
