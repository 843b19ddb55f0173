"""The neighbours that a PostgreSQL database of tests/market and tests/storage has beside the rows of a test."""

from typing import Any

import pytest
from sqlmodel import Session, func, select

from market.support import count_open
from storage.column import EnumText
from storage.person import Person
from storage.store import Store
from storage.tables import metadata
from tests.busy_database import BusyDatabase
from tests.busy_market import LEFT_OUT, STATES
from tests.people import add_person
from tests.sample_rows import NOW

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

NEVER = {"deposit": {"review"}}
"""States in which something would be due now."""


def of_all(session: Session, columns: str, table: str) -> list[Any]:
    """Return what stands in some columns of a table, those of the neighbours too."""
    return [*session.connection().exec_driver_sql(f'SELECT {columns} FROM public."{table}" ORDER BY 1')]


async def test_each_table_has_rows_of_other_people(store: Store) -> None:
    for table in metadata.tables:
        rows = await store.read(of_all, "1", table)
        assert bool(rows) == (table not in LEFT_OUT), table


@pytest.mark.parametrize(("table", "column"), [*STATES.items(), ("drop", "state"), ("stall", "state")])
async def test_they_are_in_each_state(store: Store, table: str, column: str) -> None:
    kind = metadata.tables[table].columns[column].type
    assert isinstance(kind, EnumText)
    found = {state for (state,) in await store.read(of_all, column, table)}
    assert {*kind.members} - found == NEVER.get(table, set())


async def test_a_test_sees_its_own_rows_and_the_product_sees_all(store: Store) -> None:
    await store.write(lambda session: add_person(session, 1, "Aina", created_at=NOW) and None)
    people = select(func.count()).select_from(Person)
    assert await store.read(lambda session: session.exec(people).one()) == 1
    assert await store.read(count_open) > 0


@pytest.mark.parametrize(
    ("harm", "tables"),
    [
        ("UPDATE public.person SET first_name = 'x' WHERE id = {id}", {"person"}),
        ("DELETE FROM public.drop_tag", {"drop_tag"}),
        ("INSERT INTO follower VALUES ({id}, now(), now()) ON CONFLICT DO NOTHING", set()),
        ("INSERT INTO mute VALUES ({id}, 'UnitsHeld', now())", {"mute"}),
        ("SELECT 1 FROM public.person FOR UPDATE", set()),
    ],
)
async def test_what_is_done_to_them_is_seen_and_brought_back(
    store: Store, busy_database: BusyDatabase, harm: str, tables: set[str]
) -> None:
    before = {table: await store.read(of_all, "*", table) for table in ("person", "drop_tag", "mute")}
    [(person, *_), *_] = before["person"]
    await store.write(lambda session: session.connection().exec_driver_sql(harm.format(id=person)) and None)
    assert busy_database.touched() == tables
    busy_database.empty()
    assert {table: await store.read(of_all, "*", table) for table in before} == before
