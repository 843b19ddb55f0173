"""Units that were given up: for a minute they are kept, so that whoever gave them up can have them back."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem
from market.ledger.deposit_end import refund_or_forfeit
from market.ticket.booking_undo import UNDO_TIME
from storage.shown import mark_place
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState


def set_aside(session: Session, locked: LockedItem, entry: int, units: int, *, now: datetime) -> Hold | None:
    """Keep units for nobody until the minute is over; None in the last two hours and in a live session, in which they go on at once."""
    if locked.is_live or locked.is_last_call(now):
        return None
    hold = Hold(
        entry_id=entry,
        item_id=locked.item.id or 0,
        person_id=None,
        units=units,
        given_at=now,
        notified_at=now,
        until=now + UNDO_TIME,
    )
    session.add(hold)
    locked.change_counts(held=units)
    session.flush()
    return hold


def kept_for_undo(session: Session, entry: int) -> Hold | None:
    """Return the units of an entry that are kept for nobody. locks: hold"""
    kept = select(Hold).where(
        col(Hold.entry_id) == entry, col(Hold.person_id).is_(None), col(Hold.state) == HoldState.LIVE
    )
    return session.exec(kept.with_for_update(key_share=True)).first()


def is_given_up(session: Session, booking: Booking, entry: Entry) -> bool:
    """Return whether what is kept of an entry is this booking's: not that of a hold which it became again, nor of a later booking."""
    newest = _released_booking(session, entry.id or 0)
    return entry.state == EntryState.BOOKED and newest is not None and newest.id == booking.id


def expire_kept_hold(session: Session, locked: LockedItem, hold: Hold, now: datetime) -> None:
    """End what was kept for nobody, and settle the deposit of its booking as of the tap. Its units are available again."""
    _end(locked, hold, HoldState.EXPIRED, min(now, hold.until))
    mark_place(session, hold.item_id, session.get_one(Entry, hold.entry_id).person_id, now)
    booking = _released_booking(session, hold.entry_id)
    if booking and booking.ended_at:
        refund_or_forfeit(session, booking, locked.alley.zone, booking.ended_at, forfeit=True)


def take_back(locked: LockedItem, hold: Hold, now: datetime) -> None:
    """End what was kept for nobody, because its person has it back."""
    _end(locked, hold, HoldState.CANCELLED, now)


def expire_kept_holds(session: Session, locked: LockedItem, now: datetime) -> None:
    """End all that is kept for nobody of an item. locks: hold"""
    kept = select(Hold).where(
        col(Hold.item_id) == locked.item.id,
        col(Hold.person_id).is_(None),
        col(Hold.state) == HoldState.LIVE,
    )
    for hold in session.exec(kept.order_by(col(Hold.id)).with_for_update(key_share=True)):
        expire_kept_hold(session, locked, hold, now)


def _end(locked: LockedItem, hold: Hold, state: HoldState, ended_at: datetime) -> None:
    hold.state, hold.ended_at = state, ended_at
    locked.change_counts(held=-hold.units)


def _released_booking(session: Session, entry: int) -> Booking | None:
    rows = select(Booking).join(Hold, col(Hold.id) == col(Booking.hold_id))
    released = rows.where(col(Hold.entry_id) == entry, col(Booking.state) == BookingState.RELEASED)
    return session.exec(released.order_by(col(Booking.id).desc())).first()
