"""Consistent copies of an SQLite file, made while others write to it."""

import sqlite3
from contextlib import closing
from pathlib import Path


def copy(source: Path, target: Path) -> None:
    """Write `source` as it is now to `target`, readable by its owner only. An earlier `target` is replaced."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        overwrite(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def overwrite(source: Path, target: Path) -> None:
    """Make `target`, which may be open elsewhere, equal to `source`, completely or not at all."""
    reading = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(reading, uri=True)) as full, closing(sqlite3.connect(target)) as empty:
        full.backup(empty)
