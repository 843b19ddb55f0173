"""The person who acts, and their authority."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.audit import AuditAction, AuditEntry, AuditPerson
from storage.organiser import Organiser
from storage.person import Person
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall, StallApproval


@dataclass
class StallUnknown(Refusal):
    pass


@dataclass
class NotYourStall(Refusal):
    stall: str


@dataclass
class OutsideRole(NotYourStall):
    """The actor helps at the stall, in a role that does not include this."""

    stall: str


@dataclass
class HelpEnded(NotYourStall):
    """The actor helped at the stall, and does not any more."""

    stall: str


@dataclass
class NotOrganiser(Refusal):
    pass


@dataclass
class OwnStallDecided(Refusal):
    """An organiser decides nothing about the licence of a stall that they own or help at."""

    stall: str


class Right(StrEnum):
    """A right of a person at a stall. OWN is its owner's alone: money, deposits, licence, words and staff.

    So is BOOKS, to read what was sold, which alone stays theirs when they have closed the stall.
    """

    VIEW = "view"
    SELL = "sell"
    SCAN = "scan"
    STOCK = "stock"
    OWN = "own"
    BOOKS = "books"


ROLE_RIGHTS: dict[StaffRole, frozenset[Right]] = {
    StaffRole.COUNTER: frozenset({Right.VIEW, Right.SELL, Right.SCAN}),
    StaffRole.SELL: frozenset({Right.VIEW, Right.SELL}),
    StaffRole.SCAN: frozenset({Right.VIEW, Right.SCAN}),
    StaffRole.ALL: frozenset({Right.VIEW, Right.SELL, Right.SCAN, Right.STOCK}),
}


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


def require_impartial(session: Session, actor: Actor, stall: Stall) -> None:
    """Refuse whoever owns the stall or helps there, in any role and whatever the state of the stall. Raises OwnStallDecided."""
    helps = select(StallStaff.person_id).where(
        col(StallStaff.stall_id) == stall.id, col(StallStaff.person_id) == actor.person
    )
    if stall.owner_id == actor.person or session.exec(helps).first() is not None:
        raise OwnStallDecided(stall.name)


def has_right(person: int, right: Right) -> ColumnElement[bool]:
    """Return the condition on Stall that a person may do this there now: its owner while it is not closed, or a helper whose role includes it.

    Helpers may nothing while the stall is not approved, while its owner is blocked or forgotten, or while they are blocked.
    """
    roles = [role for role, rights in ROLE_RIGHTS.items() if right in rights]
    helps = exists().where(
        col(StallStaff.stall_id) == col(Stall.id),
        col(StallStaff.person_id) == person,
        col(StallStaff.role).in_(roles),
    )
    both = col(Person.id).in_((person, col(Stall.owner_id)))
    blocked = exists().where(both, col(Person.blocked_at).is_not(None))
    open_to_helpers = and_(
        col(Stall.state) == StallApproval.APPROVED, col(Stall.owner_id).is_not(None), ~blocked
    )
    is_open = true() if right is Right.BOOKS else col(Stall.closed_at).is_(None)
    return or_(and_(col(Stall.owner_id) == person, is_open), and_(open_to_helpers, helps))


def may(session: Session, person: int, stall: int, right: Right) -> bool:
    """Return whether a person may do this at a stall now."""
    found = select(Stall.id).where(col(Stall.id) == stall, has_right(person, right))
    return session.exec(found).first() is not None


def owns_stall(session: Session, person: int, stall: int | None) -> bool:
    """Return whether a person owns a stall; nobody owns a hub (None)."""
    return stall is not None and may(session, person, stall, Right.OWN)


def stalls_with(session: Session, person: int, right: Right) -> tuple[int, ...]:
    """Return the stalls where a person may do this: their own first, then those where they help, by id."""
    rows = select(Stall.id).where(has_right(person, right))
    found = session.exec(rows.order_by((col(Stall.owner_id) == person).desc(), col(Stall.id)))
    return tuple(stall for stall in found if stall)


def require_right(session: Session, actor: Actor, stall: int, right: Right) -> Stall:
    """Return the stall to a person who may do this there.

    Raises StallUnknown, also for a stall that others may not see; NotYourStall for others, as OutsideRole for a helper in another role, and as
    HelpEnded for a former helper.
    """
    row = StallUnknown.unless(session.get(Stall, stall))
    if may(session, actor.person, stall, right):
        return row
    if row.state != StallApproval.APPROVED:
        raise StallUnknown
    if may(session, actor.person, stall, Right.VIEW):
        raise OutsideRole(row.name)
    if former_stall(session, actor.person, stall) is not None:
        raise HelpEnded(row.name)
    raise NotYourStall(row.name)


def former_stall(session: Session, person: int, stall: int | None = None) -> str | None:
    """Return the name of the stall where a person helped last and does not any more, or of this stall; None where there is none.

    The log of changes knows it; a person who asked to be forgotten has none.
    """
    about = [col(AuditEntry.about) == f"stall:{stall}"] if stall else []
    removed = (
        select(AuditEntry.about)
        .join(AuditPerson, col(AuditPerson.id) == col(AuditEntry.subject))
        .where(
            col(AuditPerson.person_id) == person,
            col(AuditEntry.action) == AuditAction.STALL_STAFF_REMOVED,
            *about,
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    )
    last = session.exec(removed).first()
    row = session.get(Stall, int(last.removeprefix("stall:"))) if last else None
    if row is None or session.get(StallStaff, (row.id, person)) is not None:
        return None
    return row.name
