"""The counts of an item: concurrent changes are all kept, and no more is promised than there is."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Update, update
from sqlmodel import Session, col

from storage.drop import Item
from storage.insert import insert_once
from storage.store import Store
from storage.tables import TABLES
from tests.sample_rows import OTHER_PLACES

QUANTITY = 10
CHANGES = ("hold", "release", "claim", "restock", "take_away")

CLASSES = {str(table.__tablename__): table for table in TABLES}

Rows = dict[str, dict[str, Any]]
Counts = tuple[int, int, int]


def apply_change(kind: str, item: int, units: int) -> Update:
    """One conditional UPDATE each: what it decides and what it writes are one statement."""
    quantity, booked, held = col(Item.quantity), col(Item.booked), col(Item.held)
    condition, values = {
        "hold": (booked + held + units <= quantity, {"held": held + units}),
        "release": (held >= units, {"held": held - units}),
        "claim": (held >= units, {"held": held - units, "booked": booked + units}),
        "restock": (quantity + units <= 100_000, {"quantity": quantity + units}),
        "take_away": (booked + held <= quantity - units, {"quantity": quantity - units}),
    }[kind]
    return update(Item).where(col(Item.id) == item, condition).values(**values)


def apply(session: Session, kind: str, item: int, units: int) -> bool:
    return session.connection().execute(apply_change(kind, item, units)).rowcount == 1


def counts(session: Session, item: int) -> Counts:
    row = session.get_one(Item, item)
    return row.quantity, row.booked, row.held


def lay_out(session: Session, rows: Rows) -> int:
    """Write an item of 10 available units in its drop; return its id."""
    for table, values in rows.items():
        if table == "component":
            insert_once(session, Item, **rows["item"] | {"id": values["item_id"]})
        insert_once(session, CLASSES[table], **values)
        for place in OTHER_PLACES if table == "packaging_place" else ():
            insert_once(session, CLASSES[table], **place)
    session.connection().execute(update(Item).values(quantity=QUANTITY, booked=0, held=0))
    return int(rows["item"]["id"])


def expected(done: list[tuple[str, int]]) -> Counts:
    total = {kind: sum(units for done_kind, units in done if done_kind == kind) for kind in CHANGES}
    held = total["hold"] - total["release"] - total["claim"]
    return QUANTITY + total["restock"] - total["take_away"], total["claim"], held


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(1, 4)), min_size=8, max_size=40))
async def test_no_count_is_lost_and_nothing_is_promised_twice(
    store: Store, rows: Rows, changes: list[tuple[str, int]]
) -> None:
    item = await store.write(lay_out, rows)
    went = await asyncio.gather(*(store.write(apply, kind, item, units) for kind, units in changes))
    quantity, booked, held = await store.read(counts, item)
    done = [change for change, success in zip(changes, went, strict=True) if success]
    assert (quantity, booked, held) == expected(done)
    assert 0 <= booked + held <= quantity


async def test_of_forty_who_want_the_last_ten_ten_get_one(store: Store, rows: Rows) -> None:
    item = await store.write(lay_out, rows)
    went = await asyncio.gather(*(store.write(apply, "hold", item, 1) for _ in range(40)))
    assert went.count(True) == QUANTITY
    assert await store.read(counts, item) == (QUANTITY, 0, QUANTITY)
