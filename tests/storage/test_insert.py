"""Rows that are inserted once, one or many, and updates that take effect once, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from storage.insert import insert_all, insert_all_once, insert_once
from storage.person import Person
from storage.processed_update import (
    DuplicateUpdate,
    ProcessedUpdate,
    mark_all_processed,
    mark_processed,
    sweep_processed,
    unmark_processed,
)
from storage.store import Store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def seen(session: Session) -> dict[int, datetime]:
    return dict(
        session.exec(
            select(ProcessedUpdate.update_id, ProcessedUpdate.processed_at).order_by(
                col(ProcessedUpdate.update_id)
            )
        ).all()
    )


def rows(*updates: int, at: datetime = NOW) -> list[dict[str, Any]]:
    return [{"update_id": update, "processed_at": at} for update in updates]


async def test_a_row_is_inserted_once_and_the_first_one_stays(store: Store) -> None:
    def insert(session: Session, at: datetime) -> bool:
        return insert_once(session, ProcessedUpdate, update_id=7, processed_at=at)

    assert await store.write(insert, NOW)
    assert not await store.write(insert, NOW + TICK)
    assert await store.read(seen) == {7: NOW}


async def test_of_many_rows_those_that_are_there_stay_and_the_others_come(store: Store) -> None:
    await store.write(insert_all_once, ProcessedUpdate, rows(2))
    await store.write(insert_all_once, ProcessedUpdate, rows(3, 2, 1, at=NOW + TICK))
    await store.write(insert_all_once, ProcessedUpdate, [])
    assert await store.read(seen) == {1: NOW + TICK, 2: NOW, 3: NOW + TICK}


async def test_many_rows_give_back_what_is_asked_of_those_that_came(store: Store) -> None:
    def insert(session: Session, *back: str, once: bool) -> list[tuple[Any, ...]]:
        return sorted(
            tuple(row)
            for row in insert_all(session, ProcessedUpdate, rows(1, 2), returned_columns=back, once=once)
        )

    assert await store.write(insert, "update_id", "processed_at", once=False) == [(1, NOW), (2, NOW)]
    assert await store.write(insert, "update_id", once=True) == []
    assert await store.write(insert, once=True) == []


async def test_rows_of_other_columns_are_inserted_in_between(store: Store) -> None:
    """A statement is made once for its table and columns."""
    person: dict[str, Any] = {
        "first_name": "Aina", "language": "ms", "language_chosen": False, "pending_prompt": "", "zone": "", "quiet_from": 0,
        "quiet_until": 0, "created_at": NOW,
    }  # fmt: skip

    def insert(session: Session) -> None:
        insert_all_once(session, Person, [person | {"id": 1}])
        insert_all_once(session, Person, [person | {"id": 2, "blocked_at": NOW}])
        insert_all_once(session, Person, [person | {"id": 3}, person | {"id": 4}])

    await store.write(insert)
    rows = select(Person.blocked_at).order_by(col(Person.id))
    assert await store.read(lambda session: session.exec(rows).all()) == [None, NOW, None, None]


async def test_an_update_is_recorded_once(store: Store) -> None:
    await store.write(mark_processed, 7, NOW)
    with pytest.raises(DuplicateUpdate):
        await store.write(mark_processed, 7, NOW)
    await store.write(mark_processed, 8, NOW + TICK)
    assert await store.read(seen) == {7: NOW, 8: NOW + TICK}


async def test_of_several_updates_the_new_ones_are_told_and_recorded(store: Store) -> None:
    await store.write(mark_processed, 7, NOW)
    assert await store.write(mark_all_processed, [9, 7, 8], NOW + TICK) == {8, 9}
    assert await store.write(mark_all_processed, [], NOW) == set()
    assert await store.read(seen) == {7: NOW, 8: NOW + TICK, 9: NOW + TICK}


async def test_what_took_no_effect_is_forgotten_and_nothing_else(store: Store) -> None:
    await store.write(mark_all_processed, [1, 2, 3, 4], NOW)
    await store.write(unmark_processed, [])
    assert [*await store.read(seen)] == [1, 2, 3, 4]
    await store.write(unmark_processed, [2, 4, 99])
    assert [*await store.read(seen)] == [1, 3]


async def test_an_update_is_kept_for_two_days_to_the_moment(store: Store) -> None:
    await store.write(mark_processed, 1, NOW - timedelta(days=2) - TICK)
    await store.write(mark_processed, 2, NOW - timedelta(days=2))
    await store.write(sweep_processed, NOW)
    assert [*await store.read(seen)] == [2]
