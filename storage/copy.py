"""Copies of an SQLite file, each whole as of one moment, while others write."""

import sqlite3
from contextlib import closing
from pathlib import Path


def copy(source: Path, target: Path) -> None:
    """Write `source` as it is now to `target`, for its owner's eyes only; an earlier `target` is replaced."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        overwrite(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def overwrite(source: Path, target: Path) -> None:
    """Make `target`, which may be open elsewhere, the same as `source`: all of it or nothing."""
    reading = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(reading, uri=True)) as full, closing(sqlite3.connect(target)) as empty:
        full.backup(empty)
