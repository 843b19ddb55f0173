"""The units that can be sold at the stall: those that nobody has booked, holds or waits for."""

from datetime import datetime

from sqlmodel import Session

from market.drop.draw_state import draw_pending
from market.drop.locked_item import LockedItem
from market.drop.refusals import DropUnknown
from market.sale.refusals import NotDrawnYet, NotEnoughLeft, OtherCurrency
from market.waitlist.allocate import allocate
from market.waitlist.join_checks import refuse_not_giving
from storage.drop import DropState, Item


def take_for_sale(session: Session, locked: LockedItem, units: int, currency: str, *, now: datetime) -> None:
    """Take units of a locked item for a walk-in sale, after what is available was offered to those who wait.

    Raises as `refuse_not_giving`, DropUnknown for a draft too; OtherCurrency, NotDrawnYet, NotEnoughLeft. locks: hold, entry
    """
    if locked.drop.state == DropState.DRAFT:
        raise DropUnknown
    refuse_not_giving(locked, now)
    if locked.alley.currency != currency:
        raise OtherCurrency(locked.item.name)
    if draw_pending(session, locked.drop.policy, locked.item.id or 0):
        raise NotDrawnYet(locked.item.name)
    allocate(session, locked, now)
    left = sellable(locked, now)
    if units > left:
        raise NotEnoughLeft(locked.item.name, left)
    locked.change_sold(units)
    allocate(session, locked, now)


def sellable(locked: LockedItem, now: datetime) -> int:
    """Return how many units of an item can be sold: without those that people still wait for, except in the last call.

    Entries that wait although something is available ask for more than that, so nobody who comes later has it before them.
    """
    if locked.is_last_call(now):
        return max(0, locked.free)
    spare = (
        (item.quantity - item.booked - item.held - _waited_for(locked, item)) // units
        for item, units in locked.requirements
    )
    return max(0, min(spare))


def _waited_for(locked: LockedItem, item: Item) -> int:
    """Return how many units of an item all entries wait for, also as a component of bundles."""
    return sum(
        each.item.waiting * units
        for each in locked.all
        for other, units in each.requirements
        if other is item
    )
