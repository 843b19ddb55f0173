"""Booking: the one place where a hold becomes a booking."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem, lock_item, notify_about
from market.drop.refusals import DropCancelled, DropUnknown
from market.reminder import remind_booking
from market.ticket.issue import issue_booking_ticket
from market.ticket.notifications import TicketIssued
from market.waitlist.allocate import end_hold
from market.waitlist.refusals import HoldExpired, HoldNotYours
from storage.drop import DropState
from storage.waitlist import Booking, Hold, HoldState


def lock_own_hold(session: Session, person: int, hold: int) -> tuple[LockedItem, Hold]:
    """Lock a hold of this person. Its owner is read before the locks, its row only after them, so that the row is up to date.

    Raises HoldNotYours. locks: drop, item, hold
    """
    known = session.exec(select(Hold.item_id, Hold.person_id).where(col(Hold.id) == hold)).first()
    if known is None or known[1] != person:
        raise HoldNotYours
    return lock_hold(session, hold)


def lock_hold(session: Session, hold: int) -> tuple[LockedItem, Hold]:
    """Lock a hold of any person. Raises HoldNotYours where there is no such hold. locks: drop, item, hold"""
    item = session.exec(select(Hold.item_id).where(col(Hold.id) == hold)).first()
    locked = lock_item(session, item) if item else None
    if locked is None:
        raise HoldNotYours
    return locked, session.get_one(Hold, hold, with_for_update=True, populate_existing=True)


def refuse_ended(locked: LockedItem, hold: Hold, now: datetime) -> None:
    """Refuse a hold that is not live any more. Raises DropCancelled, HoldExpired."""
    if locked.drop.state == DropState.CANCELLED:
        raise DropCancelled(locked.drop.cancelled_at or now, locked.alley.zone)
    if hold.state != HoldState.LIVE or locked.has_expired(hold.until, now):
        raise HoldExpired(hold.ended_at or hold.until, locked.alley.zone)


def refuse_unavailable(locked: LockedItem, hold: Hold, now: datetime) -> None:
    """Refuse a hold that has ended, and one of a drop that is not open to the public. Raises as `refuse_ended`, DropUnknown."""
    refuse_ended(locked, hold, now)
    if not locked.open_to_public:
        raise DropUnknown


def book_units(
    session: Session, locked: LockedItem, hold: Hold, units: int, now: datetime, rng: Random
) -> Booking:
    """Turn a live hold, or fewer of its units, into a booking at today's price, with its ticket and reminders. The caller allocates afterwards."""
    kept = min(max(units, 1), hold.units)
    end_hold(session, locked, hold, HoldState.BOOKED, now=now)
    locked.change_counts(booked=kept)
    booking = Booking(
        hold_id=hold.id or 0,
        item_id=hold.item_id,
        person_id=hold.person_id,
        units=kept,
        price=locked.item.price,
        loan_deposit=locked.item.loan_deposit,
        booked_at=now,
    )
    session.add(booking)
    session.flush()
    remind_booking(session, booking, now)
    ticket = issue_booking_ticket(session, booking, now, rng)
    issued = TicketIssued(drop_id=locked.drop.id or 0, item_id=hold.item_id, ticket_id=ticket)
    notify_about(session, hold.person_id, issued, locked, now, about=f"ticket:{ticket}")
    return booking
