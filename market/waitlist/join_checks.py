"""Whether a line can be joined now, and who has something on it already."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.draw_state import closing, is_drawn
from market.drop.locked_item import LockedItem, lock_item
from market.drop.refusals import DropCancelled, DropOver, DropPaused, DropUnknown
from market.waitlist.booking import has_expired
from market.waitlist.person_units import units_of
from market.waitlist.refusals import (
    AlreadyHolding,
    DrawClosed,
    ItemNotOffered,
    TooManyUnits,
    WaitlistClosed,
    WaitlistNotOpen,
)
from storage.waitlist import Hold


def lock_known_item(session: Session, item: int) -> LockedItem:
    """Of a drop that is past its draft. Raises DropUnknown. locks: drop, line"""
    locked = lock_item(session, item)
    if locked is None or locked.drop.state == "draft":
        raise DropUnknown
    return locked


def lock_giving_item(session: Session, item: int, now: datetime) -> LockedItem:
    """Where units are given out. Raises as `refuse_not_giving`. locks: drop, line"""
    locked = lock_known_item(session, item)
    refuse_not_giving(locked, now)
    return locked


def lock_joinable_item(session: Session, item: int, now: datetime) -> LockedItem:
    """Where one may join. Raises as `refuse_closed`. locks: drop, line"""
    locked = lock_known_item(session, item)
    refuse_closed(locked, now, locked.drop.policy != "draw" or is_drawn(session, item))
    return locked


def refuse_not_giving(locked: LockedItem, now: datetime) -> None:
    """Raises DropUnknown, DropCancelled, DropPaused, DropOver, WaitlistNotOpen, LineNotOffered."""
    drop = locked.drop
    if drop.hidden_at:
        raise DropUnknown
    if drop.state == "cancelled":
        raise DropCancelled(drop.cancelled_at or now, locked.alley.zone)
    if drop.state == "paused":
        raise DropPaused
    if now >= locked.cut_off:
        raise DropOver
    if now < drop.opens_at:
        raise WaitlistNotOpen(drop.opens_at, locked.alley.zone)
    if not locked.item.offered:
        raise ItemNotOffered(locked.item.name)


def refuse_closed(locked: LockedItem, now: datetime, drawn: bool) -> None:
    """As `refuse_not_giving`; raises WaitlistClosed, DrawClosed too."""
    refuse_not_giving(locked, now)
    closes = closing(locked.drop) if locked.drop.policy == "draw" else locked.drop.closes_at
    if closes is None or now < closes:
        return
    if locked.drop.policy != "draw":
        raise WaitlistClosed(closes, locked.alley.zone)
    if not drawn:
        raise DrawClosed(closes, locked.alley.zone)


def live_hold(session: Session, locked: LockedItem, person: int) -> Hold | None:
    """What is held for this person on this line, run out or not."""
    live = select(Hold).where(
        col(Hold.item_id) == locked.item.id, col(Hold.person_id) == person, col(Hold.state) == "live"
    )
    return session.exec(live).first()


def refuse_second_hold(session: Session, locked: LockedItem, person: int, now: datetime) -> None:
    """Raises AlreadyHolding."""
    hold = live_hold(session, locked, person)
    if hold and not has_expired(locked, hold, now):
        raise AlreadyHolding(hold.units, hold.until, locked.alley.zone)


def refuse_too_many(session: Session, locked: LockedItem, person: int, units: int, now: datetime) -> None:
    """Raises PartyTooBig."""
    refuse_units(locked, units, units_of(session, locked, person, now))


def refuse_units(locked: LockedItem, units: int, units_so_far: int) -> None:
    """`units_so_far`: what is theirs on the drop already, or may become so. Raises PartyTooBig."""
    limit = locked.drop.per_person
    if not 1 <= units <= limit - units_so_far:
        raise TooManyUnits(limit, units_so_far)
    if units > locked.total:
        raise TooManyUnits(locked.total, 0)
