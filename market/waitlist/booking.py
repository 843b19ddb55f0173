"""Booking: the one place where units become a booking, whether they were held before or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem, lock_item
from market.drop.refusals import DropCancelled, DropUnknown
from market.notification.outbox import notify_each
from market.reminder import remind_new_bookings
from market.ticket.issue import issue_booking_tickets
from market.ticket.notifications import TicketIssued
from market.waitlist.allocate import end_hold
from market.waitlist.refusals import HoldDeclined, HoldExpired, HoldNotYours
from storage.drop import DropState
from storage.insert import insert_all
from storage.waitlist import Booking, BookingState, Hold, HoldState


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
    """Refuse a hold that has ended, and one of a drop that is not open to the public. Raises as `refuse_ended`, DropUnknown."""
    refuse_ended(locked, hold, now)
    if not locked.open_to_public:
        raise DropUnknown


def book_units(
    session: Session, locked: LockedItem, hold: Hold, units: int, now: datetime, rng: Random
) -> Booking:
    """Turn a live hold, or fewer of its units, into a booking. The caller allocates afterwards."""
    kept = min(max(units, 1), hold.units)
    end_hold(session, locked, hold, HoldState.BOOKED, now=now)
    session.flush()
    units_kept = KeptUnits(hold=hold.id or 0, person=hold.person_id, units=kept)
    bookings = insert_bookings(session, locked, (units_kept,), now=now, rng=rng)
    return session.get_one(Booking, bookings[hold.id or 0])


def insert_bookings(
    session: Session, locked: LockedItem, kept: Sequence[KeptUnits], *, now: datetime, rng: Random
) -> dict[int, int]:
    """Book units of an item at today's price, with their tickets and reminders; return the bookings' ids by hold.

    The holds have ended as booked, and their units count as held no more.
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
    remind_new_bookings(session, locked, people, now)
    _send_tickets(
        session,
        locked,
        people,
        issue_booking_tickets(session, locked.item.unit, people, now, rng=rng),
        now=now,
    )
    return bookings


def _send_tickets(
    session: Session,
    locked: LockedItem,
    people: Mapping[int, int | None],
    tickets: Mapping[int, int],
    now: datetime,
) -> None:
    drop, item = locked.drop.id or 0, locked.item.id or 0
    issued = [
        (person, f"drop:{drop}/ticket:{ticket}", TicketIssued(drop_id=drop, item_id=item, ticket_id=ticket))
        for booking, ticket in tickets.items()
        if (person := people[booking]) is not None
    ]
    notify_each(session, issued, now)
