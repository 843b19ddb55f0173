"""People and drops for the join benchmark: each group of joins has an item to itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, insert
from sqlmodel import Session, col, select

from benchmarks.load import FIRST_PERSON, language_of, telegram_id
from locales.languages import resolve
from locales.units import ItemUnit
from market.market_day.place import place_drop
from storage.address import Address, Channel
from storage.drop import Drop, DropState, Item
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Entry, Hold, HoldState

UPDATES = count(1)
CODES = count(1)


@dataclass(frozen=True, kw_only=True)
class ItemForJoins:
    """An item with its drop; `updates` yields update ids that no other item uses."""

    code: str
    drop: int
    item: int
    updates: Iterator[int]


def hours_from(now: datetime, hours: int) -> datetime:
    return now + timedelta(hours=hours)


def add_people(session: Session, people: int, now: datetime, first_person: int = FIRST_PERSON) -> None:
    """Write `people` people, as if each had opened a card."""
    rows: list[dict[str, Any]] = [
        {
            "id": person,
            "first_name": "Aina",
            "language": resolve(language_of(telegram_id(person))),
            "language_chosen": False,
            "pending_prompt": "",
            "created_at": now,
        }
        for person in range(first_person, first_person + people)
    ]
    session.connection().execute(insert(Person), rows)
    session.connection().execute(insert(Address), [address_row(row["id"], now) for row in rows])


def address_row(person: int, now: datetime) -> dict[str, Any]:
    return {
        "channel": Channel.TELEGRAM,
        "external_id": telegram_id(person),
        "person_id": person,
        "written_since": now,
    }


def open_item(session: Session, quantity: int, now: datetime) -> ItemForJoins:
    """Write a drop with one item, five days ahead, at most two units a person, and return the item."""
    stall = session.exec(select(Stall).order_by(col(Stall.id)).limit(1)).one()
    drop = Drop(
        code=f"BENCH{next(CODES)}",
        stall_id=stall.id or 0,
        alley_id=stall.alley_id,
        name="Kuih lapis",
        words="Nine layers, steamed since five in the morning. Bring your own box and pay less.",
        language="en",
        state=DropState.PUBLISHED,
        opens_at=hours_from(now, -1),
        starts_at=hours_from(now, 120),
        ends_at=hours_from(now, 124),
        created_at=now,
    )
    place_drop(session, drop, now)
    item = Item(drop_id=drop.id or 0, name="kuih lapis", unit=ItemUnit.BOX, price=850, quantity=quantity)
    session.add(item)
    session.flush()
    return ItemForJoins(code=drop.code, drop=drop.id or 0, item=item.id or 0, updates=UPDATES)


def full_item(session: Session, now: datetime) -> ItemForJoins:
    """Write an item that is fully booked, so that everybody who joins waits, and return it."""
    target = open_item(session, 10, now)
    session.get_one(Item, target.item).booked = 10
    return target


def fill(session: Session, item: int, people: int, now: datetime) -> None:
    """Put `people` other people on the waitlist of an item."""
    first = 10_000_000
    known = session.connection().execute(select(func.max(Person.id))).scalar() or 0
    if known < first:
        session.connection().execute(
            insert(Person),
            [
                {"id": first + index, "first_name": "Budi", "language": "ms", "language_chosen": False}
                | {"pending_prompt": "", "created_at": now}
                for index in range(people)
            ],
        )
    row = session.get_one(Item, item)
    columns = {"item_id": item, "remainder": 0, "units": 1, "split": False, "skipped": 0, "weight": 1}
    session.connection().execute(
        insert(Entry),
        [
            {**columns, "person_id": first + index, "number": index + 1, "state": "waiting", "joined_at": now}
            for index in range(people)
        ],
    )
    row.waiting, row.next_number = people, people + 1


@dataclass(frozen=True, kw_only=True)
class Result:
    """The state of an item after the joins. `twice`: numbers given twice; `held`: units held or booked; `oversold`: units beyond its quantity."""

    joined: int
    held: int
    twice: int
    oversold: int


def result(session: Session, item: int) -> Result:
    connection, row = session.connection(), session.get_one(Item, item)
    numbers = list(connection.execute(select(col(Entry.number)).where(col(Entry.item_id) == item)).scalars())
    held = select(func.coalesce(func.sum(Hold.units), 0)).where(
        col(Hold.item_id) == item, col(Hold.state).in_((HoldState.LIVE, HoldState.BOOKED))
    )
    units = connection.execute(held).scalar_one()
    return Result(
        joined=len(numbers),
        held=units,
        twice=len(numbers) - len({*numbers}),
        oversold=max(0, units - row.quantity),
    )
