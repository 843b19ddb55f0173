"""Consistent copies of an SQLite file, made while others write to it. Each knows when it was made."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.engine import keep_private

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""A copy has the seconds from here to its making in `PRAGMA user_version`, which holds them until 2068."""


class CopyNotWritten(Exception):
    """A copy could not be written, and nothing is left of it; `fault` is SQLite's word, such as that the disk is full."""

    def __init__(self, file: Path, fault: str) -> None:
        super().__init__(f"{file} could not be written ({fault}): nothing is left of it.")


def copy(source: Path, target: Path) -> None:
    """Write `source` as it is now to `target`, readable by its owner only. An earlier `target` is replaced.

    Raises CopyNotWritten, sqlite3.DatabaseError for a source that is not sound.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        with _full_disk_reported(target):
            _copy_and_stamp(source, part)
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _copy_and_stamp(source: Path, part: Path) -> None:
    """Copy into a file that was just made, and write into it when that was."""
    made_at = int(part.stat().st_mtime - EPOCH.timestamp())
    with closing(sqlite3.connect(_read_only(source), uri=True)) as full:
        full.execute("VACUUM INTO ?", (str(part),))
    with closing(sqlite3.connect(part)) as made, made:
        made.execute(f"PRAGMA user_version = {made_at}")


def copied_at(file: Path) -> datetime:
    """Return when a copy was made; of one without that, when its file was changed last."""
    with closing(sqlite3.connect(_read_only(file), uri=True)) as made:
        seconds = made.execute("PRAGMA user_version").fetchone()[0]
    return EPOCH + timedelta(seconds=seconds or file.stat().st_mtime - EPOCH.timestamp())


def overwrite(source: Path, target: Path) -> None:
    """Make `target`, which may be open elsewhere, equal to `source`, completely or not at all. Raises CopyNotWritten."""
    keep_private(target)
    with (
        _full_disk_reported(target),
        closing(sqlite3.connect(_read_only(source), uri=True)) as full,
        closing(sqlite3.connect(target)) as empty,
    ):
        full.backup(empty)


@contextmanager
def _full_disk_reported(target: Path) -> Iterator[None]:
    """Raise CopyNotWritten where the disk takes no more."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise
        raise CopyNotWritten(target, str(error)) from error


def _read_only(file: Path) -> str:
    return f"{file.resolve().as_uri()}?mode=ro"
