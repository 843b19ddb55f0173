"""Who organises this market: those the settings name, and those named in chat."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from market.acting import Acting, must_organise
from market.mailbox import Lane, write_letter
from market.paper import forget_permits
from market.person import lock_person
from market.refusal import LastOrganiser, NamedBySettings, PersonUnknown
from storage.organiser import Organiser
from storage.person import Person
from storage.store import touch

NAMED = "OrganiserNamed"


@dataclass(frozen=True)
class Named:
    """`by` is a first name; "" where the settings name them, or who did has asked to be forgotten."""

    person: int
    first_name: str
    by: str
    at: datetime | None


def organisers(session: Session, acting: Acting, admins: Collection[int]) -> tuple[Named, ...]:
    """Whoever the settings name and has written here, then those named in chat. Raises NotOrganiser."""
    must_organise(session, acting)
    known = session.exec(select(Person).where(col(Person.id).in_(admins)).order_by(col(Person.id))).all()
    namer = aliased(Person)
    rows = session.exec(
        select(Organiser, Person.first_name, namer.first_name)
        .join(Person, col(Person.id) == col(Organiser.person_id))
        .outerjoin(namer, col(namer.id) == col(Organiser.named_by))
        .where(col(Organiser.person_id).not_in(admins))
        .order_by(col(Organiser.named_at), col(Organiser.person_id))
    ).all()
    return (
        *(Named(person.id, person.first_name, "", None) for person in known),
        *(Named(row.person_id, name, by or "", row.named_at) for row, name, by in rows),
    )


def name_organiser(session: Session, acting: Acting, person: int, now: datetime) -> None:
    """Once is enough. Raises NotOrganiser, PersonUnknown, Banned. locks: person"""
    must_organise(session, acting)
    if session.get(Person, person) is None:
        raise PersonUnknown
    lock_person(session, person)
    if session.get(Organiser, person) is None:
        session.add(Organiser(person_id=person, named_by=acting.person, named_at=now))
        write_letter(
            session,
            person,
            NAMED,
            about=f"person:{acting.person}",
            facts={},
            lane=Lane.BOOKING,
            due_at=now,
            late_after=now + timedelta(days=7),
        )
    touch(session, ("person", person))


def remove_organiser(session: Session, acting: Acting, person: int, admins: Collection[int]) -> None:
    """Take the role; nothing happens where there is none. Raises NotOrganiser, NamedBySettings, LastOrganiser. locks: organiser, letter"""
    must_organise(session, acting)
    if person in admins:
        raise NamedBySettings
    named = {row.person_id: row for row in session.exec(select(Organiser).with_for_update(key_share=True))}
    if person in named and len(named) == 1 and not admins:
        raise LastOrganiser
    if person in named:
        session.delete(named[person])
        forget_permits(session, person)
    touch(session, ("person", person))
