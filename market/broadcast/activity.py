"""Conditions on people by what they do in the market: they find the people whom a broadcast concerns."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlmodel import col

from market.reminder.shopper_messages import booked_on
from storage.drop import Drop, DropState, Item
from storage.person import Person
from storage.ticket import Scan, Ticket
from storage.waitlist import HAD, Booking, BookingState, Entry, EntryState, Hold, HoldState

LATELY = timedelta(days=30)
Condition = ColumnElement[bool]
People = Select[int | None]


def among(people: Sequence[People]) -> Condition:
    """Return the condition that a person is in one of these selections.

    One IN over their union: PostgreSQL hashes that at any size, but gives up hashing `IN ... OR IN ...` at some 262,000 people and compares each with each.
    """
    return col(Person.id).in_(union_all(*people) if len(people) > 1 else people[0])


class Activity(StrEnum):
    """The activity of a person: waits for an item now; holds units or has booked units not yet collected; has collected something within `LATELY`."""

    WAITING = "waits"
    HOLDING = "holds"
    COLLECTED = "came"


def has_activity(activities: Sequence[Activity], now: datetime) -> Condition:
    """Return the condition that a person does one of these."""
    return among([rows for activity in activities for rows in _people_of(activity, now)])


def entered_drops(*conditions: Condition) -> People:
    """Return the people who have ever had an entry on such a drop, whatever its outcome."""
    return _at_drops(select(col(Entry.person_id)), Entry).where(
        col(Entry.person_id).is_not(None), *conditions
    )


def affected_by(drop: int, now: datetime) -> Condition:
    """Return the condition that a person waits for an item of a drop, holds units, or has booked units not yet collected."""
    here = col(Drop.id) == drop
    return among([rows.where(here) for rows in (_waiting(), _holding(now), _booking())])


def had_on(market_day: int) -> Condition:
    """Return the condition that a person has booked something on a market day, whether they came for it or not."""
    rows = booked_on(market_day, col(Booking.person_id))
    return among([rows.where(col(Booking.state).in_(HAD), col(Booking.person_id).is_not(None))])


def _people_of(activity: Activity, now: datetime) -> tuple[People, ...]:
    match activity:
        case Activity.WAITING:
            return (_waiting(),)
        case Activity.HOLDING:
            return _holding(now), _booking()
        case Activity.COLLECTED:
            return (_collecting(now),)
        case _:
            assert_never(activity)


def _waiting() -> People:
    waits = col(Entry.state) == EntryState.WAITING, col(Entry.person_id).is_not(None)
    return _at_drops(select(col(Entry.person_id)), Entry).where(*waits)


def _holding(now: datetime) -> People:
    """Return the people with a live hold. An expired hold does not count, unless its drop is paused."""
    stopped = or_(col(Drop.state) == DropState.PAUSED, col(Drop.stopped_at).is_not(None))
    runs = or_(col(Hold.until) > now, stopped)
    rows = _at_drops(select(col(Hold.person_id)), Hold)
    return rows.where(col(Hold.state) == HoldState.LIVE, runs, col(Hold.person_id).is_not(None))


def _booking() -> People:
    bookings = col(Booking.state) == BookingState.BOOKED, col(Booking.person_id).is_not(None)
    return _at_drops(select(col(Booking.person_id)), Booking).where(*bookings)


def _collecting(now: datetime) -> People:
    """Return the people with a recent scan of a ticket for a booking. Undone scans do not count."""
    shown = select(col(Ticket.person_id)).join(Scan, col(Scan.ticket_id) == col(Ticket.id))
    counts = (
        col(Ticket.booking_id).is_not(None),
        col(Scan.undone_at).is_(None),
        col(Ticket.person_id).is_not(None),
    )
    return shown.where(*counts, col(Scan.scanned_at) >= now - LATELY)


def _at_drops(rows: People, table: Any) -> People:
    return rows.join(Item, col(Item.id) == col(table.item_id)).join(Drop, col(Drop.id) == col(Item.drop_id))
