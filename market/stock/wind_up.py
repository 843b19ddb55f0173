"""Winding up a drop when its hours are over."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.drop.affected_people import drop_subject
from market.drop.locked_item import LockedItem, lock_items
from market.drop.notifications import AfterDrop, BookingMissed, DayNumbers, DropEnded, DropThanks
from market.ledger.deposit_end import forfeit_missed
from market.notification.outbox import notify_each
from market.stock.pause import close
from storage.alley import Alley
from storage.drop import Drop, DropState
from storage.heartbeat import in_outage
from storage.stall import Stall
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState

NOTIFY_FOR = timedelta(days=2)
"""Notifications are not sent later than this after the end."""


def drops_to_wind_up(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the drops that are over and not wound up."""
    over = select(Drop.id).where(
        col(Drop.state) != DropState.DRAFT, col(Drop.ends_at) <= now, col(Drop.wound_up_at).is_(None)
    )
    return tuple(found for found in session.exec(over.order_by(col(Drop.id))) if found)


def wind_up(session: Session, drop: int, now: datetime) -> None:
    """End holds and entries, record who came, and notify each person and the stall. A second time does nothing, and nothing is done during an outage.

    locks: drop, item, hold
    """
    row = session.exec(select(Drop).where(col(Drop.id) == drop).with_for_update(key_share=True)).first()
    if row is None or row.wound_up_at or row.state == DropState.DRAFT or row.ends_at > now:
        return
    if in_outage(session):
        return
    row.wound_up_at = now
    mark_changed(session, "drop")
    if row.state == DropState.CANCELLED:
        return
    alley = session.get_one(Alley, row.alley_id)
    for locked in lock_items(session, row, alley):
        _wind_up_item(session, locked, now)
    owner = session.get_one(Stall, row.stall_id).owner_id
    if owner is not None:
        _notify(session, [owner], row, DayNumbers(drop_id=drop), now=now)


def _wind_up_item(session: Session, locked: LockedItem, now: datetime) -> None:
    waited = select(Entry.person_id).where(
        col(Entry.item_id) == locked.item.id, col(Entry.state).in_((EntryState.WAITING, EntryState.HELD))
    )
    drop_id, item_id = locked.drop.id or 0, locked.item.id or 0
    people = [person for person in session.exec(waited) if person]
    _notify(session, people, locked.drop, DropEnded(drop_id=drop_id, item_id=item_id), now=now)
    close(session, locked, min(now, locked.drop.ends_at))
    bookings = select(Booking).where(
        col(Booking.item_id) == locked.item.id,
        col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)),
    )
    for booking in session.exec(bookings.order_by(col(Booking.id)).with_for_update(key_share=True)).all():
        came = booking.collected > 0
        if booking.state == BookingState.BOOKED:
            booking.state, booking.ended_at = BookingState.COLLECTED if came else BookingState.MISSED, now
        if not came:
            ends_at = locked.item.ends_at or locked.drop.ends_at
            forfeit_missed(session, booking, now, starts_at=locked.starts_at, ends_at=ends_at)
        if booking.person_id:
            kind = DropThanks if came else BookingMissed
            over = kind(drop_id=drop_id, item_id=item_id, booking_id=booking.id or 0)
            _notify(session, [booking.person_id], locked.drop, over, now=now)


def _notify(session: Session, people: list[int], drop: Drop, notification: AfterDrop, now: datetime) -> None:
    """Queue one notification of a kind for each person and drop, whatever else they had in it."""
    each = [(person, drop_subject(notification.drop_id, "over"), notification) for person in people]
    notify_each(session, each, now, late_after=drop.ends_at + NOTIFY_FOR)
