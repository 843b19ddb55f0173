"""A shopper's actions on an entry, a hold or a booking: leave, confirm, decline, release, attend. Each allocates the item after its change."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from locales.units import admits
from market.drop.locked_item import LockedItem
from market.drop.refusals import DropCancelled, DropOver
from market.ledger.deposit_end import refund_or_forfeit
from market.ledger.deposit_price import refuse_unpaid
from market.person import lock_unblocked_person
from market.ticket.issue import revoke
from market.waitlist.allocate import allocate, end_hold
from market.waitlist.booking import book_hold, lock_own_hold, refuse_ended, refuse_unavailable
from market.waitlist.join_checks import lock_known_item, refuse_minor, refuse_second_hold
from market.waitlist.person_units import holders, waiting_entry, went_to
from market.waitlist.refusals import AlreadyCollected, BookingNotYours, NotWaiting
from storage.drop import DropState
from storage.shown import mark_line, mark_place
from storage.waitlist import Booking, BookingState, EntryState, HoldState


def leave(session: Session, person: int, item: int, now: datetime) -> int:
    """Leave the waitlist; return the number that the entry had, 0 before the draw.

    Raises DropCancelled, DropOver, NotWaiting, AlreadyHolding. locks: person, drop, item, hold
    """
    lock_unblocked_person(session, person)
    locked = lock_known_item(session, item)
    entry = waiting_entry(session, person, item)
    if entry is None:
        refuse_second_hold(session, locked, person, now)
        if locked.drop.state == DropState.CANCELLED:
            raise DropCancelled(locked.drop.cancelled_at or now, locked.alley.zone)
        raise DropOver if now >= locked.drop.ends_at else NotWaiting
    entry.state, entry.ended_at = EntryState.LEFT, now
    locked.item.waiting -= entry.units
    mark_place(session, item, person, now)
    mark_line(session, item, now)
    allocate(session, locked, now)
    return entry.number or 0


def confirm(session: Session, person: int, hold: int, units: int, now: datetime, rng: Random) -> int:
    """Turn a hold, or fewer of its units, into a booking at today's price, with its ticket; return the booking's id. No message tells of it.

    A hold that is confirmed already gives the same booking.
    Raises HoldNotYours, HoldExpired, DropCancelled, DropUnknown, AdultsOnly, DepositAsked. locks: person, drop, item, hold
    """
    lock_unblocked_person(session, person)
    locked, row = lock_own_hold(session, person, hold)
    if row.state == HoldState.BOOKED:
        return session.exec(select(Booking).where(col(Booking.hold_id) == hold)).one().id or 0
    refuse_unavailable(locked, row, now)
    refuse_minor(session, locked, person)
    refuse_unpaid(session, locked)
    booking = book_hold(session, locked, row, units, now=now, rng=rng)
    allocate(session, locked, now, answered=(person,))
    return booking.id


def decline(session: Session, person: int, hold: int, now: datetime) -> int | None:
    """Decline a hold; return the number its units went to, if any. Raises HoldNotYours, HoldExpired. locks: person, drop, item, hold"""
    lock_unblocked_person(session, person)
    locked, row = lock_own_hold(session, person, hold)
    refuse_ended(locked, row, now)
    holders_before = holders(session, locked)
    end_hold(session, locked, row, HoldState.DECLINED, now=now)
    allocate(session, locked, now)
    return went_to(session, locked, holders_before)


def release(session: Session, person: int, booking: int, now: datetime, forfeit: bool = False) -> int | None:
    """Release a booking; return the number its units went to, if any. `forfeit`: the stall may keep the deposit.

    Raises BookingNotYours, AlreadyCollected, DropCancelled, DropOver, RefundTooLate. locks: person, drop, item, hold, deposit
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    if row.state == BookingState.RELEASED:
        return None
    refuse_unbooked(locked, row, now)
    refund_or_forfeit(session, row, locked.alley.zone, now, forfeit=forfeit)
    holders_before = holders(session, locked)
    row.state, row.ended_at = BookingState.RELEASED, now
    locked.change_counts(booked=-row.units)
    revoke(session, row, now)
    mark_place(session, row.item_id, person, now)
    allocate(session, locked, now)
    return went_to(session, locked, holders_before)


def attend(session: Session, person: int, booking: int, now: datetime) -> None:
    """Note that the person attends. Raises BookingNotYours, AlreadyCollected, DropCancelled, DropOver. locks: person, drop, item"""
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    refuse_unbooked(locked, row, now)
    row.coming = True
    mark_place(session, row.item_id, person, now)


def lock_booking(session: Session, person: int, booking: int) -> tuple[LockedItem, Booking]:
    """Lock a booking of this person, as `lock_own_hold`. Raises BookingNotYours. locks: drop, item, booking"""
    known = session.exec(select(Booking.item_id, Booking.person_id).where(col(Booking.id) == booking)).first()
    if known is None or known[1] != person:
        raise BookingNotYours
    locked = lock_known_item(session, known[0])
    return locked, session.get_one(Booking, booking, with_for_update=True, populate_existing=True)


def refuse_unbooked(locked: LockedItem, booking: Booking, now: datetime) -> None:
    """Refuse a booking that is cancelled, collected or over. Raises DropCancelled, AlreadyCollected, DropOver."""
    if booking.state == BookingState.CANCELLED:
        raise DropCancelled(locked.drop.cancelled_at or now, locked.alley.zone)
    if booking.collected or booking.state == BookingState.COLLECTED:
        raise AlreadyCollected(admitted=admits(locked.item.unit))
    if booking.state != BookingState.BOOKED:
        raise DropOver
