"""A draft whose units are added to an item that is published already."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.drop.own_drop import own_drop
from market.drop.refusals import DropUnknown
from market.stock.correction import Corrected, add_units
from market.stock.draft import undo
from market.stock.items_ahead import ItemAhead, items_ahead
from storage.drop import DropState


def same_item(session: Session, actor: Actor, drop: int, now: datetime) -> ItemAhead | None:
    """Return the published item with the name, day and price of a draft of one item, if there is one. Raises DropUnknown, NotYourStall."""
    draft = own_drop(session, actor, drop)
    if draft.state != DropState.DRAFT or len(draft.items) != 1 or not draft.items[0].quantity:
        return None
    called, price = draft.items[0].name.casefold(), draft.items[0].price
    ahead = items_ahead(session, actor, draft.stall.id, now)
    alike = (item for item in ahead if called in item.names and item.day == draft.day and item.price == price)
    return next(alike, None)


def merge_draft(session: Session, actor: Actor, drop: int, item: int, now: datetime) -> Corrected:
    """Delete a draft and add its units to the published item that is the same.

    Raises as `undo` and `change_quantity`, DropUnknown where they are not the same any more. locks: person, stall, drop, item, hold
    """
    same = same_item(session, actor, drop, now)
    if same is None or same.id != item:
        raise DropUnknown
    units = own_drop(session, actor, drop).items[0].quantity
    undo(session, actor, drop, now)
    return add_units(session, actor, item, units, now=now)
