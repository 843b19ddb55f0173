"""The person who acts, and their authority."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall


@dataclass
class StallUnknown(Refusal):
    pass


@dataclass
class NotYourStall(Refusal):
    stall: str


@dataclass
class NotOrganiser(Refusal):
    pass


@dataclass(frozen=True)
class Actor:
    """A person; `is_configured_admin` is True for organisers of the settings."""

    person: int
    is_configured_admin: bool = False


def is_organiser(session: Session, actor: Actor) -> bool:
    """Return whether the actor is an organiser, by the settings or named in chat."""
    return actor.is_configured_admin or session.get(Organiser, actor.person) is not None


def known_organisers(session: Session, admins: Iterable[int]) -> tuple[int, ...]:
    """Return the organisers who have written here, by the settings (`admins`) or named in chat."""
    named = [*admins, *session.exec(select(Organiser.person_id))]
    return tuple(session.exec(select(Person.id).where(col(Person.id).in_(named)).order_by(col(Person.id))))


def require_organiser(session: Session, actor: Actor) -> None:
    """Raise NotOrganiser unless the actor is one."""
    if not is_organiser(session, actor):
        raise NotOrganiser


def require_staff(session: Session, actor: Actor, stall: int) -> Stall:
    """Return the stall to its own staff. Raises StallUnknown, NotYourStall."""
    row = session.get(Stall, stall)
    if row is None:
        raise StallUnknown
    if row.owner_id != actor.person:
        raise NotYourStall(row.name)
    return row
