"""Booking: the one place where units become a booking, whether they were held before or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem, lock_item
from market.drop.refusals import DropCancelled, DropUnknown
from market.drop.stopped import refuse_stopped_item
from market.notification.outbox import notify
from market.ticket.issue import IssuedTicket, issue_booking_tickets
from market.ticket.notifications import TicketIssued
from market.waitlist.allocate import end_hold
from market.waitlist.refusals import HoldDeclined, HoldExpired, HoldNotYours
from storage.drop import DropState, Item
from storage.insert import insert_all
from storage.waitlist import Booking, BookingState, Hold, HoldState


@dataclass(frozen=True)
class NewBooking:
    """A booking that was made just now, with its ticket."""

    id: int
    ticket: IssuedTicket


@dataclass(frozen=True, kw_only=True)
class KeptUnits:
    """Units of a hold that its person keeps."""

    hold: int
    person: int | None
    units: int


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
    """Refuse a hold that is not live any more. Raises DropCancelled, HoldDeclined, HoldExpired."""
    if locked.drop.state == DropState.CANCELLED:
        raise DropCancelled(locked.drop.cancelled_at or now, locked.alley.zone)
    if hold.state == HoldState.DECLINED:
        raise HoldDeclined(hold.ended_at or hold.until, locked.alley.zone)
    if hold.state != HoldState.LIVE or locked.has_expired(hold.until, now):
        raise HoldExpired(hold.ended_at or hold.until, locked.alley.zone)


def refuse_unavailable(locked: LockedItem, hold: Hold, now: datetime) -> None:
    """Refuse a hold that has ended, and one of a drop that is stopped or not open to the public.

    Raises as `refuse_ended`, DropUnknown, MarketDayCalledOff, WaitsForRain.
    """
    refuse_ended(locked, hold, now)
    if not locked.open_to_public:
        raise DropUnknown
    refuse_stopped_item(locked)


def book_units(
    session: Session, locked: LockedItem, hold: Hold, units: int, now: datetime, rng: Random
) -> Booking:
    """Turn a live hold, or fewer of its units, into a booking, and send its ticket. The caller allocates afterwards."""
    booked = book_hold(session, locked, hold, units, now=now, rng=rng)
    if hold.person_id is not None:
        send_ticket(session, hold.person_id, locked.item, booked.ticket, now=now)
    return session.get_one(Booking, booked.id)


def send_ticket(session: Session, person: int, item: Item, ticket: IssuedTicket, *, now: datetime) -> None:
    """Send a person the ticket of a booking: the answer to what they did does not show it."""
    issued = TicketIssued(drop_id=item.drop_id, item_id=item.id or 0, ticket_id=ticket.id)
    notify(session, person, issued, now, about=f"drop:{item.drop_id}/ticket:{ticket.id}")


def book_hold(
    session: Session, locked: LockedItem, hold: Hold, units: int, now: datetime, rng: Random
) -> NewBooking:
    """Book as `book_units` does, for a person who is shown the ticket in answer."""
    kept = min(max(units, 1), hold.units)
    end_hold(session, locked, hold, HoldState.BOOKED, now=now)
    session.flush()
    units_kept = KeptUnits(hold=hold.id or 0, person=hold.person_id, units=kept)
    return insert_bookings(session, locked, (units_kept,), now=now, rng=rng)[hold.id or 0]


def insert_bookings(
    session: Session, locked: LockedItem, kept: Sequence[KeptUnits], *, now: datetime, rng: Random
) -> dict[int, NewBooking]:
    """Book units of an item at today's price, with their tickets; return the bookings by hold.

    The holds have ended as booked, and their units count as held no more. Nobody is sent anything.
    """
    locked.change_counts(booked=sum(each.units for each in kept))
    same = {
        "item_id": locked.item.id,
        "price": locked.item.price,
        "loan_deposit": locked.item.loan_deposit,
        "collected": 0,
        "coming": False,
        "state": BookingState.BOOKED,
        "booked_at": now,
    }
    rows = [{"hold_id": each.hold, "person_id": each.person, "units": each.units, **same} for each in kept]
    bookings = {
        row.hold_id: row.id for row in insert_all(session, Booking, rows, returned_columns=("hold_id", "id"))
    }
    people = {bookings[each.hold]: each.person for each in kept}
    tickets = issue_booking_tickets(session, locked.item.unit, people, now, rng=rng)
    return {hold: NewBooking(booking, tickets[booking]) for hold, booking in bookings.items()}
