"""The report of a broadcast as a CSV file, one row for each message."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from locales.csv_cell import text_cell
from market.broadcast.report import DeliveryRow

HEADER = ("person", "language", "status", "reason", "at")


def report_csv(lines: Iterable[DeliveryRow], zone: str) -> bytes:
    """Returns UTF-8 with a byte order mark for spreadsheets; times are local to `zone`."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADER)
    rows.writerows(
        (line.person, line.language, line.status, text_cell(line.reason), _local_time(line.at, zone))
        for line in lines
    )
    return text.getvalue().encode("utf-8-sig")


def _local_time(instant: datetime | None, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).isoformat(" ", "seconds") if instant else ""
