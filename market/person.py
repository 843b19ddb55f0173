"""People: who is met, which language they are spoken to in, and whether letters reach them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from market.refusal import Banned
from storage import caller as known
from storage import person as people
from storage.given import several
from storage.insert import insert_once
from storage.person import Person
from storage.store import touch

LOCKED = people.locked_among(several("persons"))
CALLERS = known.callers(several("persons"))


@dataclass(frozen=True)
class Caller:
    """What every tap needs to know of its person. `entered`: something in a waitlist may be theirs; `organises`: was named in chat."""

    language: str
    chosen: bool
    reachable: bool
    expects: str
    entered: bool
    has_stall: bool
    organises: bool


def callers(session: Session, persons: Collection[int]) -> dict[int, Caller]:
    """Those of them who were ever met."""
    rows = session.connection().execute(CALLERS, {"persons": [*persons]})
    return {row.id: _caller(row) for row in rows}


def _caller(row: Row[*tuple[Any, ...]]) -> Caller:
    reachable = row.unreachable_at is None
    return Caller(row.language, row.chosen, reachable, row.expects, row.entered, row.has_stall, row.organises)


def meet(session: Session, person: int, first_name: str, language: str, now: datetime) -> None:
    """Know whoever wrote, and that letters reach them. `language` is a guess: a chosen one stays. locks: person"""
    new = insert_once(
        session,
        Person,
        id=person,
        first_name=_storable(first_name)[:256],
        language=language,
        chosen=False,
        expects="",
        created_at=now,
    )
    if not new:
        session.connection().execute(people.set_reachable(person, None))
        session.connection().execute(people.follow_guess(person, language))
    touch(session, ("person", person))


def choose_language(session: Session, person: int, language: str) -> None:
    """locks: person"""
    session.connection().execute(people.set_language(person, language))
    touch(session, ("person", person))


def expect(session: Session, person: int, question: str) -> None:
    """What this person writes next answers `question`; "" ends that. locks: person"""
    session.connection().execute(people.set_expects(person, question))
    touch(session, ("person", person))


def lose(session: Session, person: int, now: datetime) -> None:
    """They blocked the bot: letters wait for nobody until they write again. locks: person"""
    session.connection().execute(people.set_reachable(person, now))
    touch(session, ("person", person))


def lock_person(session: Session, person: int) -> None:
    """Nobody else decides about this person until the transaction ends; what is known of them is looked up anew. Raises Banned. locks: person"""
    touch(session, ("person", person))
    row = session.connection().execute(people.locked(person)).first()
    if row and row.banned_at:
        raise Banned


def lock_many(session: Session, persons: Collection[int]) -> dict[int, bool]:
    """As `lock_person`, in the order of their ids; of each who is known, whether they are banned. locks: person"""
    touch(session, *(("person", person) for person in persons))
    rows = session.connection().execute(LOCKED, {"persons": sorted(persons)})
    return {row.id: row.banned_at is not None for row in rows}


def lock_two(session: Session, acting: int, other: int | None) -> None:
    """As `lock_person` the one who acts, and the other too, in the order of their ids. Raises Banned for the one who acts. locks: person"""
    for person in sorted({acting, other or acting}):
        if person == acting:
            lock_person(session, acting)
        else:
            touch(session, ("person", person))
            session.connection().execute(people.locked(person))


def _storable(text: str) -> str:
    """PostgreSQL stores neither NUL nor half a surrogate pair."""
    return text.encode(errors="ignore").decode().replace("\0", "")
