"""A stall's own drops, to its own staff."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.acting import Acting, must_staff
from market.drop.browse import any_drop
from market.drop.facts import DropFacts
from market.person import lock_person
from market.refusal import DropUnknown
from market.waitlist.ground import Ground, ground, grounds
from storage.alley import Alley
from storage.drop import Drop, Line
from storage.stall import Stall


@dataclass
class Own:
    """A drop with its lines, locked in the order of their ids."""

    drop: Drop
    stall: Stall
    alley: Alley
    stands: tuple[Ground, ...]

    @property
    def lines(self) -> list[Line]:
        return [at.line for at in self.stands]

    def grounds(self) -> list[Ground]:
        return list(self.stands)


def own_drop(session: Session, acting: Acting, drop: int) -> DropFacts:
    """As it stands, a draft too. Raises DropUnknown, NotYourStall."""
    facts = any_drop(session, drop)
    must_staff(session, acting, facts.stall.id)
    return facts


def lock_own(session: Session, acting: Acting, drop: int) -> Own:
    """Raises Banned, DropUnknown, NotYourStall. locks: person, drop, line"""
    lock_person(session, acting.person)
    row = session.exec(select(Drop).where(col(Drop.id) == drop).with_for_update(key_share=True)).first()
    if row is None:
        raise DropUnknown
    stall = must_staff(session, acting, row.stall_id)
    alley = session.get_one(Alley, row.alley_id)
    return Own(row, stall, alley, grounds(session, row, alley))


def lock_own_line(session: Session, acting: Acting, line: int) -> Ground:
    """Raises Banned, DropUnknown, NotYourStall. locks: person, drop, line"""
    lock_person(session, acting.person)
    at = ground(session, line)
    if at is None:
        raise DropUnknown
    must_staff(session, acting, at.drop.stall_id)
    return at
