"""People of the tests. Each has a Telegram id of ten digits that differs from the id of their row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, insert
from sqlmodel import Session, select

from market.address import register
from market.admins import Admins
from storage.address import Address
from storage.person import Person

FIRST_TELEGRAM_ID = 7_300_000_000


def telegram_id(person: int) -> int:
    """Return the Telegram id of the person with this id."""
    return FIRST_TELEGRAM_ID + person


def person_rows(
    person: int, first_name: str = "x", language: str = "en", *, created_at: datetime, **values: Any
) -> tuple[Person, Address]:
    """Return a person and their address: the Telegram id is `telegram` if given, and unreachable since `unreachable_at` if given."""
    address = Address(
        external_id=values.pop("telegram", telegram_id(person)),
        person_id=person,
        written_since=created_at,
        unreachable_at=values.pop("unreachable_at", None),
    )
    row = Person(id=person, first_name=first_name, language=language, created_at=created_at, **values)
    return row, address


def add_person(session: Session, person: int, *names: str, created_at: datetime, **values: Any) -> Person:
    """Add what `person_rows` returns; return the person."""
    row, address = person_rows(person, *names, created_at=created_at, **values)
    session.add(row)
    session.flush()
    session.add(address)
    return row


def add_people(session: Session, names: Mapping[int, str], *, created_at: datetime) -> None:
    """Add people with these ids and names, who read English, in two statements: without a thousand objects of SQLAlchemy for forty people."""
    person, address = (row.model_dump() for row in person_rows(0, created_at=created_at))
    people = [person | {"id": each, "first_name": name} for each, name in names.items()]
    addresses = [address | {"external_id": telegram_id(each), "person_id": each} for each in names]
    for each in addresses:
        del each["id"]
    session.flush()
    connection = session.connection()
    connection.execute(insert(Person), people)
    connection.execute(insert(Address), addresses)


def meet(session: Session, person: int, first_name: str, language: str, now: datetime) -> int:
    """Store a person under this id, as if they wrote; one who is stored has written again."""
    if session.get(Person, person) is None:
        add_person(session, person, first_name, language, created_at=now)
        return person
    return register(session, telegram_id(person), first_name=first_name, language=language, now=now)


def admins(*persons: int) -> Admins:
    """Return settings that name these people as organisers."""
    return Admins(frozenset(map(telegram_id, persons)))


def person_of(telegram_id: int) -> ScalarSelect[int]:
    """Return the id of the person with this Telegram id, as a subquery."""
    return select(Address.person_id).where(Address.external_id == telegram_id).scalar_subquery()


def person_at(session: Session, telegram_id: int) -> int:
    """Return the id of the person with this Telegram id."""
    return session.exec(select(Address.person_id).where(Address.external_id == telegram_id)).one()


def own_id(telegram_id: int) -> int:
    """Return the id that `add_reader` gives to the person with this Telegram id."""
    return telegram_id + 1_000_000


def add_reader(session: Session, telegram_id: int, first_name: str, created_at: datetime) -> None:
    """Add a person who reads English, with the Telegram id of their phone."""
    add_person(session, own_id(telegram_id), first_name, created_at=created_at, telegram=telegram_id)


def address_of(session: Session, person: int) -> Address:
    """Return the one address of a person."""
    return session.exec(select(Address).where(Address.person_id == person)).one()
