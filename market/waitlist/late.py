"""Somebody who is late says so, and the stall keeps what they booked until the end of its drop."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from market.drop.browse import any_drops
from market.drop.facts import DropFacts, ItemFacts
from market.drop.locked_item import LockedItem, notify_about
from market.drop.pickup import is_late_hour, late_from
from market.drop.refusals import DropOver
from market.person import lock_unblocked_person
from market.waitlist.notifications import BookingLate
from market.waitlist.position import ActiveBooking
from market.waitlist.refusals import BookingUnknown, LateTooSoon, NothingToKeep, SlotNotKept
from market.waitlist.shopper_actions import lock_booking, refuse_unbooked
from storage.drop import Drop, Item
from storage.shown import mark_place
from storage.waitlist import Booking, BookingState, Entry, Hold


@dataclass(frozen=True, kw_only=True)
class LateBooking:
    """A booking that is kept for somebody who is late, by the number of its entry, without a name."""

    number: int
    units: int
    drop: DropFacts
    item: ItemFacts


def can_say_late(drop: DropFacts, item: ItemFacts, booked: ActiveBooking, now: datetime) -> bool:
    """Return whether the person of a booking may say now that they are late, and has not said so."""
    since = late_from(drop.starts_at, drop.ends_at, item.starts_at)
    return is_late_hour(since, drop.ends_at, now) and booked.late_at is None and not booked.collected


def say_late(session: Session, person: int, booking: int, now: datetime) -> datetime:
    """Keep a booking until the end of its drop, and tell the stall; return that time. Said twice, it changes nothing.

    The stall is told once a person and stall day.
    Raises Blocked, BookingNotYours, NothingToKeep, AlreadyCollected, DropCancelled, DropOver, SlotNotKept, LateTooSoon.
    locks: person, drop, item, booking, notification
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    if row.state in (BookingState.RELEASED, BookingState.MISSED):
        raise NothingToKeep
    refuse_unbooked(locked, row, now)
    if row.late_at is None:
        _refuse_untimely(locked, now)
        if not _is_late(session, locked, person):
            _tell_stall(session, locked, booking, now)
        row.late_at = now
        mark_place(session, row.item_id, person, now)
    return locked.drop.ends_at


def late_bookings(session: Session, booking: int) -> tuple[LateBooking, ...]:
    """Return what a stall keeps on its day for the person of this booking. Raises BookingUnknown where that is nothing."""
    of = _booked(col(Booking.person_id), col(Drop.stall_day_id)).where(col(Booking.id) == booking)
    person, stall_day = session.execute(of).first() or (None, None)
    rows = (
        _booked(col(Entry.number), Booking, col(Drop.id))
        .join(Hold, col(Hold.id) == col(Booking.hold_id))
        .join(Entry, col(Entry.id) == col(Hold.entry_id))
        .where(
            col(Booking.person_id) == person,
            col(Drop.stall_day_id) == stall_day,
            col(Booking.late_at).is_not(None),
            col(Booking.state) == BookingState.BOOKED,
            col(Booking.collected) == 0,
        )
    )
    found = session.execute(rows.order_by(col(Booking.id))).all() if person is not None else []
    if not found:
        raise BookingUnknown
    drops = {drop.id: drop for drop in any_drops(session, tuple({drop for _, _, drop in found}))}
    return tuple(
        LateBooking(number=number or 0, units=row.units, drop=drops[drop], item=drops[drop].item(row.item_id))
        for number, row, drop in found
    )


def _refuse_untimely(locked: LockedItem, now: datetime) -> None:
    """Raise DropOver, SlotNotKept or LateTooSoon unless one may say now that one is late."""
    since = late_from(locked.drop.starts_at, locked.drop.ends_at, locked.item.starts_at)
    if now >= locked.drop.ends_at:
        raise DropOver
    if since is None:
        raise SlotNotKept
    if now < since:
        raise LateTooSoon(since, locked.alley.zone)


def _is_late(session: Session, locked: LockedItem, person: int) -> bool:
    """Return whether the person has said so to this stall today, of whatever they booked."""
    said = _booked(col(Booking.id)).where(
        col(Booking.person_id) == person,
        col(Drop.stall_day_id) == locked.drop.stall_day_id,
        col(Booking.late_at).is_not(None),
    )
    return session.execute(said.limit(1)).first() is not None


def _tell_stall(session: Session, locked: LockedItem, booking: int, now: datetime) -> None:
    late, until = BookingLate(booking_id=booking), locked.drop.ends_at
    owner, about = locked.stall.owner_id, f"late:{booking}"
    notify_about(session, owner, late, locked, due_at=now, about=about, late_after=until)


def _booked(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Select columns of bookings with their item and drop."""
    rows = select(*columns).select_from(Booking).join(Item, col(Item.id) == col(Booking.item_id))
    return rows.join(Drop, col(Drop.id) == col(Item.drop_id))
