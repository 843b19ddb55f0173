"""Consistent copies of an SQLite file, made while others write to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.engine import keep_private


def copy(source: Path, target: Path) -> None:
    """Write `source` as it is now to `target`, readable by its owner only. An earlier `target` is replaced."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(_read_only(source), uri=True)) as full:
            full.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def overwrite(source: Path, target: Path) -> None:
    """Make `target`, which may be open elsewhere, equal to `source`, completely or not at all."""
    keep_private(target)
    with (
        closing(sqlite3.connect(_read_only(source), uri=True)) as full,
        closing(sqlite3.connect(target)) as empty,
    ):
        full.backup(empty)


def _read_only(file: Path) -> str:
    return f"{file.resolve().as_uri()}?mode=ro"
