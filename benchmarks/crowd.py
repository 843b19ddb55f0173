"""Who joins what: people who are known, and a drop with one line for each crowd."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import func, insert
from sqlmodel import Session, col, select

from benchmarks.load import FIRST_PERSON, LANGUAGES
from locales.languages import resolve
from storage.drop import Drop, Line
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Entry, Hold

UPDATES = count(1)
CODES = count(1)


@dataclass(frozen=True)
class Crowd:
    """A line of its own; `updates` are numbers that nobody else has."""

    code: str
    drop: int
    line: int
    updates: Iterator[int]


def hour(now: datetime, hours: int) -> datetime:
    return now + timedelta(hours=hours)


def meet(session: Session, people: int, now: datetime) -> None:
    """So many, as if each had looked at a card."""
    rows = [
        {
            "id": person,
            "first_name": "Aina",
            "language": resolve(LANGUAGES[person % len(LANGUAGES)]),
            "chosen": False,
            "expects": "",
            "created_at": now,
        }
        for person in range(FIRST_PERSON, FIRST_PERSON + people)
    ]
    session.connection().execute(insert(Person), rows)


def open_line(session: Session, quantity: int, now: datetime) -> Crowd:
    """A drop of its own with one line, five days ahead, two a person."""
    stall = session.exec(select(Stall).limit(1)).one()
    drop = Drop(
        code=f"BENCH{next(CODES)}",
        stall_id=stall.id or 0,
        alley_id=stall.alley_id,
        name="Kuih lapis",
        words="Nine layers, steamed since five in the morning. Bring your own box and pay less.",
        language="en",
        state="published",
        opens_at=hour(now, -1),
        starts_at=hour(now, 120),
        ends_at=hour(now, 124),
        created_at=now,
    )
    session.add(drop)
    session.flush()
    line = Line(drop_id=drop.id or 0, name="kuih lapis", unit="box", price=850, quantity=quantity)
    session.add(line)
    session.flush()
    return Crowd(drop.code, drop.id or 0, line.id or 0, UPDATES)


def full_line(session: Session, now: datetime) -> Crowd:
    """All is claimed: who joins waits."""
    crowd = open_line(session, 10, now)
    session.get_one(Line, crowd.line).claimed = 10
    return crowd


def fill(session: Session, line: int, people: int, now: datetime) -> None:
    """So many who were never met by anybody else wait in it already."""
    first = 10_000_000
    known = session.connection().execute(select(func.max(Person.id))).scalar() or 0
    if known < first:
        session.connection().execute(
            insert(Person),
            [
                {"id": first + each, "first_name": "Budi", "language": "ms", "chosen": False}
                | {"expects": "", "created_at": now}
                for each in range(people)
            ],
        )
    row = session.get_one(Line, line)
    same = {"line_id": line, "rest": 0, "party": 1, "split": False, "skipped": 0, "weight": 1}
    session.connection().execute(
        insert(Entry),
        [
            {**same, "person_id": first + each, "number": each + 1, "state": "waiting", "joined_at": now}
            for each in range(people)
        ],
    )
    row.waiting, row.next_number = people, people + 1


@dataclass(frozen=True)
class Result:
    """What a line looks like afterwards. `twice`: numbers that two have; `oversold`: units held beyond its quantity."""

    joined: int
    held: int
    twice: int
    oversold: int


def result(session: Session, line: int) -> Result:
    connection, row = session.connection(), session.get_one(Line, line)
    numbers = list(connection.execute(select(col(Entry.number)).where(col(Entry.line_id) == line)).scalars())
    held = select(func.coalesce(func.sum(Hold.units), 0)).where(
        col(Hold.line_id) == line, col(Hold.state) == "live"
    )
    units = connection.execute(held).scalar_one()
    return Result(len(numbers), units, len(numbers) - len({*numbers}), max(0, units - row.quantity))
