"""People: in which language they are addressed, what they were asked, and who is blocked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session

from market.refusal import Refusal
from storage import person as people
from storage.param import list_param
from storage.store import mark_changed


@dataclass
class Blocked(Refusal):
    pass


LOCK_PERSONS = people.lock_rows(list_param("persons"))
ADULTS_AMONG = people.adults_among(list_param("persons"))


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The data about the person that every update needs.

    `reachable`: messages to them go to where they write from now, and reach it. `has_written`: they wrote from there before;
    `entered`: they may have something in a waitlist; `works_at_hub`: they work at a hub; `helps`: they help at a stall;
    `is_organiser`: they were appointed in chat;
    `follows`: they follow a stall or a tag;
    `is_admin`: the settings name them.
    """

    id: int
    language: str
    language_chosen: bool
    reachable: bool
    has_written: bool
    pending_prompt: str
    zone: str
    entered: bool
    has_stall: bool
    works_at_hub: bool = False
    helps: bool = False
    is_organiser: bool
    follows: bool = False
    is_admin: bool

    @property
    def has_role(self) -> bool:
        """Return whether they organise, have a stall, help at one, or work at a hub."""
        return self.is_admin or self.is_organiser or self.has_stall or self.helps or self.works_at_hub


def choose_language(session: Session, person: int, language: str) -> None:
    """Set the language that the person chose. locks: person"""
    session.connection().execute(people.set_language(person, language))
    mark_changed(session, ("person", person))


def set_pending_prompt(session: Session, person: int, prompt: str) -> None:
    """Set the prompt that the next text of this person answers; "" for none. locks: person"""
    session.connection().execute(people.set_pending_prompt(person, prompt))
    mark_changed(session, ("person", person))


def lock_people(session: Session, persons: Collection[int]) -> frozenset[int]:
    """Lock these people in the order of their ids and return those who are blocked. Nobody else decides about them until the transaction ends. locks: person"""
    rows = session.connection().execute(LOCK_PERSONS, {"persons": sorted(persons)})
    return frozenset(row.id for row in rows if row.blocked_at)


def adults_among(session: Session, persons: Collection[int]) -> frozenset[int]:
    """Return those of these people who said that they are 18 or older. Under `lock_people` it stays so until the transaction ends."""
    return frozenset(session.connection().execute(ADULTS_AMONG, {"persons": sorted(persons)}).scalars())


def lock_unblocked_person(session: Session, person: int) -> None:
    """Lock a person as `lock_people` does, unless they are blocked. Raises Blocked. locks: person"""
    refuse_blocked(person, lock_people(session, (person,)))


def refuse_blocked(person: int, blocked: Collection[int]) -> None:
    """Refuse a person who is one of the blocked. Raises Blocked."""
    if person in blocked:
        raise Blocked


def mark_people_changed(session: Session, persons: Iterable[int]) -> None:
    """Invalidate what is cached of these people after the commit."""
    mark_changed(session, *(("person", person) for person in persons))
