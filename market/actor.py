"""The person who acts, and their authority."""

from dataclasses import dataclass

from sqlmodel import Session

from market.refusal import Refusal
from storage.organiser import Organiser
from storage.stall import Stall, StallApproval


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


def require_organiser(session: Session, actor: Actor) -> None:
    """Raise NotOrganiser unless the actor is one."""
    if not is_organiser(session, actor):
        raise NotOrganiser


def require_staff(session: Session, actor: Actor, stall: int) -> Stall:
    """Return the stall to its own staff. Raises StallUnknown, also for a stall that others may not see, NotYourStall."""
    row = session.get(Stall, stall)
    if row is None:
        raise StallUnknown
    require_owner(row, actor)
    return row


def require_owner(stall: Stall, actor: Actor) -> None:
    """Refuse everybody but the owner of a stall. Raises NotYourStall; StallUnknown where only its owner and organisers may know of it."""
    if stall.owner_id == actor.person:
        return
    if stall.state != StallApproval.APPROVED:
        raise StallUnknown
    raise NotYourStall(stall.name)
