"""The stalls at which a person works, and whose desk they have open."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.actor import ROLE_RIGHTS, Actor, OutsideRole, Right, may, require_right, stalls_with
from market.person import lock_unblocked_person
from market.stall import StallState, stall_state
from storage.insert import insert_once
from storage.staff import DeskChoice, StaffRole, StallStaff


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The desk of a stall for one person: what they may do there. `role` is None for its owner. `is_one_of_several`: they work at other stalls too."""

    stall: StallState
    role: StaffRole | None
    rights: frozenset[Right]
    is_one_of_several: bool

    @property
    def posting(self) -> StallState | None:
        """Return the stall where the person may post; None where they may not."""
        return self.stall if Right.STOCK in self.rights else None

    @property
    def selling(self) -> StallState | None:
        """Return the stall where the person may sell; None where they may not."""
        return self.stall if Right.SELL in self.rights else None


@dataclass(frozen=True)
class Workplaces:
    """The stalls at which a person works, their own first. `open` is the one whose desk they have open; None where they have not chosen."""

    desks: tuple[Desk, ...]
    open: Desk | None


def workplaces_of(session: Session, person: int) -> Workplaces:
    """Return the stalls at which a person works now."""
    stalls = stalls_with(session, person, Right.VIEW)
    desks = tuple(_desk(session, person, stall, is_one_of_several=len(stalls) > 1) for stall in stalls)
    chosen = select(DeskChoice.stall_id).where(col(DeskChoice.person_id) == person)
    choice = session.exec(chosen).first() if len(desks) > 1 else None
    found = next((desk for desk in desks if choice in (None, desk.stall.id)), None)
    return Workplaces(desks, found if choice is not None or len(desks) == 1 else None)


def open_desk(session: Session, person: int) -> Desk | None:
    """Return the desk that a person has open; the first where they have not chosen, and None where they work at no stall."""
    works = workplaces_of(session, person)
    return works.open or next(iter(works.desks), None)


def desk_at(session: Session, actor: Actor, stall: int) -> Desk:
    """Return the desk of a stall for a person who works there. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.VIEW)
    return next(desk for desk in workplaces_of(session, actor.person).desks if desk.stall.id == stall)


def posting_stall(session: Session, person: int) -> StallState | None:
    """Return the stall for which a person posts; None where they work at none. Raises OutsideRole where they may not post."""
    desk = open_desk(session, person)
    if desk is None:
        return None
    if desk.posting is None:
        raise OutsideRole(desk.stall.name)
    return desk.posting


def choose_desk(session: Session, actor: Actor, stall: int) -> None:
    """Open the desk of a stall where the person works. Raises Blocked, StallUnknown, NotYourStall. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_right(session, actor, stall, Right.VIEW)
    open_desk_of(session, actor.person, stall)


def open_desk_of(session: Session, person: int, stall: int) -> None:
    """Let a person's desk be that of a stall where they work."""
    if not insert_once(session, DeskChoice, person_id=person, stall_id=stall):
        session.get_one(DeskChoice, person, populate_existing=True).stall_id = stall


def _desk(session: Session, person: int, stall: int, *, is_one_of_several: bool) -> Desk:
    row = session.get(StallStaff, (stall, person), populate_existing=True)
    return Desk(
        stall=stall_state(session, stall),
        role=row.role if row else None,
        rights=rights_at(session, person, stall),
        is_one_of_several=is_one_of_several,
    )


def rights_at(session: Session, person: int, stall: int) -> frozenset[Right]:
    """Return all that a person may do at a stall; nothing where they do not work."""
    if not may(session, person, stall, Right.VIEW):
        return frozenset()
    row = session.get(StallStaff, (stall, person), populate_existing=True)
    return ROLE_RIGHTS[row.role] if row else frozenset(Right)
