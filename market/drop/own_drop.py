"""A stall's own drops, for its staff."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.browse import any_drop
from market.drop.facts import DropFacts
from market.drop.locked_item import LockedItem, lock_item, lock_items
from market.drop.refusals import DropUnknown
from market.person import lock_unblocked_person
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.stall import Stall


@dataclass(kw_only=True)
class LockedDrop:
    """A drop with its items, locked in the order of their ids."""

    drop: Drop
    stall: Stall
    alley: Alley
    locked_items: tuple[LockedItem, ...]

    @property
    def items(self) -> list[Item]:
        return [locked.item for locked in self.locked_items]


def own_drop(session: Session, actor: Actor, drop: int, right: Right = Right.VIEW) -> DropFacts:
    """Return a drop of the actor's stall to those with this right, a draft to those who may post. Raises DropUnknown, NotYourStall."""
    facts = any_drop(session, drop)
    right = Right.STOCK if facts.state == DropState.DRAFT else right
    require_right(session, actor, facts.stall.id, right)
    return facts


def own_drop_of(session: Session, actor: Actor, item: int) -> DropFacts:
    """As `own_drop`, by one of its items."""
    found = session.exec(select(Item.drop_id).where(col(Item.id) == item)).first()
    if found is None:
        raise DropUnknown
    return own_drop(session, actor, found)


def lock_own_drop(session: Session, actor: Actor, drop: int, right: Right = Right.STOCK) -> LockedDrop:
    """Lock a drop with its items, for a person who has this right at its stall. Raises Blocked, DropUnknown, NotYourStall. locks: person, drop, item"""
    lock_unblocked_person(session, actor.person)
    row = _lock_row(session, drop)
    require_right(session, actor, row.stall_id, right)
    return lock_items_of(session, row)


def lock_drop(session: Session, drop: int) -> LockedDrop:
    """Lock a drop with its items, for an action that has asked for the right. Raises DropUnknown. locks: drop, item"""
    return lock_items_of(session, _lock_row(session, drop))


def _lock_row(session: Session, drop: int) -> Drop:
    row = session.exec(select(Drop).where(col(Drop.id) == drop).with_for_update(key_share=True)).first()
    if row is None:
        raise DropUnknown
    return row


def lock_items_of(session: Session, row: Drop) -> LockedDrop:
    """Lock the items of a locked drop. locks: item"""
    stall, alley = session.get_one(Stall, row.stall_id), session.get_one(Alley, row.alley_id)
    return LockedDrop(drop=row, stall=stall, alley=alley, locked_items=lock_items(session, row, alley))


def lock_own_item(session: Session, actor: Actor, item: int, right: Right = Right.STOCK) -> LockedItem:
    """Lock an item, for a person who has this right at its stall. Raises Blocked, DropUnknown, NotYourStall. locks: person, drop, item"""
    lock_unblocked_person(session, actor.person)
    locked = lock_item(session, item)
    if locked is None:
        raise DropUnknown
    require_right(session, actor, locked.drop.stall_id, right)
    return locked
