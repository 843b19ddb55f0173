"""The invariants of the market as plain SQL over its rows. Each statement selects violations: no row means that it holds.

The statements were written from the documentation and do not use the market's code.
"""

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """A condition that holds at every commit. `broken` selects violations as readable columns; `{only}` narrows it to rows of `table` that a commit touched."""

    name: str
    table: str
    key: str
    broken: str

    def violations(self, database: sqlite3.Connection, touched: Collection[int] | None) -> Iterator[str]:
        """Yield the violations among the touched rows, or (None) among all rows."""
        only = "1" if touched is None else f"{self.key} IN ({', '.join(map(str, sorted(touched)))})"
        for row in database.execute(self.broken.format(only=only)):
            yield f"{self.name}: {', '.join(map(str, row))}"


NEEDS = """
needs AS (
    SELECT id AS item, id AS component, 1 AS units FROM item
    UNION ALL SELECT bundle_id, item_id, units FROM component
)
"""
"""The units that one unit of an item needs: one of itself, and for a bundle the units of its components."""

COUNTS = """(
    booking.state IN ('booked', 'collected') OR booking.state = 'missed' AND booking.ended_at >= "drop".wound_up_at
)"""
"""A booking counts while it is booked or collected; a missed one still counts if it ended when its drop was wound up."""

ITEM_INVARIANTS = (
    Invariant(
        name="no item is oversold",
        table="item",
        key="item.id",
        broken="""
            SELECT 'item ' || id, 'quantity ' || quantity, 'booked ' || booked, 'held ' || held FROM item
            WHERE {only} AND (booked + held > quantity OR booked < 0 OR held < 0 OR waiting < 0)
        """,
    ),
    Invariant(
        name="held equals the live holds",
        table="item",
        key="item.id",
        broken=f"""
            WITH {NEEDS} SELECT 'item ' || item.id, 'held ' || item.held, 'holds ' || COALESCE(SUM(hold.units * needs.units), 0)
            FROM item LEFT JOIN needs ON needs.component = item.id
            LEFT JOIN hold ON hold.item_id = needs.item AND hold.state = 'live'
            WHERE {{only}} GROUP BY item.id HAVING item.held <> COALESCE(SUM(hold.units * needs.units), 0)
        """,
    ),
    Invariant(
        name="booked equals the bookings and what was sold",
        table="item",
        key="item.id",
        broken=f"""
            WITH {NEEDS} SELECT 'item ' || item.id, 'booked ' || item.booked, 'bookings ' || COALESCE(SUM(booking.units * needs.units), 0)
            FROM item JOIN "drop" ON "drop".id = item.drop_id LEFT JOIN needs ON needs.component = item.id
            LEFT JOIN booking ON booking.item_id = needs.item AND {COUNTS}
            WHERE {{only}} GROUP BY item.id HAVING item.booked - item.sold <> COALESCE(SUM(booking.units * needs.units), 0)
        """,
    ),
    Invariant(
        name="waiting equals the waiting entries",
        table="item",
        key="item.id",
        broken="""
            SELECT 'item ' || item.id, 'waiting ' || item.waiting, 'entries ' || COALESCE(SUM(entry.units), 0)
            FROM item LEFT JOIN entry ON entry.item_id = item.id AND entry.state = 'waiting'
            WHERE {only} GROUP BY item.id HAVING item.waiting <> COALESCE(SUM(entry.units), 0)
        """,
    ),
    Invariant(
        name="one live hold per person and item",
        table="item",
        key="item_id",
        broken="""
            SELECT 'item ' || item_id, 'person ' || person_id, COUNT(*) || ' holds' FROM hold
            WHERE {only} AND state = 'live' GROUP BY item_id, person_id HAVING COUNT(*) > 1
        """,
    ),
    Invariant(
        name="one waiting entry per person and item",
        table="item",
        key="item_id",
        broken="""
            SELECT 'item ' || item_id, 'person ' || person_id, COUNT(*) || ' entries' FROM entry
            WHERE {only} AND state = 'waiting' GROUP BY item_id, person_id HAVING COUNT(*) > 1
        """,
    ),
    Invariant(
        name="a held entry has one live hold",
        table="item",
        key="entry.item_id",
        broken="""
            SELECT 'entry ' || entry.id, entry.state, COUNT(hold.id) || ' live holds'
            FROM entry LEFT JOIN hold ON hold.entry_id = entry.id AND hold.state = 'live'
            WHERE {only} GROUP BY entry.id HAVING COUNT(hold.id) <> (entry.state = 'held')
        """,
    ),
    Invariant(
        name="a hold ends once",
        table="item",
        key="hold.item_id",
        broken="""
            SELECT 'hold ' || hold.id, hold.state, COUNT(booking.id) || ' bookings', 'ended ' || COALESCE(hold.ended_at, 'never')
            FROM hold LEFT JOIN booking ON booking.hold_id = hold.id WHERE {only} GROUP BY hold.id
            HAVING (hold.state = 'live') <> (hold.ended_at IS NULL) OR COUNT(booking.id) <> (hold.state = 'booked')
        """,
    ),
    Invariant(
        name="a number is given once",
        table="item",
        key="item_id",
        broken="""
            SELECT 'item ' || item_id, 'number ' || number, COUNT(*) || ' entries' FROM entry
            WHERE {only} AND number IS NOT NULL GROUP BY item_id, number, remainder HAVING COUNT(*) > 1
        """,
    ),
    Invariant(
        name="the next number is above all given",
        table="item",
        key="item.id",
        broken="""
            SELECT 'item ' || item.id, 'next ' || item.next_number, 'given ' || MAX(entry.number)
            FROM item JOIN entry ON entry.item_id = item.id WHERE {only}
            GROUP BY item.id HAVING MAX(entry.number) >= item.next_number
        """,
    ),
    Invariant(
        name="a later entry has a later number",
        table="item",
        key="later.item_id",
        broken="""
            SELECT 'item ' || later.item_id, 'entry ' || later.id, 'number ' || later.number, 'entry ' || MIN(earlier.id)
            FROM entry AS later JOIN entry AS earlier ON earlier.item_id = later.item_id
            AND earlier.id < later.id AND earlier.number >= later.number
            WHERE {only} AND later.remainder = 0 AND earlier.remainder = 0 AND later.pseudonym IS NULL AND earlier.pseudonym IS NULL
            GROUP BY later.id
        """,
    ),
)

DEPOSIT_INVARIANTS = (
    Invariant(
        name="each subject of the ledger sums to zero",
        table="deposit",
        key="deposit_id",
        broken="""
            SELECT 'deposit ' || deposit_id, currency, SUM(amount) FROM (
                SELECT deposit_id, currency, debit AS account, amount FROM transfer
                UNION ALL SELECT deposit_id, currency, credit, -amount FROM transfer
            ) WHERE {only} GROUP BY deposit_id, currency HAVING SUM(amount) <> 0
            UNION ALL SELECT 'deposit ' || deposit_id, debit || ' and ' || credit, amount FROM transfer
            WHERE {only} AND (amount <= 0 OR debit = credit OR debit IS NULL OR credit IS NULL)
        """,
    ),
    Invariant(
        name="transfers are of their deposit's stall, amount and currency",
        table="deposit",
        key="deposit.id",
        broken="""
            SELECT 'deposit ' || deposit.id, 'transfer ' || transfer.id, transfer.kind
            FROM transfer JOIN deposit ON deposit.id = transfer.deposit_id
            WHERE {only} AND (transfer.amount, transfer.currency, transfer.stall_id)
            IS NOT (deposit.amount, deposit.currency, deposit.stall_id)
        """,
    ),
    Invariant(
        name="the ledger says what the deposit's state says",
        table="deposit",
        key="deposit.id",
        broken="""
            SELECT * FROM (
                SELECT 'deposit ' || deposit.id, deposit.state AS state,
                    SUM(COALESCE(transfer.kind = 'received', 0)) AS received,
                    SUM(COALESCE(transfer.kind = 'settled', 0)) - SUM(COALESCE(transfer.kind = 'reopened', 0)) AS settled,
                    SUM(COALESCE(transfer.kind = 'kept', 0)) AS kept, SUM(COALESCE(transfer.kind = 'owed', 0)) AS owed,
                    SUM(COALESCE(transfer.kind = 'returned', 0)) AS returned
                FROM deposit LEFT JOIN transfer ON transfer.deposit_id = deposit.id WHERE {only} GROUP BY deposit.id
            ) WHERE (received, settled, kept, owed, returned) <> (
                state NOT IN ('asked', 'said', 'void'), state = 'settled', state = 'kept', state IN ('due', 'returned'), state = 'returned'
            )
        """,
    ),
    Invariant(
        name="a hold has one open deposit",
        table="deposit",
        key="hold_id",
        broken="""
            SELECT 'hold ' || hold_id, COUNT(*) || ' deposits' FROM deposit
            WHERE state IN ('asked', 'said', 'paid', 'settled') GROUP BY hold_id HAVING COUNT(*) > 1
        """,
    ),
)

NOTIFICATION_INVARIANTS = (
    Invariant(
        name="a notification is written once",
        table="notification",
        key="id",
        broken="""
            SELECT 'person ' || person_id, kind, about, due_at, COUNT(*) FROM notification
            WHERE (person_id, kind, about, due_at) IN (SELECT person_id, kind, about, due_at FROM notification WHERE {only})
            GROUP BY person_id, kind, about, due_at HAVING COUNT(*) > 1
        """,
    ),
    Invariant(
        name="what is in flight has a sender",
        table="notification",
        key="id",
        broken="""
            SELECT 'notification ' || id, state, COALESCE(sender, 'nobody') FROM notification
            WHERE {only} AND (state = 'sending') <> (sender IS NOT NULL)
        """,
    ),
)

PAYMENT_INVARIANTS = (
    Invariant(
        name="a payment is recorded once",
        table="payment",
        key="payment.id",
        broken="""
            SELECT charge, COUNT(*) || ' payments' FROM payment WHERE charge IN (SELECT charge FROM payment WHERE {only})
            GROUP BY charge HAVING COUNT(*) > 1
        """,
    ),
    Invariant(
        name="a matched payment has one deposit of its charge",
        table="payment",
        key="payment.id",
        broken="""
            SELECT 'payment ' || payment.id, payment.charge, COUNT(deposit.id) || ' deposits'
            FROM payment LEFT JOIN deposit ON deposit.charge = payment.charge
            AND (deposit.id, deposit.amount, deposit.currency) IS (payment.deposit_id, payment.amount, payment.currency)
            WHERE {only} GROUP BY payment.id
            HAVING COUNT(deposit.id) <> (payment.matched_at IS NOT NULL)
            OR (payment.matched_at IS NOT NULL AND payment.settled_at IS NOT NULL)
        """,
    ),
)

INVARIANTS = (*ITEM_INVARIANTS, *DEPOSIT_INVARIANTS, *NOTIFICATION_INVARIANTS, *PAYMENT_INVARIANTS)


def check(database: sqlite3.Connection, touched: dict[str, set[int]] | None = None) -> list[str]:
    """Return all violations among the touched rows, by table, or (None) in the whole database."""
    found: list[str] = []
    for invariant in INVARIANTS:
        rows = None if touched is None else touched.get(invariant.table, set())
        if rows is None or rows:
            found += invariant.violations(database, rows)
    return found
