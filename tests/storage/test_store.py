"""The store: what it promises about writes, reads and repeated updates, on both databases."""

from datetime import UTC, datetime

from sqlmodel import Session, select

from storage.person import Person
from storage.store import Store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def settle_in(session: Session, person: int, name: str) -> None:
    session.add(Person(id=person, first_name=name, language="ms", created_at=NOW))


def names(session: Session) -> list[str]:
    return list(session.exec(select(Person.first_name).order_by(Person.first_name)))


async def test_what_was_written_can_be_read(store: Store) -> None:
    await store.write(settle_in, 1001, "Aina")
    assert await store.read(names) == ["Aina"]


async def test_nothing_is_left_from_the_test_before(store: Store) -> None:
    assert await store.read(names) == []
