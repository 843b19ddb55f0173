"""Addresses: who writes from a Telegram id, and whether messages reach it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, delete

from market.admins import Admins
from market.person import Caller, lock_people
from storage import address as addresses
from storage import person as people
from storage.address import Address, Channel
from storage.caller import callers as select_callers
from storage.insert import insert_once
from storage.param import list_param
from storage.person import Person
from storage.store import mark_changed

CALLERS = select_callers(list_param("telegram_ids"), list_param("admins"))
PEOPLE_AT = addresses.people_at(list_param("telegram_ids"))


def callers(session: Session, telegram_ids: Collection[int], admins: Admins) -> dict[int, Caller]:
    """Return the people with these Telegram ids, by Telegram id; unknown ones are left out."""
    asked = {"telegram_ids": [*telegram_ids], "admins": [*admins.telegram_ids]}
    return {
        row.pop("telegram_id"): Caller(**row)
        for row in map(dict, session.connection().execute(CALLERS, asked).mappings())
    }


def person_at(session: Session, telegram_id: int) -> int | None:
    """Return the id of the person who writes from a Telegram id; None for one never seen."""
    return session.connection().execute(PEOPLE_AT, {"telegram_ids": [telegram_id]}).scalar()


def register(session: Session, telegram_id: int, *, first_name: str, language: str, now: datetime) -> int:
    """Return the id of the person who writes from a Telegram id, and note that messages reach them there. A person never seen before is stored.

    Processes that meet one person at the same moment store them once. `language` is a guess and does not replace a chosen one. locks: person
    """
    person = session.connection().execute(PEOPLE_AT, {"telegram_ids": [telegram_id]}).scalar()
    if person is None:
        return _meet(session, telegram_id, first_name=first_name, language=language, now=now)
    lock_people(session, (person,))
    seen = session.connection().execute(addresses.set_written_from(telegram_id, person, now))
    if not seen.rowcount:
        return register(session, telegram_id, first_name=first_name, language=language, now=now)
    session.connection().execute(people.follow_guessed_language(person, language))
    mark_changed(session, ("person", person))
    return person


def known_person(session: Session, telegram_id: int, first_name: str, language: str, now: datetime) -> int:
    """Return the id of the person with a Telegram id, whom nothing is noted of. A person never seen before is stored, as by `register`. locks: person"""
    person = session.connection().execute(PEOPLE_AT, {"telegram_ids": [telegram_id]}).scalar()
    return (
        register(session, telegram_id, first_name=first_name, language=language, now=now)
        if person is None
        else person
    )


def _meet(session: Session, telegram_id: int, *, first_name: str, language: str, now: datetime) -> int:
    """Store a person with their address and return their id; or that of who was stored with it meanwhile."""
    known = {"first_name": _storable(first_name)[:256], "language": language, "created_at": now}
    person = session.connection().execute(insert(Person).values(known).returning(col(Person.id))).scalar_one()
    address = {"channel": Channel.TELEGRAM, "external_id": telegram_id, "person_id": person}
    if insert_once(session, Address, **address, written_since=now):
        mark_changed(session, ("person", person))
        return person
    session.connection().execute(delete(Person).where(col(Person.id) == person))
    return register(session, telegram_id, first_name=first_name, language=language, now=now)


def meet_in_group(session: Session, telegram_id: int, first_name: str, language: str, now: datetime) -> int:
    """Return the id of a person who wrote in a group. One never seen before is stored as somebody who has not written here: no message reaches them yet.

    locks: person
    """
    person = session.connection().execute(PEOPLE_AT, {"telegram_ids": [telegram_id]}).scalar()
    if person is not None:
        return person
    met = register(session, telegram_id, first_name=first_name, language=language, now=now)
    session.connection().execute(addresses.set_unwritten((telegram_id,), now))
    return met


def chat_of(session: Session, person: int) -> int:
    """Return the Telegram id that messages to a person go to. They have to have written."""
    return session.connection().execute(addresses.current_chat(person)).scalar_one()


def mark_unreachable(session: Session, telegram_id: int, now: datetime) -> None:
    """Note that messages do not reach a Telegram id until its person writes from it again. locks: address"""
    lost = session.connection().execute(addresses.set_telegram_unreachable(telegram_id, now)).scalar()
    if lost is not None:
        mark_changed(session, ("person", lost))


def _storable(text: str) -> str:
    """Return the text as PostgreSQL stores it, without NUL or unpaired surrogates."""
    return text.encode(errors="ignore").decode().replace("\0", "")
