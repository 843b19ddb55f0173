"""No-shows: half an hour after the start, the stall may pass on the units of people who did not come."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.locked_item import LockedItem, notify_about, read_item
from market.drop.own_drop import lock_own_item
from market.drop.pickup import passed_on_from
from market.drop.stopped import refuse_stopped_item
from market.ledger.deposit_end import refund_in_full
from market.ticket.issue import revoke
from market.waitlist.allocate import allocate
from market.waitlist.notifications import BookingPassedOn
from market.waitlist.person_units import holders, went_to
from market.waitlist.refusals import BookingUnknown, KeptForLate, NoShowTooSoon
from storage.shown import mark_place
from storage.waitlist import Booking, BookingState, Entry, Hold


@dataclass(frozen=True, kw_only=True)
class NoShow:
    """A booking of which nothing was collected, by the number of its entry, without a name.

    `late`: its person said so, and it is kept until the end. `passed_on`: its units went to others.
    """

    booking: int
    number: int
    units: int
    coming: bool
    late: bool = False
    passed_on: bool = False


def no_shows(session: Session, actor: Actor, item: int, now: datetime) -> tuple[datetime, tuple[NoShow, ...]]:
    """Return when units may be passed on, and the no-shows; of a drop that is over, those that were passed on, too. Raises BookingUnknown, NotYourStall."""
    locked = read_item(session, item)
    if locked is None:
        raise BookingUnknown
    require_right(session, actor, locked.drop.stall_id, Right.STOCK)
    ends_at = locked.drop.ends_at
    states = (BookingState.BOOKED, BookingState.MISSED) if ends_at <= now else (BookingState.BOOKED,)
    rows = select(Booking, Entry.number).join(Hold, col(Hold.id) == col(Booking.hold_id))
    rows = rows.join(Entry, col(Entry.id) == col(Hold.entry_id)).where(
        col(Booking.item_id) == item, col(Booking.state).in_(states), col(Booking.collected) == 0
    )
    found = session.exec(rows.order_by(col(Entry.number), col(Booking.id)))
    return passed_on_from(locked.starts_at), tuple(
        NoShow(
            booking=booking.id or 0,
            number=number or 0,
            units=booking.units,
            coming=booking.coming,
            late=_is_kept(booking, ends_at, now),
            passed_on=booking.ended_at is not None and booking.ended_at < ends_at,
        )
        for booking, number in found
    )


def release_no_show(session: Session, actor: Actor, booking: int, now: datetime) -> int | None:
    """End a no-show's booking, revoke its ticket and notify its person; its units are available again. Return the number they went to, if any.

    A booking that was passed on or collected does not change. One that is kept for somebody who is late is refused.

    Raises BookingUnknown, NotYourStall, MarketDayCalledOff, WaitsForRain, NoShowTooSoon, KeptForLate. locks: person, drop, item, hold
    """
    item = session.exec(select(Booking.item_id).where(col(Booking.id) == booking)).first()
    if item is None:
        raise BookingUnknown
    locked = lock_own_item(session, actor, item)
    row = session.get_one(Booking, booking, with_for_update=True, populate_existing=True)
    if row.state != BookingState.BOOKED or row.collected:
        return None
    refuse_stopped_item(locked)
    if now < passed_on_from(locked.starts_at):
        raise NoShowTooSoon(passed_on_from(locked.starts_at), locked.alley.zone)
    if _is_kept(row, locked.drop.ends_at, now):
        raise KeptForLate(locked.drop.ends_at, locked.alley.zone)
    holders_before = holders(session, locked)
    _mark_missed(session, locked, row, now)
    allocate(session, locked, now)
    return went_to(session, locked, holders_before)


def _is_kept(booking: Booking, ends_at: datetime, now: datetime) -> bool:
    """Return whether a booking is kept for somebody who is late, until its drop ends."""
    return booking.late_at is not None and now < ends_at


def _mark_missed(session: Session, locked: LockedItem, booking: Booking, now: datetime) -> None:
    booking.state, booking.ended_at = BookingState.MISSED, now
    locked.change_counts(booked=-booking.units)
    revoke(session, booking, now)
    mark_place(session, booking.item_id, booking.person_id, now)
    refund_in_full(session, booking, now)
    booking_id = booking.id or 0
    passed_on = BookingPassedOn(drop_id=locked.drop.id or 0, item_id=booking.item_id, booking_id=booking_id)
    notify_about(session, booking.person_id, passed_on, locked, due_at=now, about=f"booking:{booking_id}")
