"""The counts on a line: however changes to them meet, none is lost and no more is promised than there is."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Update, update
from sqlmodel import Session, col

from storage.drop import Line
from storage.insert import insert_once
from storage.store import Store
from storage.tables import TABLES

QUANTITY = 10
CHANGES = ("hold", "release", "claim", "restock", "take_away")

CLASSES = {str(table.__tablename__): table for table in TABLES}

Rows = dict[str, dict[str, Any]]
Counts = tuple[int, int, int]


def change(kind: str, line: int, units: int) -> Update:
    """One conditional UPDATE each: what it decides and what it writes are one statement."""
    quantity, claimed, held = col(Line.quantity), col(Line.claimed), col(Line.held)
    condition, values = {
        "hold": (claimed + held + units <= quantity, {"held": held + units}),
        "release": (held >= units, {"held": held - units}),
        "claim": (held >= units, {"held": held - units, "claimed": claimed + units}),
        "restock": (quantity + units <= 100_000, {"quantity": quantity + units}),
        "take_away": (claimed + held <= quantity - units, {"quantity": quantity - units}),
    }[kind]
    return update(Line).where(col(Line.id) == line, condition).values(**values)


def apply(session: Session, kind: str, line: int, units: int) -> bool:
    return session.connection().execute(change(kind, line, units)).rowcount == 1


def counts(session: Session, line: int) -> Counts:
    row = session.get_one(Line, line)
    return row.quantity, row.claimed, row.held


def lay_out(session: Session, rows: Rows) -> int:
    """A line of 10 units of which nothing is gone, in its drop; its id."""
    for table, values in rows.items():
        if table == "part":
            insert_once(session, Line, **rows["line"] | {"id": values["line_id"]})
        insert_once(session, CLASSES[table], **values)
    session.connection().execute(update(Line).values(quantity=QUANTITY, claimed=0, held=0))
    return int(rows["line"]["id"])


def expected(done: list[tuple[str, int]]) -> Counts:
    total = {kind: sum(units for done_kind, units in done if done_kind == kind) for kind in CHANGES}
    held = total["hold"] - total["release"] - total["claim"]
    return QUANTITY + total["restock"] - total["take_away"], total["claim"], held


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(1, 4)), min_size=8, max_size=40))
async def test_no_count_is_lost_and_nothing_is_promised_twice(
    store: Store, rows: Rows, wishes: list[tuple[str, int]]
) -> None:
    line = await store.write(lay_out, rows)
    went = await asyncio.gather(*(store.write(apply, kind, line, units) for kind, units in wishes))
    quantity, claimed, held = await store.read(counts, line)
    done = [wish for wish, success in zip(wishes, went, strict=True) if success]
    assert (quantity, claimed, held) == expected(done)
    assert 0 <= claimed + held <= quantity


async def test_of_forty_who_want_the_last_ten_ten_get_one(store: Store, rows: Rows) -> None:
    line = await store.write(lay_out, rows)
    went = await asyncio.gather(*(store.write(apply, "hold", line, 1) for _ in range(40)))
    assert went.count(True) == QUANTITY
    assert await store.read(counts, line) == (QUANTITY, 0, QUANTITY)
