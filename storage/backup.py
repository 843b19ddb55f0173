"""Backups of an SQLite database: one file, written while the bot runs and checked before it is restored."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from storage.copy import copied_at, copy, overwrite
from storage.engine import database_url, sqlite_file
from storage.schema import DatabaseUnfit, refuse_unknown, revision_of


class NotSqlite(DatabaseUnfit):
    def __init__(self) -> None:
        super().__init__("PostgreSQL brings its own tools: pg_dump writes a backup, pg_restore puts it back.")


class TargetNotEmpty(DatabaseUnfit):
    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is there already and is left as it is: name another, or move it away.")
        self.file = file


class DatabaseThere(DatabaseUnfit):
    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is there already and is left as it is: stop Lorong and move it away first.")
        self.file = file


class BackupDamaged(DatabaseUnfit):
    def __init__(self, file: Path, fault: str) -> None:
        super().__init__(f"{file} is no sound backup ({fault}): nothing was changed.")
        self.file = file


def backup(url: str, file: Path) -> None:
    """Write the database as it is now to `file`, readable by its owner only.

    Raises `NotSqlite` for PostgreSQL, `TargetNotEmpty` if `file` exists, FileNotFoundError if there is no database, or no folder for the file,
    CopyNotWritten on a full disk.
    """
    source = _sqlite(url)
    if file.exists():
        raise TargetNotEmpty(file)
    if not source.exists():
        raise FileNotFoundError(
            f"There is no database at {source}: start this in the market's folder, or set LORONG_DATABASE_URL."
        )
    if not file.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {file.parent}: make it first, or name another.")
    copy(source, file)


def restore(file: Path, url: str) -> datetime:
    """Fill an empty database from a backup, completely or not at all; return when that was made. One of an older Lorong has to be upgraded afterwards.

    Raises `NotSqlite` for PostgreSQL, `DatabaseThere` for a database with anything in it, and `BackupDamaged`, `DatabaseForeign`,
    `DatabaseNewer` or `DatabaseOfAnotherChain` for the backup, CopyNotWritten on a full disk.
    """
    target = _sqlite(url)
    if revision_of(url):
        raise DatabaseThere(target)
    _examine(file)
    overwrite(file, target)
    return copied_at(file)


def _sqlite(url: str) -> Path:
    file = sqlite_file(database_url(url))
    if file is None:
        raise NotSqlite
    return file


def _examine(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BackupDamaged(file, str(error)) from error
    if found != "ok":
        raise BackupDamaged(file, found)
    if revision_of(f"sqlite:///{file}") is None:
        raise BackupDamaged(file, "it is empty")
    refuse_unknown(f"sqlite:///{file}")
