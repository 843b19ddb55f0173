"""Named queries: what they find, and that they find it by an index."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Executable, delete, event, insert
from sqlmodel import Session, col

from storage.address import set_unreachable
from storage.caller import callers
from storage.drop import Drop, Item, drop_rows, is_shown, items_of, planned_rows, tags_of
from storage.engine import writing
from storage.join_queries import BOOKINGS, ENTRIES, FIRST_NUMBER, LIVE_HOLDS
from storage.notification import (
    DUE_NOTIFICATIONS,
    Notification,
    delete_queued,
    next_due,
    queued_notification,
    reclaim,
    set_values,
)
from storage.processed_update import ProcessedUpdate
from storage.reminder import Mute
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import first_waiting, live_holds, position_rows

Rows = dict[str, dict[str, Any]]
Fill = Callable[[Connection], None]

HOUR = timedelta(hours=1)
NIGHT = 9 * HOUR

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def now(rows: Rows) -> datetime:
    moment: datetime = rows["notification"]["due_at"]
    return moment


@pytest.fixture
async def market(store: Store, fill: Fill) -> Store:
    """Yield a store with a row in each table: Aina, Mak Ngah's stall in Gaya Lane, its drop, and a due notification about it."""
    await store.write(lambda session: fill(session.connection()))
    return store


def at(moment: datetime) -> dict[str, datetime]:
    """Due then, and may leave."""
    return {"due_at": moment, "send_at": moment}


async def found(store: Store, query: Executable) -> list[Any]:
    return await store.write(lambda session: list(session.connection().execute(query)))


async def run(store: Store, statement: Executable) -> int:
    def execute(session: Session) -> int:
        return session.connection().execute(statement.execution_options(preserve_rowcount=True)).rowcount

    return await store.write(execute)


async def plan(store: Store, statement: Executable) -> list[str]:
    """Return SQLite's query plan of a statement, run as the bot runs it."""
    ran: list[tuple[str, Any]] = []

    def explain(session: Session) -> list[str]:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *call: ran.append((call[2], call[3])))
        connection.execute(statement)
        sql, parameters = ran[0]
        return [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)]

    return await store.write(explain)


@only_sqlite
@pytest.mark.parametrize(
    ("query", "step"),
    [
        (lambda now: planned_rows(now), "SEARCH drop USING INDEX drop_upcoming (ends_at>?)"),
        (
            lambda now: drop_rows(col(Stall.id) == 1, is_shown(), col(Drop.ends_at) > now),
            "SEARCH drop USING INDEX drop_of_stall (stall_id=? AND ends_at>?)",
        ),
        (lambda now: items_of([1, 2]), "SEARCH item USING INDEX item_by_drop_id (drop_id=?)"),
        (
            lambda now: tags_of([1, 2]),
            "SEARCH drop_tag USING COVERING INDEX sqlite_autoindex_drop_tag_1 (drop_id=?)",
        ),
        (
            lambda now: DUE_NOTIFICATIONS.params(now=now, limit=28),
            "SEARCH notification USING INDEX notification_due (priority=? AND send_at<?)",
        ),
        (
            lambda now: next_due(now),
            "SEARCH notification USING INDEX notification_due (priority=? AND send_at>?)",
        ),
        (
            lambda now: reclaim(2, state="queued"),
            "SEARCH notification USING COVERING INDEX notification_claimed (epoch<?)",
        ),
        (
            lambda now: queued_notification(1001, "reminder", "drop:1"),
            "SEARCH notification USING INDEX sqlite_autoindex_notification_1 (person_id=? AND kind=? AND about=?)",
        ),
        (
            lambda now: position_rows((1001,), now, col(Item.drop_id) == 1),
            "SEARCH entry USING INDEX entry_by_person (person_id=?)",
        ),
        (lambda now: first_waiting(1), "SEARCH entry USING INDEX entry_next (item_id=? AND number>?)"),
        (lambda now: live_holds(1), "SEARCH hold USING INDEX hold_of_item (item_id=? AND state=?)"),
        (
            lambda now: ENTRIES.params(persons=[1001, 1002], drop=1),
            "SEARCH entry USING INDEX entry_by_person (person_id=? AND item_id=?)",
        ),
        (
            lambda now: LIVE_HOLDS.params(persons=[1001, 1002], drop=1),
            "SEARCH hold USING INDEX hold_once (item_id=? AND person_id=?)",
        ),
        (
            lambda now: BOOKINGS.params(persons=[1001, 1002], drop=1),
            "SEARCH booking USING INDEX booking_of_item (item_id=? AND person_id=? AND state=?)",
        ),
        (lambda now: FIRST_NUMBER.params(item=1), "SEARCH entry USING COVERING INDEX entry_next (item_id=?)"),
        (
            lambda now: callers([7_312_345_678], [1]),
            "SEARCH address USING INDEX sqlite_autoindex_address_1 (channel=? AND external_id=?)",
        ),
        (
            lambda now: delete(ProcessedUpdate).where(col(ProcessedUpdate.processed_at) < now),
            "SEARCH processed_update USING INDEX processed_update_by_processed_at (processed_at<?)",
        ),
    ],
    ids=[
        "planned",
        "stall",
        "items",
        "tags",
        "due",
        "next",
        "orphaned",
        "waiting",
        "own",
        "head",
        "holds",
        "places of many",
        "holds of many",
        "bookings of many",
        "first",
        "caller",
        "sweep",
    ],
)
async def test_a_query_goes_by_an_index(
    store: Store, now: datetime, query: Callable[[datetime], Executable], step: str
) -> None:
    steps = await plan(store, query(now))
    assert step in steps
    tables = (
        "drop",
        "stall",
        "alley",
        "item",
        "notification",
        "processed_update",
        "entry",
        "hold",
        "booking",
    )
    assert [each for each in steps if each.startswith("SCAN") and each.split()[1] in tables] == []


@only_sqlite
async def test_due_notifications_come_in_their_order_without_being_sorted(
    store: Store, now: datetime
) -> None:
    assert not [
        step
        for step in await plan(store, DUE_NOTIFICATIONS.params(now=now, limit=28))
        if "TEMP B-TREE" in step
    ]


async def test_due_notifications_come_by_priority_and_oldest_first(
    market: Store, rows: Rows, now: datetime
) -> None:
    await run(market, delete(Notification))
    wanted = [(1, 0), (1, 1), (2, 3), (3, 2)]
    notifications = [
        rows["notification"]
        | {"id": 900_100 + number, "priority": priority}
        | at(now - HOUR + age * HOUR / 10)
        for number, (priority, age) in enumerate(wanted)
    ]
    later = rows["notification"] | {"id": 900_199, "priority": 1} | at(now + HOUR)
    await run(market, insert(Notification).values([*reversed(notifications), later]))
    assert [row.id for row in await found(market, DUE_NOTIFICATIONS.params(now=now, limit=28))] == [
        notification["id"] for notification in notifications
    ]
    assert [row.id for row in await found(market, DUE_NOTIFICATIONS.params(now=now, limit=2))] == [
        notification["id"] for notification in notifications[:2]
    ]
    assert [
        (row.person_id, row.language)
        for row in await found(market, DUE_NOTIFICATIONS.params(now=now, limit=1))
    ] == [(1001, "ms")]


async def test_with_a_notification_comes_what_decides_whether_its_reader_gets_it(
    market: Store, now: datetime
) -> None:
    await run(market, set_unreachable(900_201, now))
    await run(market, insert(Mute).values(person_id=1001, kind="reminder", since=now))
    (row,) = await found(market, DUE_NOTIFICATIONS.params(now=now, limit=28))
    assert (row.address, row.chat) == (900_201, 7_312_345_678)
    assert (row.zone, row.quiet_from, row.quiet_until, row.unreachable_at) == ("", 1260, 480, now)
    assert row.muted
    await run(market, delete(Mute))
    (row,) = await found(market, DUE_NOTIFICATIONS.params(now=now, limit=28))
    assert not row.muted


@only_postgresql
async def test_a_notification_in_flight_at_one_sender_is_not_claimed_by_another(
    market: Store, now: datetime
) -> None:
    other = writing(market.url)

    def take_and_look_over_there(session: Session) -> tuple[int, int]:
        taken = session.connection().execute(DUE_NOTIFICATIONS.params(now=now, limit=28)).all()
        with other.begin() as connection:
            return len(taken), len(connection.execute(DUE_NOTIFICATIONS.params(now=now, limit=28)).all())

    assert await market.write(take_and_look_over_there) == (1, 0)
    other.dispose()


async def test_a_notification_in_flight_is_requeued_when_its_sender_is_gone(
    market: Store, rows: Rows, now: datetime
) -> None:
    await run(market, set_values([rows["notification"]["id"]], state="sending", sender="one", epoch=1))
    assert await found(market, DUE_NOTIFICATIONS.params(now=now, limit=28)) == []
    assert await run(market, reclaim(1, state="queued")) == 0
    assert await run(market, reclaim(2, state="queued")) == 0, "a newer term has begun"
    assert await run(market, reclaim(3, state="queued")) == 1
    assert len(await found(market, DUE_NOTIFICATIONS.params(now=now, limit=28))) == 1


async def test_the_next_due_notification_is_the_earliest_of_all_lanes(
    market: Store, rows: Rows, now: datetime
) -> None:
    assert await found(market, next_due(now)) == []
    for priority, hours in ((1, 3), (3, 2), (2, 5)):
        notification = rows["notification"] | {
            "id": 900_100 + priority,
            "priority": priority,
            "kind": f"lane {priority}",
        }
        await run(market, insert(Notification).values(notification | at(now + hours * HOUR)))
    assert await found(market, next_due(now)) == [(now + 2 * HOUR, "lane 3")]


async def test_a_notification_that_waits_can_be_unwritten(market: Store) -> None:
    assert len(await found(market, queued_notification(1001, "reminder", "drop:31"))) == 1
    assert await run(market, delete_queued(1001, "reminder", "drop:31")) == 1
    assert await found(market, queued_notification(1001, "reminder", "drop:31")) == []


@pytest.mark.parametrize(
    ("table", "change", "processed_update"),
    [
        (Drop, {}, 1),
        (Drop, {"state": "draft"}, 0),
        (Drop, {"state": "paused"}, 1),
        (Stall, {"state": "asked"}, 0),
        (Stall, {"state": "turned_down"}, 0),
    ],
)
async def test_planned_is_what_approved_stalls_have_published(
    market: Store, now: datetime, table: Any, change: dict[str, str], processed_update: int
) -> None:
    if change:
        await run(market, table.__table__.update().values(change))
    assert len(await found(market, planned_rows(now))) == processed_update


async def test_a_drop_that_is_over_is_not_planned(market: Store, now: datetime) -> None:
    assert len(await found(market, planned_rows(now + NIGHT - HOUR))) == 1
    assert await found(market, planned_rows(now + NIGHT)) == []


async def test_a_caller_nobody_knows_is_not_found(market: Store) -> None:
    tom = (7_312_345_678, 1001, "ms", False, "", "", True, True, True, True, True, True, True, True, False)
    assert await found(market, callers([7_312_345_678], [9])) == [tom], "has one of each"
    assert await found(market, callers([1001], [9])) == []
