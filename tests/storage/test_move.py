"""Moving from SQLite to PostgreSQL: every row, the next numbers, and what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, func, insert, select, text
from sqlmodel import Session, col

from bot.demo.data.seed import seed
from storage import move as moving
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.engine import database_url as read_url
from storage.inbox import StoredUpdate, store_updates
from storage.lease import give_up_lease, take_lease
from storage.move import NotFromSqlite, RowsDiffer, SourceInUse, SourceNotCurrent, TargetHasRows, move
from storage.person import Person
from storage.schema import upgrade
from storage.store import Store
from storage.tables import TABLES, metadata

NOW = datetime(2026, 11, 26, 2, 3, 4, 567890, tzinfo=UTC)
NAMES = "Aina \u2019\U0001f962 陈 a b A Z \u00e9 \\ ' \" %s {x}"


@pytest.fixture
async def source(tmp_path: Path) -> str:
    """Yield an SQLite market with the demo data, an odd name, and ids that were given to deleted rows."""
    url = f"sqlite:///{tmp_path}/old.db"
    upgrade(url)
    store = Store(url, deadline=120.0)
    await store.write(seed, NOW, Random(7), BeaconKind.LOCAL)
    await store.write(add_odd_rows)
    await store.close()
    return url


def add_odd_rows(session: Session) -> None:
    session.add(Person(id=2**40, first_name=NAMES, language="zh_Hans", created_at=NOW))
    for tag in ("a_b", "aB", "Ab", "a-b"):
        session.add(Person(id=len(tag) * 1000 + ord(tag[1]), first_name=tag, language="en", created_at=NOW))
    store_updates(session, [StoredUpdate(update_id=2**40, sender=7, body='{"text": "\\u0000é"}')], (), NOW)
    highest = session.scalar(select(func.max(col(Alley.id)))) or 0
    alley = session.get_one(Alley, 1)
    copied = alley.model_dump() | {"id": highest + 40, "code": "GONE"}
    session.connection().execute(insert(Alley), copied)
    session.connection().execute(text("DELETE FROM alley WHERE code = 'GONE'"))


@pytest.fixture
def target(new_postgresql: Callable[[str], str], worker_id: str) -> str:
    """The address of an empty PostgreSQL database."""
    return new_postgresql(f"move_{worker_id}")


def rows_of(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that moves, in the order of Python's comparison of what is written."""
    engine = create_engine(read_url(url))
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in moving.TABLES
        }
    engine.dispose()
    return found


async def test_every_row_arrives_as_it_was_and_the_source_stays(source: str, target: str) -> None:
    before = rows_of(source)
    moved = move(source, target)
    assert rows_of(target) == before == rows_of(source)
    assert moved == {name: len(rows) for name, rows in before.items()}
    assert sum(moved.values()) > 500
    assert moved["inbox"] == 1


async def test_the_next_numbers_follow_those_that_were_given_even_to_rows_that_are_gone(
    source: str, target: str
) -> None:
    move(source, target)
    store, old = Store(target, deadline=120.0), Store(source, deadline=120.0)

    def add(session: Session) -> int:
        copied = session.get_one(Alley, 1).model_dump(exclude={"id"}) | {"code": "NEW"}
        alley = Alley(**copied)
        session.add(alley)
        session.flush()
        return alley.id or 0

    try:
        assert await store.write(add) == await old.write(add)
    finally:
        await store.close()
        await old.close()


async def test_every_table_of_ours_moves_but_those_about_processes() -> None:
    assert {table.name for table in moving.TABLES} == set(metadata.tables) - moving.OF_PROCESSES
    assert len(moving.TABLES) >= len(TABLES) - len(moving.OF_PROCESSES)


async def test_a_target_with_a_row_is_refused_and_left_as_it_is(source: str, target: str) -> None:
    move(source, target)
    before = rows_of(target)
    with pytest.raises(TargetHasRows):
        move(source, target)
    assert rows_of(target) == before


async def test_a_row_that_arrives_changed_moves_nothing(
    source: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = moving._copy_table

    def copy_and_change(old: object, new: object, table: object) -> int:
        count = copy(old, new, table)  # type: ignore[arg-type]
        new.execute(text("UPDATE person SET first_name = 'Eve' WHERE first_name = 'a-b'"))  # type: ignore[attr-defined]
        return count

    monkeypatch.setattr(moving, "_copy_table", copy_and_change)
    with pytest.raises(RowsDiffer, match="person"):
        move(source, target)
    assert not any(rows_of(target).values())
    monkeypatch.undo()
    move(source, target)


async def test_a_market_that_runs_is_not_moved(source: str, target: str) -> None:
    store = Store(source, deadline=120.0)
    await store.write(take_lease, "somebody", 30.0)
    with pytest.raises(SourceInUse):
        move(source, target)
    await store.write(give_up_lease, "somebody")
    await store.close()
    move(source, target)


async def test_only_a_current_sqlite_moves_and_only_to_postgresql(
    source: str, target: str, tmp_path: Path
) -> None:
    for pair in ((source, f"sqlite:///{tmp_path}/other.db"), (target, target)):
        with pytest.raises(NotFromSqlite):
            move(*pair)
    with pytest.raises(SourceNotCurrent, match="empty"):
        move(f"sqlite:///{tmp_path}/nothing.db", target)
