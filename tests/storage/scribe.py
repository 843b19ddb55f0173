"""A process that says each number once it is stored, until it is killed or has said 20,000."""

import asyncio
import sys
from datetime import UTC, datetime
from itertools import count

from sqlmodel import Session

from storage.person import Person
from storage.store import Store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def settle_in(session: Session, person: int) -> None:
    session.add(Person(id=person, first_name=f"{person:05}", language="ms", created_at=NOW))


async def write(store: Store, numbers: "count[int]") -> None:
    while (number := next(numbers)) < 20_000:
        await store.effect(number, NOW, settle_in, number)
        print(number, flush=True)


async def main(url: str) -> None:
    store, numbers = Store(url), count(1)
    await asyncio.gather(*(write(store, numbers) for _ in range(8)))


asyncio.run(main(sys.argv[1]))
