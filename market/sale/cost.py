"""The cost of one unit of an item to its stall. Nobody else ever sees it."""

from dataclasses import dataclass

from sqlmodel import Session

from market.actor import Actor, Right, require_right
from market.drop.facts import DropFacts, ItemFacts
from market.drop.own_drop import lock_own_item, own_drop_of
from market.sale.refusals import MoneyUnfit
from storage.drop import Item

MOST = 1_000_000_000
"""The dearest that one unit may be, in minor units."""


@dataclass(frozen=True, kw_only=True)
class ItemCost:
    """An item with its cost in minor units each; None where the stall did not say."""

    drop: DropFacts
    item: ItemFacts
    cost: int | None


def item_cost(session: Session, actor: Actor, item: int) -> ItemCost:
    """Return what an item costs, to the stall's owner. Raises DropUnknown, NotYourStall."""
    drop = own_drop_of(session, actor, item)
    require_right(session, actor, drop.stall.id, Right.OWN)
    return ItemCost(drop=drop, item=drop.item(item), cost=session.get_one(Item, item).cost)


def set_cost(session: Session, actor: Actor, item: int, cost: int) -> None:
    """Set what one unit costs, in minor units. For the stall's owner. Raises Blocked, DropUnknown, NotYourStall, MoneyUnfit. locks: person, drop, item"""
    locked = lock_own_item(session, actor, item, Right.OWN)
    if not 0 <= cost <= MOST:
        raise MoneyUnfit
    locked.item.cost = cost
