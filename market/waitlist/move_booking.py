"""Moving a booking to another slot of the same drop, in one step."""

from datetime import datetime
from random import Random

from sqlmodel import Session

from market.drop.locked_item import LockedItem
from market.drop.refusals import DropOver, DropUnknown
from market.ledger.deposit_end import move_to_booking
from market.person import lock_unblocked_person
from market.ticket.issue import revoke
from market.waitlist.allocate import allocate
from market.waitlist.booking import book_units
from market.waitlist.join_checks import lock_giving_item, refuse_minor, refuse_second_hold
from market.waitlist.offer import give_hold
from market.waitlist.person_units import leave_waitlist
from market.waitlist.refusals import SlotFull
from market.waitlist.shopper_actions import lock_booking, refuse_unbooked
from storage.shown import mark_place
from storage.waitlist import Booking, BookingState, Entry


def move_booking(session: Session, person: int, booking: int, item: int, now: datetime, rng: Random) -> int:
    """Move a booking to another slot, with a new ticket; its former units go to the next person there. Return the new booking's id.

    Raises BookingNotYours, AlreadyCollected, DropCancelled, DropOver; DropUnknown for an item that is no slot of this drop, SlotFull where it has
    too few units for a newcomer, AdultsOnly, AlreadyHolding. locks: person, drop, item, hold
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    refuse_unbooked(locked, row, now)
    if now >= locked.cut_off:
        raise DropOver
    to = lock_giving_item(session, item, now)
    if (
        to.drop.id != locked.drop.id
        or item == row.item_id
        or not (to.item.starts_at and locked.item.starts_at)
    ):
        raise DropUnknown
    refuse_minor(session, to, person)
    refuse_second_hold(session, to, person, now)
    allocate(session, to, now, answered=(person,))
    _give_back(session, locked, row, now)
    leave_waitlist(session, to, person, now)
    if row.units > to.free - to.item.waiting:
        raise SlotFull(to.item.starts_at, to.alley.zone, max(0, to.free - to.item.waiting))
    moved = book_units(
        session,
        to,
        give_hold(session, to, _place(session, to, row, now), row.units, now=now, answered=(person,)),
        row.units,
        now=now,
        rng=rng,
    )
    move_to_booking(session, row, moved, now)
    for each in (locked, to):
        allocate(session, each, now)
    return moved.id or 0


def _give_back(session: Session, locked: LockedItem, booking: Booking, now: datetime) -> None:
    booking.state, booking.ended_at = BookingState.RELEASED, now
    locked.change_counts(booked=-booking.units)
    revoke(session, booking, now)
    mark_place(session, booking.item_id, booking.person_id, now)


def _place(session: Session, locked: LockedItem, booking: Booking, now: datetime) -> Entry:
    entry = Entry(
        item_id=locked.item.id or 0,
        person_id=booking.person_id,
        number=locked.item.next_number,
        units=booking.units,
        joined_at=now,
    )
    locked.item.next_number += 1
    locked.item.waiting += booking.units
    session.add(entry)
    session.flush()
    return entry
