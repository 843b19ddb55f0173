"""The checks of a join: whether the item can be joined now, a hold that awaits an answer, the limit per person."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from market.drop.draw_state import closing
from market.drop.locked_item import LockedItem, lock_item
from market.drop.refusals import DropCancelled, DropOver, DropPaused, DropUnknown
from market.drop.stopped import refuse_stopped_item
from market.person import adults_among
from market.ticket.booking_undo import UNDO_TIME
from market.waitlist.person_units import live_holds, units_of
from market.waitlist.refusals import (
    AdultsOnly,
    AlreadyBooked,
    AlreadyHolding,
    DrawClosed,
    ItemNotOffered,
    TooManyUnits,
    WaitlistClosed,
    WaitlistNotOpen,
)
from storage.drop import DropPolicy, DropState


def lock_known_item(session: Session, item: int) -> LockedItem:
    """Lock an item and its drop. Raises DropUnknown, also for a draft. locks: drop, item"""
    locked = lock_item(session, item)
    if locked is None or locked.drop.state == DropState.DRAFT:
        raise DropUnknown
    return locked


def lock_giving_item(session: Session, item: int, now: datetime) -> LockedItem:
    """Lock an item of which units are given out now. Raises as `refuse_not_giving`. locks: drop, item"""
    locked = lock_known_item(session, item)
    refuse_not_giving(locked, now)
    return locked


def refuse_not_public(locked: LockedItem) -> None:
    """Refuse an item of a drop that is not open to the public. Raises DropUnknown."""
    if not locked.open_to_public:
        raise DropUnknown


def refuse_not_giving(locked: LockedItem, now: datetime) -> None:
    """Refuse an item of which no units are given out now.

    Raises DropUnknown, DropCancelled, MarketDayCalledOff, WaitsForRain, DropPaused, DropOver, WaitlistNotOpen, ItemNotOffered.
    """
    drop = locked.drop
    refuse_not_public(locked)
    if drop.state == DropState.CANCELLED:
        raise DropCancelled(drop.cancelled_at or now, locked.alley.zone)
    refuse_stopped_item(locked)
    if drop.state == DropState.PAUSED:
        raise DropPaused
    if now >= locked.cut_off:
        raise DropOver
    if now < drop.opens_at:
        raise WaitlistNotOpen(drop.opens_at, locked.alley.zone)
    if not locked.item.offered:
        raise ItemNotOffered(locked.item.name)


def refuse_minor(session: Session, locked: LockedItem, person: int) -> None:
    """Refuse a locked person who has not said that they are 18 or older, where the drop is for adults. Raises AdultsOnly."""
    if locked.adults_only and not adults_among(session, (person,)):
        raise AdultsOnly


def refuse_closed(locked: LockedItem, now: datetime, drawn: bool) -> None:
    """Refuse an item whose waitlist is closed. Raises as `refuse_not_giving`; also WaitlistClosed, DrawClosed."""
    refuse_not_giving(locked, now)
    closes = closing(locked.drop) if locked.drop.policy == DropPolicy.DRAW else locked.drop.closes_at
    if closes is None or now < closes:
        return
    if locked.drop.policy != DropPolicy.DRAW:
        raise WaitlistClosed(closes, locked.alley.zone)
    if not drawn:
        raise DrawClosed(closes, locked.alley.zone)


def refuse_second_hold(session: Session, locked: LockedItem, person: int, now: datetime) -> None:
    """Refuse a person who has an unexpired hold on the item. Raises AlreadyHolding."""
    refuse_live_hold(locked, live_holds(session, locked, (person,)).get(person), now)


def refuse_live_hold(locked: LockedItem, hold: Row[Any] | None, now: datetime) -> None:
    """Refuse a live hold that has not expired. Raises AlreadyHolding."""
    if hold and not locked.has_expired(hold.until, now):
        until = locked.promised_until(hold.until, hold.notified_at, now)
        raise AlreadyHolding(hold.units, until, locked.alley.zone)


def refuse_repeated(booking: Row[Any] | None, now: datetime) -> None:
    """Refuse a person who has booked the item within the last minute. Raises AlreadyBooked."""
    if booking and now < booking.booked_at + UNDO_TIME:
        raise AlreadyBooked(booking.units)


def refuse_too_many(session: Session, locked: LockedItem, person: int, units: int, now: datetime) -> None:
    """Refuse units that would exceed the person's limit. Raises TooManyUnits."""
    refuse_units(locked, units, units_of(session, locked, person, now))


def refuse_units(locked: LockedItem, units: int, units_so_far: int) -> None:
    """Refuse a number of units outside the limit. `units_so_far` count towards the limit already. Raises TooManyUnits."""
    limit = locked.drop.per_person
    if not 1 <= units <= limit - units_so_far:
        raise TooManyUnits(limit, units_so_far)
    if units > locked.total:
        raise TooManyUnits(locked.total, 0)
