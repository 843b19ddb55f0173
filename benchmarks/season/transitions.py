"""The allowed changes of a row from one commit to the next, checked on the change log."""

import json
import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]

NEXT_STATES = {
    "entry": {
        "waiting": {"held", "booked", "left", "closed"},
        "held": {"booked", "declined", "expired", "closed"},
    },
    "hold": {"live": {"booked", "declined", "expired", "cancelled"}},
    "booking": {
        "booked": {"collected", "released", "missed", "cancelled"},
        "collected": {"booked"},  # a scan is undone
    },
    "deposit": {
        "asked": {"said", "paid", "void"},
        "said": {"asked", "paid", "void"},
        "void": {"paid"},  # the money came nevertheless
        "paid": {"settled", "kept", "due", "review"},
        "settled": {"paid"},  # a scan is undone
        "review": {"kept", "due"},
        "due": {"returned"},
    },
    "notification": {
        "queued": {"sending", "paused", "dropped"},
        "paused": {"queued", "dropped"},
        "sending": {"queued", "sent", "unreachable", "failed", "unknown", "dropped"},
    },
}
"""The states that may follow each state; a state without an entry is final."""

APPEND_ONLY = {
    "transfer": (),
    "payment": ("deposit_id", "settled_how"),
    "hold": None,
    "booking": None,
    "deposit": None,
}
"""Tables whose rows are never deleted. With a tuple they are never changed either, but for these columns, which are filled in once."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One row that was inserted (`old` is None), changed, or deleted (`new` is None)."""

    table: str
    row: int
    old: Values | None
    new: Values | None

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.old} became {self.new}"


def changes_since(database: sqlite3.Connection, last: int) -> tuple[list[Change], int]:
    """Return the changes after log entry `last`, and the id of the newest entry."""
    rows = database.execute(
        "SELECT id, name, row, old, new FROM season_change WHERE id > ? ORDER BY id", (last,)
    ).fetchall()
    changes = [Change(table=name, row=row, old=_read(old), new=_read(new)) for _, name, row, old, new in rows]
    return changes, rows[-1][0] if rows else last


def broken_transitions(changes: Sequence[Change]) -> list[str]:
    """Return the changes that are not allowed."""
    return [f"{name}: {change}" for change in changes for name, breaks in TRANSITIONS if breaks(change)]


def units_given_while_closed(database: sqlite3.Connection, changes: Sequence[Change]) -> list[str]:
    """Return the holds and bookings among these changes that gave units while drop, stall or alley was not open."""
    found: list[str] = []
    for table, when, states in (
        ("hold", "given_at", "'published'"),
        ("booking", "booked_at", "'published', 'paused'"),
    ):
        new = [str(change.row) for change in changes if change.table == table and _gives_units(change)]
        if new:
            query = GIVEN_WHILE_CLOSED.format(table=table, when=when, states=states, rows=", ".join(new))
            found += [
                f"units are given only while open: {table} {', '.join(map(str, row))}"
                for row in database.execute(query)
            ]
    return found


GIVEN_WHILE_CLOSED = """
SELECT given.id, given.{when}, "drop".state, 'hidden ' || COALESCE("drop".hidden_at, 'never'), 'stall ' || stall.state,
    'opens ' || "drop".opens_at, 'until ' || COALESCE(item.starts_at, "drop".ends_at)
FROM {table} AS given JOIN item ON item.id = given.item_id JOIN "drop" ON "drop".id = item.drop_id
JOIN stall ON stall.id = "drop".stall_id JOIN alley ON alley.id = "drop".alley_id
WHERE given.id IN ({rows}) AND NOT (
    "drop".state IN ({states}) AND "drop".hidden_at IS NULL AND stall.state = 'approved' AND alley.closed_at IS NULL
    AND given.{when} >= "drop".opens_at AND given.{when} <= COALESCE(item.starts_at, "drop".ends_at)
)
"""


def first_in_line_waits(database: sqlite3.Connection, items: Collection[int], now: str) -> list[str]:
    """Return the items among these whose first in line waits although enough units are available; `now` is as the database stores it.

    Not checked: the last two hours, when the first tap gets the units, and bundles and their components, which reserve units for each other.
    """
    rows = database.execute(FIRST_IN_LINE.format(items=", ".join(map(str, sorted(items))), now=now))
    return [f"the first in line gets available units: {', '.join(map(str, row))}" for row in rows]


FIRST_IN_LINE = """
SELECT 'item ' || item.id, 'number ' || MIN(entry.number), 'asks for ' || entry.units, 'available ' || (quantity - booked - held)
FROM item JOIN "drop" ON "drop".id = item.drop_id JOIN stall ON stall.id = "drop".stall_id
JOIN alley ON alley.id = "drop".alley_id JOIN entry ON entry.item_id = item.id AND entry.state = 'waiting'
WHERE item.id IN ({items}) AND item.offered AND "drop".state = 'published' AND "drop".hidden_at IS NULL
AND stall.state = 'approved' AND alley.closed_at IS NULL AND "drop".opens_at <= '{now}'
AND DATETIME('{now}', '+2 hours') < DATETIME(COALESCE(item.starts_at, "drop".ends_at)) AND entry.number IS NOT NULL
AND item.id NOT IN (SELECT bundle_id FROM component UNION SELECT item_id FROM component)
GROUP BY item.id HAVING entry.units <= quantity - booked - held
"""


def touched_rows(changes: Sequence[Change]) -> dict[str, set[int]]:
    """Return the ids of items, deposits, notifications and payments that the changes concern."""
    touched: dict[str, set[int]] = {"item": set(), "deposit": set(), "notification": set(), "payment": set()}
    for change in changes:
        values = change.new or change.old or {}
        if change.table in touched:
            touched[change.table].add(change.row)
        elif change.table == "transfer":
            touched["deposit"].add(values["deposit_id"])
        elif "item_id" in values:
            touched["item"].add(values["item_id"])
    return touched


def _read(text: str | None) -> Values | None:
    return None if text is None else json.loads(text)


def _gives_units(change: Change) -> bool:
    """Return whether a change gave units: a new hold or booking, or more units."""
    if change.new is None:
        return False
    return change.old is None or change.new["units"] > change.old["units"]


def _impossible_state(change: Change) -> bool:
    if change.table not in NEXT_STATES or change.old is None or change.new is None:
        return False
    old, new = change.old["state"], change.new["state"]
    return old != new and new not in NEXT_STATES[change.table].get(old, set())


def _ended_twice(change: Change) -> bool:
    if change.table not in ("hold", "entry") or change.old is None or change.new is None:
        return False
    return change.old["ended_at"] is not None and change.new["ended_at"] != change.old["ended_at"]


def _number_changed(change: Change) -> bool:
    if change.table != "entry" or change.old is None or change.new is None:
        return False
    return change.old["number"] is not None and change.new["number"] != change.old["number"]


def _number_rewound(change: Change) -> bool:
    if change.table != "item" or change.old is None or change.new is None:
        return False
    return bool(change.new["next_number"] < change.old["next_number"])


def _rewritten(change: Change) -> bool:
    if change.table not in APPEND_ONLY or change.old is None:
        return False
    if change.new is None:
        return True
    may_fill = APPEND_ONLY[change.table]
    if may_fill is None:
        return False
    return any(
        change.new[name] != value and not (name in may_fill and value is None)
        for name, value in change.old.items()
    )


TRANSITIONS: tuple[tuple[str, Callable[[Change], bool]], ...] = (
    ("a state is followed by one that may follow it", _impossible_state),
    ("an ended hold or entry does not end again", _ended_twice),
    ("a number never changes", _number_changed),
    ("numbers never run backwards", _number_rewound),
    ("append-only rows are never changed", _rewritten),
)
