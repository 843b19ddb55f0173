"""Sequential joins by the bare drivers: each is one transaction of processed update, number, entry, hold and notification."""

import json
import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime

import asyncpg  # type: ignore[import-untyped]

from benchmarks.join_setup import ItemForJoins, hours_from
from market.reminder.notifications import HoldHalfElapsed

NUMBER = (
    "UPDATE item SET next_number = next_number + 1, held = held + 1 WHERE id = {0} RETURNING next_number - 1"
)
PROCESSED_UPDATE = "INSERT INTO processed_update (update_id, processed_at) VALUES ({0}, {1})"
ENTRY = (
    "INSERT INTO entry (item_id, person_id, number, remainder, units, split, skipped, weight, state, joined_at)"
    " VALUES ({0}, {1}, {2}, 0, 1, false, 0, 1, 'held', {3}) RETURNING id"
)
HOLD = (
    "INSERT INTO hold (entry_id, item_id, person_id, units, given_at, until, state)"
    " VALUES ({0}, {1}, {2}, 1, {3}, {4}, 'live') RETURNING id"
)
NOTIFICATION = (
    "INSERT INTO notification (person_id, kind, about, payload, priority, due_at, send_at, tries, late_after, state, reason)"
    " VALUES ({0}, 'HoldHalfElapsed', {1}, {2}, 2, {3}, {3}, 0, {4}, 'queued', '')"
)


def with_placeholders(statement: str, mark: str) -> str:
    return statement.format(*(mark.format(place) for place in range(1, 6)))


def payload_of(target: ItemForJoins, hold: int) -> tuple[str, str]:
    return f"hold:{hold}", json.dumps(HoldHalfElapsed(drop_id=target.drop, hold_id=hold).to_payload())


def by_sqlite(file: str, target: ItemForJoins, people: Sequence[int], now: datetime) -> float:
    """Return joins a second on SQLite; the connection has the same pragmas as Lorong's."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    number, processed, entry, hold, notification = (
        with_placeholders(each, "?{}") for each in (NUMBER, PROCESSED_UPDATE, ENTRY, HOLD, NOTIFICATION)
    )
    joined_at, half, end = (
        f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in (now, hours_from(now, 4), hours_from(now, 8))
    )

    def one(query: str, *values: object) -> int:
        [row] = connection.execute(query, values).fetchall()
        return int(row[0])

    started = time.perf_counter()
    for person in people:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(processed, (next(target.updates), joined_at))
        entry_id = one(entry, target.item, person, one(number, target.item), joined_at)
        hold_id = one(hold, entry_id, target.item, person, joined_at, end)
        connection.execute(notification, (person, *payload_of(target, hold_id), half, end))
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return len(people) / seconds


async def by_asyncpg(address: str, target: ItemForJoins, people: Sequence[int], now: datetime) -> float:
    """Return joins a second on PostgreSQL; asyncpg prepares each statement once by itself."""
    connection = await asyncpg.connect(address)
    number, processed, entry, hold, notification = (
        with_placeholders(each, "${}") for each in (NUMBER, PROCESSED_UPDATE, ENTRY, HOLD, NOTIFICATION)
    )
    half, end = hours_from(now, 4), hours_from(now, 8)
    started = time.perf_counter()
    for person in people:
        async with connection.transaction():
            await connection.execute(processed, next(target.updates), now)
            position = await connection.fetchval(number, target.item)
            entry_id = await connection.fetchval(entry, target.item, person, position, now)
            hold_id = await connection.fetchval(hold, entry_id, target.item, person, now, end)
            await connection.execute(notification, person, *payload_of(target, hold_id), half, end)
    seconds = time.perf_counter() - started
    await connection.close()
    return len(people) / seconds
