"""Corrections of an item by one line, each with what is needed to undo it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.drop.locked_item import LockedItem
from market.stock.change import change_price, change_quantity, lock_changeable_item, sell_out
from market.waitlist.allocate import allocate


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
    """Take away the units that are neither held nor booked. Raises as `sell_out`. locks: person, drop, item, hold"""
    locked = lock_changeable_item(session, actor, item, now)
    was = locked.item.quantity
    became = sell_out(session, actor, item, now)
    return Corrected(drop=locked.item.drop_id, item=item, was=was, became=became)


def correct_left(session: Session, actor: Actor, item: int, units: int, now: datetime) -> Corrected:
    """Set the quantity to so many units beside those that are held or booked. Raises as `change_quantity`. locks: person, drop, item, hold"""
    locked = lock_changeable_item(session, actor, item, now)
    allocate(session, locked, now)
    return _set_quantity(session, actor, locked, locked.item.held + locked.item.booked + units, now=now)


def _set_quantity(
    session: Session, actor: Actor, locked: LockedItem, quantity: int, now: datetime
) -> Corrected:
    item, was = locked.item.id or 0, locked.item.quantity
    number = change_quantity(session, actor, item, quantity, now=now)
    return Corrected(drop=locked.item.drop_id, item=item, was=was, became=quantity, number=number)
