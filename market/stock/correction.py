"""Corrections of an item by one line, each with what is needed to undo it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.drop.locked_item import LockedItem
from market.stock.change import change_price, change_quantity, leave_units, lock_changeable_item


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """A quantity or price before and after. `number` is the lowest that got units, if any did."""

    drop: int
    item: int
    was: int
    became: int
    number: int | None = None


def add_units(session: Session, actor: Actor, item: int, units: int, now: datetime) -> Corrected:
    """Add units to an item, or take some away if negative. Raises as `change_quantity`. locks: person, drop, item, hold"""
    locked = lock_changeable_item(session, actor, item, now)
    was = locked.item.quantity
    return _set_quantity(session, actor, locked, max(0, was + units), now=now)


def correct_quantity(
    session: Session, actor: Actor, item: int, quantity: int, was: int, now: datetime
) -> Corrected | None:
    """Set the quantity of an item if it is still what it `was`, else return None. Raises as `change_quantity`. locks: person, drop, item, hold"""
    locked = lock_changeable_item(session, actor, item, now)
    if locked.item.quantity != was:
        return None
    return _set_quantity(session, actor, locked, quantity, now=now)


def correct_price(
    session: Session, actor: Actor, item: int, price: int, was: int, now: datetime
) -> Corrected | None:
    """Set the price of an item if it is still what it `was`, else return None. Raises as `change_price`. locks: person, drop, item"""
    locked = lock_changeable_item(session, actor, item, now)
    if locked.item.price != was:
        return None
    change_price(session, actor, item, price, now=now)
    return Corrected(drop=locked.item.drop_id, item=item, was=was, became=price)


def sell_out_item(session: Session, actor: Actor, item: int, now: datetime) -> Corrected:
    """Take away the units that are neither held nor booked. Raises as `leave_units`. locks: person, drop, item, hold"""
    return correct_left(session, actor, item, 0, now=now)


def correct_left(session: Session, actor: Actor, item: int, units: int, now: datetime) -> Corrected:
    """Leave so many units that are neither held nor booked. Raises as `leave_units`. locks: person, drop, item, hold"""
    locked = lock_changeable_item(session, actor, item, now)
    was = locked.item.quantity
    became = leave_units(session, actor, item, units, now=now)
    return Corrected(drop=locked.item.drop_id, item=item, was=was, became=became)


def _set_quantity(
    session: Session, actor: Actor, locked: LockedItem, quantity: int, now: datetime
) -> Corrected:
    item, was = locked.item.id or 0, locked.item.quantity
    number = change_quantity(session, actor, item, quantity, now=now)
    return Corrected(drop=locked.item.drop_id, item=item, was=was, became=quantity, number=number)
