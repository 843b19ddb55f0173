"""A log of row changes, written by triggers in the season's database, so that it does not depend on the market's code."""

import sqlite3
from pathlib import Path

LOGGED = {
    "item": ("drop_id", "quantity", "booked", "held", "waiting", "next_number"),
    "entry": ("item_id", "person_id", "number", "remainder", "units", "state", "pseudonym", "ended_at"),
    "hold": ("item_id", "person_id", "entry_id", "units", "state", "ended_at"),
    "booking": ("item_id", "person_id", "hold_id", "units", "state", "ended_at"),
    "deposit": ("hold_id", "stall_id", "amount", "currency", "state"),
    "transfer": ("deposit_id", "stall_id", "kind", "round", "debit", "credit", "amount", "currency"),
    "notification": ("person_id", "kind", "about", "due_at", "state"),
    "payment": ("charge", "payload", "amount", "currency", "deposit_id", "settled_how"),
}
"""The logged tables, with the columns whose changes are recorded."""

LOG_TABLE = """
CREATE TABLE season_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, row INTEGER NOT NULL, old TEXT, new TEXT
)
"""


def install(file: Path) -> None:
    """Create the log and its triggers in a database that has the market's schema."""
    with sqlite3.connect(file) as connection:
        connection.execute(LOG_TABLE)
        for table in LOGGED:
            for trigger in _triggers(table):
                connection.execute(trigger)


def _triggers(table: str) -> tuple[str, str, str]:
    old, new = _object("OLD", table), _object("NEW", table)
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in LOGGED[table])
    return (
        _trigger(table, "insert", f"AFTER INSERT ON {table}", f"NEW.id, NULL, {new}"),
        _trigger(table, "update", f"AFTER UPDATE ON {table} WHEN {differs}", f"NEW.id, {old}, {new}"),
        _trigger(table, "delete", f"AFTER DELETE ON {table}", f"OLD.id, {old}, NULL"),
    )


def _trigger(table: str, event: str, when: str, values: str) -> str:
    write = f"INSERT INTO season_change (name, row, old, new) VALUES ('{table}', {values});"
    return f"CREATE TRIGGER season_{table}_{event} {when} BEGIN {write} END"


def _object(row: str, table: str) -> str:
    pairs = ", ".join(f"'{column}', {row}.{column}" for column in LOGGED[table])
    return f"json_object({pairs})"
