"""Pausing, resuming, cancelling and closing a drop."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select, update

from locales.user_text import REASON
from market.actor import Actor
from market.drop.affected_people import notify_affected
from market.drop.locked_item import LockedItem
from market.drop.notifications import DropCancelledByStall, DropPausedByStall, DropResumedByStall
from market.drop.own_drop import LockedDrop, lock_own_drop
from market.drop.refusals import DropCancelled, DropOver, DropUnknown
from market.drop.revision import revise
from market.ledger.deposit_end import refund_all_in_full, void_asked
from market.market_day.place import fit_stall_day, lock_place, lock_stall_days
from market.reminder import rewrite_reminders, withdraw_hold_reminders
from market.roster.follow import follow_days
from market.split.ended import tell_of_cancellation
from market.text_checks import cut_line
from market.ticket.issue import revoke_all
from market.waitlist.allocate import allocate
from market.waitlist.given_up import expire_kept_holds
from market.waitlist.hold_clock import run_clocks, stop_clocks
from storage.drop import DropState
from storage.shown import mark_drop
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState


def pause(session: Session, actor: Actor, drop: int, now: datetime) -> int:
    """Pause a drop: nobody joins, nothing is offered, holds do not expire. Returns how many people are notified, 0 where it is paused already.

    Raises Blocked, DropUnknown, NotYourStall, DropCancelled, DropOver. locks: person, drop, item, hold
    """
    locked_drop = _shown(session, actor, drop, now)
    if locked_drop.drop.state == DropState.PAUSED:
        return 0
    pause_locked(session, locked_drop, now)
    return notify_affected(session, DropPausedByStall(drop_id=drop), now, about="paused")


def pause_locked(session: Session, locked_drop: LockedDrop, now: datetime) -> None:
    """Pause a locked drop that is published, without a word to anybody. locks: hold"""
    for locked in locked_drop.locked_items:
        allocate(session, locked, now)
    locked_drop.drop.state, locked_drop.drop.paused_at = DropState.PAUSED, now
    stop_clocks(locked_drop.drop, now)
    rewrite_reminders(session, locked_drop.drop.id or 0, now)


def resume(session: Session, actor: Actor, drop: int, now: datetime) -> int:
    """Resume a drop: holds get back the time of the pause. Returns how many people are notified.

    Raises Blocked, DropUnknown, NotYourStall, DropCancelled, DropOver. locks: person, drop, item, hold
    """
    locked_drop = _shown(session, actor, drop, now)
    if locked_drop.drop.state != DropState.PAUSED:
        return 0
    resume_locked(session, locked_drop, now)
    return notify_affected(session, DropResumedByStall(drop_id=drop), now, about="resumed")


def resume_locked(session: Session, locked_drop: LockedDrop, now: datetime) -> None:
    """Resume a locked drop that is paused, without a word to anybody. locks: hold"""
    stop_clocks(locked_drop.drop, locked_drop.drop.paused_at or now)
    locked_drop.drop.state, locked_drop.drop.paused_at = DropState.PUBLISHED, None
    run_clocks(session, locked_drop.locked_items, now)
    for locked in locked_drop.locked_items:
        allocate(session, locked, now)
    rewrite_reminders(session, locked_drop.drop.id or 0, now)


def explain(session: Session, actor: Actor, drop: int, reason: str, now: datetime) -> None:
    """Store the reason before a cancellation. Raises as `pause`. locks: person, drop, item"""
    locked_drop = _shown(session, actor, drop, now)
    locked_drop.drop.reason = cut_line(reason, REASON)


def cancel(session: Session, actor: Actor, drop: int, now: datetime) -> int:
    """Cancel a drop: end holds, cancel bookings and tickets, notify everybody affected, and return how many.

    The shifts of its stall day follow. A second time changes nothing. Raises Blocked, DropUnknown, NotYourStall, DropOver.
    locks: person, stall, stall day, drop, item, hold
    """
    place = lock_place(session, actor, drop, now)
    lock_stall_days(session, place.stall_day)
    try:
        locked_drop = _shown(session, actor, drop, now)
    except DropCancelled:
        return 0
    cancelled = DropCancelledByStall(drop_id=drop)
    notified = notify_affected(session, cancelled, now, about="cancelled")
    cancel_locked(session, locked_drop, now)
    follow_days(session, (fit_stall_day(session, place.stall_day),), place.crew, now)
    return notified


def cancel_locked(session: Session, locked_drop: LockedDrop, now: datetime) -> None:
    """Cancel a locked drop that is not over: its holds, bookings and tickets end, and who shares it is told. Its stall day is fitted after. locks: hold"""
    drop = locked_drop.drop
    drop.state, drop.cancelled_at, drop.paused_at = DropState.CANCELLED, now, None
    revise(drop, now)
    for locked in locked_drop.locked_items:
        close(session, locked, now)
        _cancel_bookings(session, locked, now)
    rewrite_reminders(session, drop.id or 0, now)
    tell_of_cancellation(session, drop.id or 0, now)


def close(session: Session, locked: LockedItem, now: datetime) -> None:
    """End all holds and waiting entries of an item, in a few statements however many there are. locks: hold, entry"""
    expire_kept_holds(session, locked, now)
    session.flush()
    live = col(Hold.item_id) == locked.item.id, col(Hold.state) == HoldState.LIVE
    holds, closed = select(Hold.id).where(*live), {"state": EntryState.CLOSED, "ended_at": now}
    lock_rows(session, Hold, *live)
    held_units = session.exec(select(func.coalesce(func.sum(Hold.units), 0)).where(*live)).one()
    connection = session.connection()
    withdraw_hold_reminders(session, holds)
    void_asked(session, holds, now)
    held = col(Entry.id).in_(select(Hold.entry_id).where(*live))
    connection.execute(update(Entry).where(held).values(closed))
    connection.execute(update(Hold).where(*live).values(state=HoldState.CANCELLED, ended_at=now))
    waiting = col(Entry.item_id) == locked.item.id, col(Entry.state) == EntryState.WAITING
    connection.execute(update(Entry).where(*waiting).values(closed))
    locked.change_counts(held=-held_units)
    locked.item.waiting = 0


def lock_rows(session: Session, table: type[Hold | Booking], *conditions: ColumnElement[bool]) -> None:
    """Lock what set statements are about to decide, in the order of ids. locks: hold"""
    rows = select(col(table.id)).where(*conditions).order_by(col(table.id)).with_for_update(key_share=True)
    session.connection().execute(rows)


def _cancel_bookings(session: Session, locked: LockedItem, now: datetime) -> None:
    """Cancel the bookings of an item of which nothing was collected, with their tickets and deposits. locks: booking"""
    uncollected = (
        col(Booking.item_id) == locked.item.id,
        col(Booking.state) == BookingState.BOOKED,
        col(Booking.collected) == 0,
    )
    lock_rows(session, Booking, *uncollected)
    bookings = select(Booking.id).where(*uncollected)
    units = session.exec(select(func.coalesce(func.sum(Booking.units), 0)).where(*uncollected)).one()
    revoke_all(session, bookings, now)
    refund_all_in_full(session, bookings, now)
    cancelled = update(Booking).where(*uncollected).values(state=BookingState.CANCELLED, ended_at=now)
    session.connection().execute(cancelled)
    locked.change_counts(booked=-units)


def _shown(session: Session, actor: Actor, drop: int, now: datetime) -> LockedDrop:
    """Lock a drop that is published or paused, and not over. Raises DropUnknown, DropCancelled, DropOver. locks: person, drop, item"""
    locked_drop = lock_own_drop(session, actor, drop)
    if locked_drop.drop.state == DropState.DRAFT:
        raise DropUnknown
    if locked_drop.drop.state == DropState.CANCELLED:
        raise DropCancelled(locked_drop.drop.cancelled_at or now, locked_drop.alley.zone)
    if now >= locked_drop.drop.ends_at:
        raise DropOver
    mark_changed(session, "drop")
    mark_drop(session, drop, now)
    return locked_drop


def _live(session: Session, locked: LockedItem) -> list[Hold]:
    live = select(Hold).where(col(Hold.item_id) == locked.item.id, col(Hold.state) == HoldState.LIVE)
    return list(session.exec(live.order_by(col(Hold.id)).with_for_update(key_share=True)))
