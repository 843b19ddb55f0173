"""A report as a file: one line a letter, for a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from market.broadcast.report import DeliveryRow

HEADER = ("person", "language", "status", "reason", "at")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would work out a cell that begins like this."""


def report_csv(lines: Iterable[DeliveryRow], zone: str) -> bytes:
    """UTF-8 with the mark by which a spreadsheet knows it; times on this zone's wall."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADER)
    rows.writerows(
        (line.person, line.language, line.status, _cell(line.reason), _local_time(line.at, zone))
        for line in lines
    )
    return text.getvalue().encode("utf-8-sig")


def _cell(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULAS) else words


def _local_time(instant: datetime | None, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).isoformat(" ", "seconds") if instant else ""
