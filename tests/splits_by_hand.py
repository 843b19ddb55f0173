"""The shares of a stall's drops recomputed from the raw rows, by the rules of docs/split.md alone: nothing of Lorong is imported.

`python tests/splits_by_hand.py FILE STALL FIRST LAST` prints, for the market days from FIRST to LAST (YYYY-MM-DD) of an SQLite database, what each drop
took and each part of it, in minor units, as JSON.
"""

import json
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

Shares = dict[int, dict[str, int]]
IN_TURN = ("stall", "creator", "host")


def recompute(file: str, stall: int, first: date, last: date) -> Shares:
    """Return, by drop, what it took as "took", and the parts of stall, creator and host."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        found: Shares = {}
        for drop, amount in _rows(database, stall, first, last):
            shares = _agreed(database, drop)
            if not shares or not amount:
                continue
            sums = found.setdefault(drop, dict.fromkeys(("took", *IN_TURN), 0))
            sums["took"] += amount
            for name, part in divide(amount, shares).items():
                sums[name] += part
        return found


def divide(amount: int, shares: dict[str, int]) -> dict[str, int]:
    """Divide by largest remainder, in exact fractions; a negative amount is divided as its opposite."""
    sign = -1 if amount < 0 else 1
    whole = {"stall": 10_000 - sum(shares.values()), **shares}
    exact = {name: Fraction(abs(amount) * share, 10_000) for name, share in whole.items()}
    parts = {name: int(part) for name, part in exact.items()}
    while sum(parts.values()) < abs(amount):
        most = max(exact[name] - parts[name] for name in parts)
        next_one = next(name for name in IN_TURN if name in parts and exact[name] - parts[name] == most)
        parts[next_one] += 1
    return {name: sign * part for name, part in parts.items()}


def _agreed(database: sqlite3.Connection, drop: int) -> dict[str, int]:
    rows = database.execute(
        "SELECT role, share FROM split_party JOIN split ON split.id = split_id "
        "WHERE drop_id = ? AND split.agreed_at IS NOT NULL AND ended_at IS NULL",
        (drop,),
    )
    return dict(rows.fetchall())


def _rows(database: sqlite3.Connection, stall: int, first: date, last: date) -> list[tuple[int, int]]:
    """Return each row that is shared: its drop and its amount."""
    [zone] = database.execute(
        "SELECT zone FROM alley JOIN stall ON stall.alley_id = alley.id WHERE stall.id = ?", (stall,)
    ).fetchone()
    begins, ends = (
        datetime.combine(day, time(4), ZoneInfo(zone)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        for day in (first, last + timedelta(days=1))
    )
    receipts = database.execute(
        "SELECT drop_id, SUM(units * receipt_line.price) AS amount FROM receipt "
        "JOIN receipt_line ON receipt_id = receipt.id JOIN item ON item.id = item_id "
        "WHERE stall_id = ? AND day BETWEEN ? AND ? GROUP BY receipt.id, drop_id",
        (stall, str(first), str(last)),
    )
    found = [(row["drop_id"], row["amount"]) for row in receipts]
    scans = database.execute(
        """
        SELECT item.drop_id, scan.units, booking.price,
            (SELECT COALESCE(SUM(amount), 0) FROM deposit WHERE booking_id = booking.id AND state = 'kept') AS kept,
            (SELECT COALESCE(SUM(other.units), 0) FROM scan AS other JOIN ticket AS theirs ON theirs.id = other.ticket_id
                WHERE theirs.booking_id = booking.id AND other.undone_at IS NULL
                AND (other.scanned_at, other.id) < (scan.scanned_at, scan.id)) AS before
        FROM scan JOIN ticket ON ticket.id = scan.ticket_id JOIN booking ON booking.id = ticket.booking_id
            JOIN item ON item.id = booking.item_id
        WHERE scan.stall_id = ? AND scan.undone_at IS NULL AND scan.scanned_at >= ? AND scan.scanned_at < ?
        """,
        (stall, begins, ends),
    )
    for row in scans:
        worth = [
            max(0, units * row["price"] - row["kept"])
            for units in (row["before"], row["before"] + row["units"])
        ]
        found.append((row["drop_id"], worth[1] - worth[0]))
    kept = database.execute(
        "SELECT item.drop_id, transfer.amount FROM transfer JOIN deposit ON deposit.id = deposit_id "
        "JOIN hold ON hold.id = deposit.hold_id JOIN item ON item.id = hold.item_id "
        "WHERE transfer.stall_id = ? AND kind = 'kept' AND made_at >= ? AND made_at < ?",
        (stall, begins, ends),
    )
    return [*found, *((row["drop_id"], row["amount"]) for row in kept)]


if __name__ == "__main__":
    file, stall, first, last = sys.argv[1:]
    print(
        json.dumps(recompute(file, int(stall), date.fromisoformat(first), date.fromisoformat(last)), indent=1)
    )
