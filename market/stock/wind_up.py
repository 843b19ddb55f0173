"""Winding up a drop when its hours are over."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from market.drop.locked_item import LockedItem, lock_items
from market.forecast.stall_days import expect_count
from market.ledger.deposit_end import forfeit_missed
from market.market_day.place import end_stall_day, lock_stall_days
from market.stock.pause import close, lock_rows
from storage.alley import Alley
from storage.drop import Drop, DropState, is_stopped
from storage.heartbeat import in_outage
from storage.shown import mark_drop
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState


def drops_to_wind_up(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the drops that are over and not wound up. One that a stop keeps waits for the end of the stop."""
    over = select(Drop.id).where(
        col(Drop.state) != DropState.DRAFT,
        col(Drop.ends_at) <= now,
        col(Drop.wound_up_at).is_(None),
        ~is_stopped() | (col(Drop.state) == DropState.CANCELLED),
    )
    return tuple(found for found in session.exec(over.order_by(col(Drop.ends_at), col(Drop.id))) if found)


def wind_up(session: Session, drop: int, now: datetime) -> None:
    """End holds and entries, and record who came. A second time does nothing, and nothing is done during an outage.

    With the last drop of a stall day that ends, too. locks: stall day, drop, item, hold
    """
    stall_day = session.exec(select(Drop.stall_day_id).where(col(Drop.id) == drop)).first()
    lock_stall_days(session, stall_day)
    row = session.exec(select(Drop).where(col(Drop.id) == drop).with_for_update(key_share=True)).first()
    if row is None or row.wound_up_at or row.stall_day_id != stall_day or row.ends_at > now:
        return
    if row.stop_id is not None and row.state != DropState.CANCELLED:
        return
    if in_outage(session) or row.state == DropState.DRAFT:
        return
    row.wound_up_at = now
    mark_changed(session, "drop")
    mark_drop(session, drop, now)
    if row.state != DropState.CANCELLED:
        alley = session.get_one(Alley, row.alley_id)
        for locked in lock_items(session, row, alley):
            _wind_up_item(session, locked, now)
        expect_count(session, row)
    end_stall_day(session, stall_day, now)


def _wind_up_item(session: Session, locked: LockedItem, now: datetime) -> None:
    """End what people have of an item. Those who wait have waited to the end of the drop. locks: hold, booking"""
    item_id = locked.item.id or 0
    over = (
        col(Booking.item_id) == item_id,
        col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)),
    )
    missed = col(Booking.collected) == 0
    lock_rows(session, Booking, *over)
    close(session, locked, min(now, locked.drop.ends_at))
    unclaimed = select(col(Booking.id)).where(*over, missed)
    ends_at = locked.item.ends_at or locked.drop.ends_at
    forfeit_missed(session, unclaimed, now, starts_at=locked.starts_at, ends_at=ends_at)
    _end_bookings(session, item_id, ~missed, BookingState.COLLECTED, now=now)
    _end_bookings(session, item_id, missed, BookingState.MISSED, now=now)


def _end_bookings(
    session: Session, item: int, condition: ColumnElement[bool], state: BookingState, now: datetime
) -> None:
    booked = col(Booking.item_id) == item, col(Booking.state) == BookingState.BOOKED
    ended = update(Booking).where(*booked, condition).values(state=state, ended_at=now)
    session.connection().execute(ended)
