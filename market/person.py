"""People: who is known, in which language they are addressed, and whether notifications reach them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from market.refusal import Refusal
from storage import caller as known
from storage import person as people
from storage.insert import insert_once
from storage.param import list_param
from storage.person import Person
from storage.store import mark_changed


@dataclass
class Banned(Refusal):
    pass


LOCK_PERSONS = people.lock_rows(list_param("persons"))
CALLERS = known.callers(list_param("persons"))


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The data about the person that every update needs. `entered`: they may have something in a waitlist; `is_organiser`: they were appointed in chat."""

    language: str
    language_chosen: bool
    reachable: bool
    pending_prompt: str
    entered: bool
    has_stall: bool
    is_organiser: bool


def callers(session: Session, persons: Collection[int]) -> dict[int, Caller]:
    """Return these people by id; unknown ones are left out."""
    rows = session.connection().execute(CALLERS, {"persons": [*persons]})
    return {row.id: _caller(row) for row in rows}


def _caller(row: Row[*tuple[Any, ...]]) -> Caller:
    reachable = row.unreachable_at is None
    return Caller(
        language=row.language,
        language_chosen=row.language_chosen,
        reachable=reachable,
        pending_prompt=row.pending_prompt,
        entered=row.entered,
        has_stall=row.has_stall,
        is_organiser=row.is_organiser,
    )


def register(session: Session, person: int, first_name: str, language: str, now: datetime) -> None:
    """Store a person who wrote, and note that notifications reach them. `language` is a guess and does not replace a chosen one. locks: person"""
    new = insert_once(
        session,
        Person,
        id=person,
        first_name=_storable(first_name)[:256],
        language=language,
        language_chosen=False,
        pending_prompt="",
        created_at=now,
    )
    if not new:
        session.connection().execute(people.set_reachable(person, None))
        session.connection().execute(people.follow_guessed_language(person, language))
    mark_changed(session, ("person", person))


def choose_language(session: Session, person: int, language: str) -> None:
    """Set the language that the person chose. locks: person"""
    session.connection().execute(people.set_language(person, language))
    mark_changed(session, ("person", person))


def set_pending_prompt(session: Session, person: int, prompt: str) -> None:
    """Set the prompt that the next text of this person answers; "" for none. locks: person"""
    session.connection().execute(people.set_pending_prompt(person, prompt))
    mark_changed(session, ("person", person))


def mark_unreachable(session: Session, person: int, now: datetime) -> None:
    """Note that a person blocked the bot: nothing is sent to them until they write again. locks: person"""
    session.connection().execute(people.set_reachable(person, now))
    mark_changed(session, ("person", person))


def lock_people(session: Session, persons: Collection[int]) -> frozenset[int]:
    """Lock these people in the order of their ids and return those who are banned. Nobody else decides about them until the transaction ends. locks: person"""
    rows = session.connection().execute(LOCK_PERSONS, {"persons": sorted(persons)})
    return frozenset(row.id for row in rows if row.banned_at)


def lock_unbanned_person(session: Session, person: int) -> None:
    """Lock a person as `lock_people` does, unless they are banned. Raises Banned. locks: person"""
    refuse_banned(person, lock_people(session, (person,)))


def refuse_banned(person: int, banned: Collection[int]) -> None:
    """Refuse a person who is one of the banned. Raises Banned."""
    if person in banned:
        raise Banned


def mark_people_changed(session: Session, persons: Iterable[int]) -> None:
    """Invalidate what is cached of these people after the commit."""
    mark_changed(session, *(("person", person) for person in persons))


def _storable(text: str) -> str:
    """Return the text as PostgreSQL stores it, without NUL or unpaired surrogates."""
    return text.encode(errors="ignore").decode().replace("\0", "")
