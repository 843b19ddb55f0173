"""A stall's money recomputed from the raw rows, by the rules of docs/desk.md alone: nothing of Lorong is imported.

`python tests/ledger_by_hand.py FILE STALL FIRST LAST` prints the sums of the market days from FIRST to LAST (YYYY-MM-DD) of an SQLite database as JSON.
"""

import json
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Sums = dict[str, Any]


def as_stored(moment: datetime) -> str:
    """Return a time as the database writes it: UTC, without a zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def recompute(file: str, stall: int, first: date, last: date) -> Sums:
    """Return all sums of a stall between two market days, in minor units of its currency."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        return _recompute(database, stall, first, last)


def _is_hand_over(database: sqlite3.Connection, receipt: int) -> bool:
    """Return whether a receipt is of a booking: its money is that of its scans."""
    found = database.execute("SELECT 1 FROM hand_over_line WHERE receipt_id = ?", (receipt,))
    return found.fetchone() is not None


def _check_hand_over(database: sqlite3.Connection, receipt: sqlite3.Row) -> None:
    [paid] = database.execute(
        "SELECT SUM(units * (price + packaging) - ahead) FROM hand_over_line WHERE receipt_id = ?",
        (receipt["voids_id"] or receipt["id"],),
    ).fetchone()
    assert receipt["paid"] == receipt["total"] == (-paid if receipt["kind"] == "void" else paid)


def _recompute(database: sqlite3.Connection, stall: int, first: date, last: date) -> Sums:
    home = database.execute(
        "SELECT zone, currency FROM alley JOIN stall ON stall.alley_id = alley.id WHERE stall.id = ?",
        (stall,),
    ).fetchone()
    zone, currency = ZoneInfo(home["zone"]), home["currency"]
    begins = as_stored(datetime.combine(first, time(4), zone))
    ends = as_stored(datetime.combine(last + timedelta(days=1), time(4), zone))
    days, baskets = set(), []
    sold_in: dict[str | None, int] = {}
    sums: Sums = dict.fromkeys(
        (
            "value",
            "cash_sales",
            "qr_sales",
            "handed_over",
            "scanned_qr",
            "packaging",
            "packaging_qr",
            "known",
            "cost",
        ),
        0,
    )

    def market_day(stored: str) -> str:
        local = datetime.fromisoformat(stored).replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        return str((local - timedelta(hours=4)).date())

    receipts = database.execute(
        "SELECT * FROM receipt WHERE stall_id = ? AND currency = ? AND day BETWEEN ? AND ?",
        (stall, currency, str(first), str(last)),
    ).fetchall()
    here = {receipt["voids_id"] for receipt in receipts}
    walk_ins: dict[int, int] = {}
    for receipt in receipts:
        lines = database.execute(
            "SELECT units, receipt_line.price, cost, sold_in FROM receipt_line JOIN item ON item.id = item_id WHERE receipt_id = ?",
            (receipt["id"],),
        ).fetchall()
        if _is_hand_over(database, receipt["voids_id"] or receipt["id"]):
            _check_hand_over(database, receipt)
            continue
        amounts = database.execute(
            "SELECT amount, reason FROM receipt_amount WHERE receipt_id = ?", (receipt["id"],)
        ).fetchall()
        total = sum(units * price for units, price, *_ in lines) + sum(amount for amount, _ in amounts)
        assert total == receipt["total"], "a total is the sum of its lines"
        assert receipt["day"] == market_day(receipt["sold_at"])
        sums["value"] += total
        sums["cash_sales" if receipt["method"] == "cash" else "qr_sales"] += receipt["paid"]
        sums["known"] += sum(units * price for units, price, cost, _ in lines if cost is not None)
        if any(cost is not None for _, _, cost, _ in lines):
            sums["known"] += sum(amount for amount, reason in amounts if reason is not None)
        if not receipt["goods_kept"]:
            sums["cost"] += sum(units * cost for units, _, cost, _ in lines if cost is not None)
            for units, _, _, kind in lines:
                sold_in[kind] = sold_in.get(kind, 0) + units
        if receipt["kind"] == "sale":
            days.add(receipt["day"])
            if receipt["id"] not in here:
                walk_ins[receipt["id"]] = total
    refunded = set()
    for receipt in receipts:
        if receipt["kind"] in ("refund", "undo") and receipt["refunds_id"] in walk_ins:
            walk_ins[receipt["refunds_id"]] += receipt["total"]
            if receipt["total"]:
                refunded.add(receipt["refunds_id"])
    baskets += [total for sale, total in walk_ins.items() if total or sale not in refunded]
    walked_in = [
        receipt for receipt in receipts if not _is_hand_over(database, receipt["voids_id"] or receipt["id"])
    ]
    sums["sales"] = sum({"sale": 1, "void": -1}.get(receipt["kind"], 0) for receipt in walked_in)

    handed = database.execute(
        """
        SELECT booking.id, scan.scanned_at, scan.units, scan.method, booking.price, booking.loan_deposit, item.cost, item.sold_in,
            (SELECT COALESCE(SUM(amount), 0) FROM deposit WHERE booking_id = booking.id AND state IN ('paid', 'settled')) AS paid,
            (SELECT COALESCE(SUM(other.units), 0) FROM scan AS other JOIN ticket AS theirs ON theirs.id = other.ticket_id
                WHERE theirs.booking_id = booking.id AND other.undone_at IS NULL
                AND (other.scanned_at, other.id) < (scan.scanned_at, scan.id)) AS before
        FROM scan JOIN ticket ON ticket.id = scan.ticket_id JOIN booking ON booking.id = ticket.booking_id
            JOIN item ON item.id = booking.item_id JOIN "drop" ON "drop".id = item.drop_id JOIN alley ON alley.id = "drop".alley_id
        WHERE scan.stall_id = ? AND scan.undone_at IS NULL AND alley.currency = ? AND scan.scanned_at >= ? AND scan.scanned_at < ?
        """,
        (stall, currency, begins, ends),
    ).fetchall()
    by_booking: dict[int, int] = {}
    for scan in handed:
        value = scan["units"] * scan["price"]
        by_booking[scan["id"]] = by_booking.get(scan["id"], 0) + value
        days.add(market_day(scan["scanned_at"]))
        due = [
            max(0, units * scan["price"] - scan["paid"])
            for units in (scan["before"], scan["before"] + scan["units"])
        ]
        sums["value"] += value
        sums["handed_over"] += due[1] - due[0]
        by_qr = scan["method"] == "qr"
        sums["scanned_qr"] += due[1] - due[0] if by_qr else 0
        sums["packaging_qr" if by_qr else "packaging"] += scan["units"] * scan["loan_deposit"]
        sold_in[scan["sold_in"]] = sold_in.get(scan["sold_in"], 0) + scan["units"]
        if scan["cost"] is not None:
            sums["known"] += value
            sums["cost"] += scan["units"] * scan["cost"]
    sums["bookings"] = len(by_booking)
    baskets += by_booking.values()

    [back] = database.execute(
        """
        SELECT COALESCE(SUM(scan.units * loan.deposit), 0) FROM scan JOIN ticket ON ticket.id = scan.ticket_id
            JOIN loan ON loan.id = ticket.loan_id JOIN booking ON booking.id = loan.booking_id JOIN item ON item.id = booking.item_id
            JOIN "drop" ON "drop".id = item.drop_id JOIN alley ON alley.id = "drop".alley_id
        WHERE scan.stall_id = ? AND scan.undone_at IS NULL AND alley.currency = ? AND scan.scanned_at >= ? AND scan.scanned_at < ?
        """,
        (stall, currency, begins, ends),
    ).fetchone()
    sums["packaging"] -= back

    entries = dict(
        database.execute(
            "SELECT kind, SUM(amount) FROM cash_entry WHERE stall_id = ? AND currency = ? AND day BETWEEN ? AND ? "
            "AND undone_at IS NULL GROUP BY kind",
            (stall, currency, str(first), str(last)),
        ).fetchall()
    )
    sums |= {kind: entries.get(kind, 0) for kind in ("float", "pay_in", "pay_out", "by_qr")}
    sums["by_qr"] += sums["scanned_qr"]

    transfers = database.execute(
        "SELECT kind, debit, credit, amount FROM transfer WHERE stall_id = ? AND currency = ? AND made_at >= ? AND made_at < ?",
        (stall, currency, begins, ends),
    ).fetchall()
    kinds = ("received", "settled", "reopened", "kept", "returned")
    sums |= {
        f"deposits_{kind}": sum(row["amount"] for row in transfers if row["kind"] == kind) for kind in kinds
    }
    sums["deposits_in"] = sum(row["amount"] for row in transfers if row["debit"] == "cash")
    sums["deposits_back"] = sum(row["amount"] for row in transfers if row["credit"] == "cash")

    sums["expected"] = (
        sums["float"] + sums["pay_in"] - sums["pay_out"] + sums["cash_sales"] + sums["handed_over"] - sums["by_qr"]
        + sums["packaging"] + sums["deposits_in"] - sums["deposits_back"]
    )  # fmt: skip
    baskets.sort()
    half = len(baskets) // 2
    middle = (
        (baskets[half : half + 1] if len(baskets) % 2 else baskets[half - 1 : half + 1]) if baskets else []
    )
    sums["median"] = sum(middle) // len(middle) if middle else None
    sums["margin"] = sums["known"] - sums["cost"]
    sums["market_days"] = len(days)
    sums["sold_in"] = {kind: units for kind, units in sold_in.items() if units > 0}
    return sums


def refunds_are_right(file: str) -> bool:
    """Return whether the refunds of each sale are at most what was paid and sold, and all that was paid where no unit is left."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        for sale, method, total, paid in database.execute(
            "SELECT id, method, total, paid FROM receipt WHERE kind = 'sale' AND id NOT IN (SELECT receipt_id FROM hand_over_line)"
        ).fetchall():
            after = database.execute(
                "SELECT COALESCE(SUM(total), 0), COALESCE(SUM(paid), 0) FROM receipt WHERE refunds_id = ? OR voids_id = ?",
                (sale, sale),
            ).fetchone()
            left = database.execute(
                "SELECT SUM(units) FROM receipt_line JOIN receipt ON receipt.id = receipt_id "
                "WHERE receipt.id = ? OR refunds_id = ? OR voids_id = ? GROUP BY item_id",
                (sale, sale, sale),
            ).fetchall()
            amounts = database.execute(
                "SELECT SUM(amount) * (MIN(reason) IS NULL) FROM receipt_amount JOIN receipt ON receipt.id = receipt_id "
                "WHERE receipt.id = ? OR refunds_id = ? OR voids_id = ? GROUP BY receipt_amount.position",
                (sale, sale, sale),
            ).fetchall()
            left += amounts
            still, still_paid = total + after[0], paid + after[1]
            if still < 0 or still_paid < 0 or any(units < 0 for (units,) in left):
                return False
            if not any(units for (units,) in left) and (still or still_paid):
                return False
            if method == "qr" and still != still_paid:
                return False
    return True


def numbers_are_gapless(file: str) -> bool:
    """Return whether each stall's receipts are numbered from 1 without a gap, up to its till's next number."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        gaps = database.execute(
            "SELECT 1 FROM receipt GROUP BY stall_id HAVING MIN(number) <> 1 OR MAX(number) <> COUNT(*) "
            "OR MAX(number) + 1 <> (SELECT next_number FROM till WHERE till.stall_id = receipt.stall_id)"
        )
        return gaps.fetchone() is None


if __name__ == "__main__":
    file, stall, first, last = sys.argv[1:]
    print(
        json.dumps(recompute(file, int(stall), date.fromisoformat(first), date.fromisoformat(last)), indent=1)
    )
