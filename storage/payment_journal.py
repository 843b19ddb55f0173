"""The journal of payments beside an SQLite database: what a database restored from an older backup lacks."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from storage.engine import sqlite_file


class PaymentJournal:
    """Lines of JSON, one a payment, written and synced before its row. PostgreSQL has a log of its own, and so no journal."""

    def __init__(self, url: URL) -> None:
        file = sqlite_file(url)
        self.file: Path | None = file.with_name(f"{file.name}.payments") if file else None

    def append(self, line: Mapping[str, Any]) -> None:
        """Write a line and wait until it is on the disk. It begins with a newline, so that a line cut off before spoils none. Raises OSError."""
        if self.file is None:
            return
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            text = b"\n" + json.dumps(line).encode() + b"\n"
            if os.write(descriptor, text) != len(text):
                raise OSError("the disk is full")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield what was written. A line that was cut off is left out: its payment comes again."""
        if self.file is None or not self.file.exists():
            return
        for text in self.file.read_bytes().splitlines():
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict):
                yield line
