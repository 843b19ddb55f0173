"""Banning a person from the market: their units go to the next entry."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.admins import Admins
from market.drop.locked_item import LockedItem, lock_item
from market.ledger.deposit_end import refund_in_full
from market.notification.outbox import notify
from market.organiser.notifications import PersonBanned
from market.organiser.refusals import OrganiserNotBanned, PersonUnknown
from market.ticket.issue import revoke
from market.waitlist.allocate import allocate, end_hold
from storage.drop import Item
from storage.organiser import Organiser
from storage.person import Person
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState


def ban(session: Session, actor: Actor, person: int, admins: Admins, now: datetime) -> None:
    """End the person's entries and holds, release their uncollected bookings, and notify them, once.

    Raises NotOrganiser, PersonUnknown, OrganiserNotBanned. locks: person, drop, item, hold
    """
    require_organiser(session, actor)
    row = _locked(session, person)
    if admins.include(session, person) or session.get(Organiser, person) is not None:
        raise OrganiserNotBanned
    if row.banned_at:
        return
    row.banned_at, row.pending_prompt = now, ""
    session.flush()
    released = [_release_item(session, item, person, now) for item in _items_of(session, person)]
    notify(session, person, PersonBanned(released=sum(released)), now, about=f"person:{person}")
    mark_changed(session, ("person", person))


def unban(session: Session, actor: Actor, person: int) -> None:
    """Lift the ban; the person joins waitlists at the end again. Raises NotOrganiser, PersonUnknown. locks: person"""
    require_organiser(session, actor)
    _locked(session, person).banned_at = None
    mark_changed(session, ("person", person))


def _locked(session: Session, person: int) -> Person:
    row = session.exec(select(Person).where(col(Person.id) == person).with_for_update(key_share=True)).first()
    if row is None:
        raise PersonUnknown
    return row


def _items_of(session: Session, person: int) -> list[int]:
    """Return the items with entries of this person, in the order of locking."""
    of = select(Entry.item_id).where(col(Entry.person_id) == person)
    open_items = of.where(col(Entry.state).in_((EntryState.WAITING, EntryState.HELD, EntryState.BOOKED)))
    rows = select(Item.id).where(col(Item.id).in_(open_items)).order_by(col(Item.drop_id), col(Item.id))
    return [item or 0 for item in session.exec(rows)]


def _release_item(session: Session, item: int, person: int, now: datetime) -> int:
    """Release everything this person has of an item and return how many bookings that were. locks: drop, item, hold, booking"""
    locked = lock_item(session, item)
    if locked is None:
        return 0
    for hold in session.exec(select(Hold).where(*_of(Hold, item, person), col(Hold.state) == HoldState.LIVE)):
        end_hold(session, locked, hold, HoldState.CANCELLED, now=now)
    for entry in session.exec(
        select(Entry).where(*_of(Entry, item, person), col(Entry.state) == EntryState.WAITING)
    ):
        entry.state, entry.ended_at = EntryState.CLOSED, now
        locked.item.waiting -= entry.units
    uncollected = select(Booking).where(
        *_of(Booking, item, person), col(Booking.state) == BookingState.BOOKED, col(Booking.collected) == 0
    )
    bookings = session.exec(uncollected.with_for_update(key_share=True)).all()
    for booking in bookings:
        _release(session, locked, booking, now)
    allocate(session, locked, now)
    return len(bookings)


def _release(session: Session, locked: LockedItem, booking: Booking, now: datetime) -> None:
    booking.state, booking.ended_at = BookingState.RELEASED, now
    locked.change_counts(booked=-booking.units)
    revoke(session, booking, now)
    refund_in_full(session, booking, now)


def _of(
    table: type[Entry] | type[Hold] | type[Booking], item: int, person: int
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(table.item_id) == item, col(table.person_id) == person
