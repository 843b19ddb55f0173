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


@dataclass(frozen=True, kw_only=True)
class PostingStalls:
    """The stalls for which a person may post, their own first. `said` is where their stock goes; None: they have to be asked.

    `acting` is the one whose goods a line corrects: as `said`, else that of the open desk, else the first. `names`: they work at several stalls, so an answer
    names the one it is about. `selling` is the stall of the open desk, where they may sell there.
    """

    stalls: tuple[StallState, ...]
    said: StallState | None
    acting: StallState | None
    selling: StallState | None
    names: bool


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


def posting_stalls(session: Session, person: int) -> PostingStalls:
    """Return the stalls for which a person may post, and where their stock goes, whichever desk is open."""
    works = workplaces_of(session, person)
    stalls = tuple(desk.posting for desk in works.desks if desk.posting)
    said = stalls[0] if len(stalls) == 1 else _said(session, person, stalls)
    opened = works.open.posting if works.open else None
    desk = works.open or next(iter(works.desks), None)
    return PostingStalls(
        stalls=stalls,
        said=said,
        acting=said or opened or next(iter(stalls), None),
        selling=desk.selling if desk else None,
        names=len(works.desks) > 1,
    )


def _said(session: Session, person: int, stalls: tuple[StallState, ...]) -> StallState | None:
    """Return the stall for which a person said they post, of those where they may."""
    if not stalls:
        return None
    choice = session.exec(select(DeskChoice.posting_id).where(col(DeskChoice.person_id) == person)).first()
    return next((stall for stall in stalls if stall.id == choice), None)


def posting_stall(session: Session, person: int) -> StallState | None:
    """Return the stall for which a person posts; None where they work at none. Raises OutsideRole where they may post for none."""
    posting = posting_stalls(session, person)
    desk = None if posting.acting else open_desk(session, person)
    if desk is not None:
        raise OutsideRole(desk.stall.name)
    return posting.acting


def choose_posting(session: Session, actor: Actor, stall: int) -> None:
    """Let what a person types be stock of this stall from now on. Raises Blocked, StallUnknown, NotYourStall. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_right(session, actor, stall, Right.STOCK)
    _keep_posting(session, actor.person, stall)


def choose_desk(session: Session, actor: Actor, stall: int) -> None:
    """Open the desk of a stall where the person works, and post for it where they may. Raises Blocked, StallUnknown, NotYourStall. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_right(session, actor, stall, Right.VIEW)
    open_desk_of(session, actor.person, stall)
    if may(session, actor.person, stall, Right.STOCK):
        _keep_posting(session, actor.person, stall)


def _keep_posting(session: Session, person: int, stall: int) -> None:
    """Note for which stall a person said they post. Where they have opened no desk yet, its own is open."""
    if not insert_once(session, DeskChoice, person_id=person, stall_id=stall, posting_id=stall):
        session.get_one(DeskChoice, person, populate_existing=True).posting_id = stall


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
