"""A report as a file: one line a letter, for a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from market.broadcast.report import Line

HEAD = ("person", "language", "fate", "reason", "at")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would work out a cell that begins like this."""


def report_csv(lines: Iterable[Line], zone: str) -> bytes:
    """UTF-8 with the mark by which a spreadsheet knows it; times on this zone's wall."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEAD)
    rows.writerows(
        (line.person, line.language, line.fate, _cell(line.reason), _moment(line.at, zone)) for line in lines
    )
    return text.getvalue().encode("utf-8-sig")


def _cell(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULAS) else words


def _moment(at: datetime | None, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat(" ", "seconds") if at else ""
