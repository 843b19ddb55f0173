"""A process that prints each number once it is stored, up to 20,000; with the argument `batched` it uses the batch queue."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from sqlmodel import Session

from storage.batch import BatchAction
from storage.person import Person
from storage.store import Store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def add_person(session: Session, person: int) -> None:
    session.add(Person(id=person, first_name=f"{person:05}", language="ms", created_at=NOW))


def add_people(session: Session, persons: Sequence[int]) -> list[None]:
    return [add_person(session, person) for person in persons]


ADD_PERSON = BatchAction(add_people, key=lambda person: person % 2)


async def write(store: Store, numbers: "count[int]", batched: bool) -> None:
    while (number := next(numbers)) < 20_000:
        if batched:
            await store.run_batched(ADD_PERSON, number, NOW, number)
        else:
            await store.execute_once(number, NOW, add_person, number)
        print(number, flush=True)


async def main(url: str, *options: str) -> None:
    store, numbers = Store(url), count(1)
    await asyncio.gather(*(write(store, numbers, "batched" in options) for _ in range(8)))


asyncio.run(main(*sys.argv[1:]))
