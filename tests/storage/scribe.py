"""A process that says each number once it is stored, until it is killed or has said 20,000. `together`: by lists, else one by one."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from sqlmodel import Session

from storage.person import Person
from storage.store import Store
from storage.together import Together

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def settle_in(session: Session, person: int) -> None:
    session.add(Person(id=person, first_name=f"{person:05}", language="ms", created_at=NOW))


def settle_all_in(session: Session, persons: Sequence[int]) -> list[None]:
    return [settle_in(session, person) for person in persons]


SETTLING = Together(settle_all_in, settle_in, key=lambda person: person % 2)


async def write(store: Store, numbers: "count[int]", together: bool) -> None:
    while (number := next(numbers)) < 20_000:
        if together:
            await store.together(SETTLING, number, NOW, number)
        else:
            await store.effect(number, NOW, settle_in, number)
        print(number, flush=True)


async def main(url: str, *how: str) -> None:
    store, numbers = Store(url), count(1)
    await asyncio.gather(*(write(store, numbers, "together" in how) for _ in range(8)))


asyncio.run(main(*sys.argv[1:]))
