"""Moving a drop to other hours or to another alley. People with entries are notified."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from market.actor import Actor, Right
from market.alley import AlleyUnknown
from market.drop.affected_people import count_affected_by_move, notify_affected
from market.drop.notifications import DropMoved
from market.drop.own_drop import LockedDrop, own_drop
from market.drop.refusals import DropOver
from market.drop.revision import revise
from market.ledger.refund import move_deadline
from market.market_day.place import Place, lock_place, lock_stall_days, place_drop, stall_day_at
from market.reminder import rewrite_reminders
from market.roster.follow import follow_days
from market.stock.change import lock_changeable
from market.stock.draft import check_hours
from market.stock.refusals import OtherMoney
from market.stock.stock_line import DropHours, StockLine, moved_from_now
from market.waitlist.allocate import allocate
from market.waitlist.hold_clock import run_moved
from storage.alley import Alley
from storage.drop import DropState
from storage.waitlist import Booking, BookingState, Hold, HoldState


@dataclass(frozen=True)
class PlannedMove:
    """The hours to which a drop would move, and how many people would be told."""

    hours: DropHours
    people: int


def planned_move(session: Session, actor: Actor, drop: int, stock: StockLine, now: datetime) -> PlannedMove:
    """Return what `move_drop` would do. Nobody is told of a draft, of a drop that is over, or where nothing changes.

    Raises DropUnknown, NotYourStall; where somebody would be told also WhenPassed, HoursUnfit, DropOver.
    """
    facts = own_drop(session, actor, drop, Right.STOCK)
    was = DropHours(facts.starts_at, facts.ends_at)
    hours = moved_from_now(stock, was, facts.alley.zone, now)
    people = count_affected_by_move(session, drop) if hours != was and now < was.ends_at else 0
    if people:
        check_moved(hours, was, facts.alley.zone, now=now)
    return PlannedMove(hours, people)


def move_drop(session: Session, actor: Actor, drop: int, stock: StockLine, now: datetime) -> None:
    """Move a drop to the day and hours that `stock` names; missing values stay.

    Slots, draws, shifts and reminders move along, holds end at the latest with the drop, and it has the stall day of its new hours.
    Raises as `lock_changeable`, WhenPassed, HoursUnfit, StallElsewhere. locks: person, stall, stall day, drop, item, hold
    """
    place = lock_place(session, actor, drop, now)
    zone = session.get_one(Alley, place.alley).zone
    to = moved_from_now(stock, DropHours(place.starts_at, place.ends_at), zone, now)
    _lock_both_days(session, place, replace(place, starts_at=to.starts_at, ends_at=to.ends_at), now)
    locked_drop = lock_changeable(session, actor, drop, now)
    was = DropHours(locked_drop.drop.starts_at, locked_drop.drop.ends_at)
    hours = moved_from_now(stock, was, locked_drop.alley.zone, now)
    if hours == was:
        return
    move_locked(session, locked_drop, hours, now)
    if locked_drop.drop.state != DropState.DRAFT:
        fitted = place_drop(session, locked_drop.drop, now)
        run_moved(session, (locked_drop.drop,), now)
        _notify_moved(session, locked_drop, now, was, alley=locked_drop.drop.alley_id)
        follow_days(session, fitted, place.crew, now)


def move_locked(session: Session, locked_drop: LockedDrop, hours: DropHours, now: datetime) -> None:
    """Move a locked drop to other hours, without a word to anybody. It is placed after. Raises WhenPassed, HoursUnfit, DropOver. locks: hold"""
    drop = locked_drop.drop
    was = DropHours(drop.starts_at, drop.ends_at)
    check_moved(hours, was, locked_drop.alley.zone, now=now)
    _shift(locked_drop, hours, now)
    revise(drop, now)
    _clip_holds(session, locked_drop)
    move_deadline(session, drop, hours.starts_at - was.starts_at, now)
    for locked in locked_drop.locked_items:
        allocate(session, locked, now)
    if drop.state != DropState.DRAFT:
        drop.moved_from = was.starts_at
        clear_attendance(session, locked_drop, now)
        rewrite_reminders(session, drop.id or 0, now)


def _lock_both_days(session: Session, place: Place, new_place: Place, now: datetime) -> None:
    """Lock the stall day that a drop would leave and the one it would have. A draft has none. locks: stall day"""
    if place.stall_day is not None:
        lock_stall_days(session, place.stall_day, stall_day_at(session, new_place, now))


def check_moved(hours: DropHours, was: DropHours, zone: str, now: datetime) -> None:
    """Raise WhenPassed, HoursUnfit or DropOver for hours to which a drop cannot move; one that began may end at another time."""
    began_before = hours.starts_at == was.starts_at
    check_hours(hours, zone, min(now, hours.starts_at - timedelta(seconds=1)) if began_before else now)
    if hours.ends_at <= now:
        raise DropOver


def move_alley(session: Session, actor: Actor, drop: int, alley: int, now: datetime) -> None:
    """Move a drop to another alley, at the same time; it has the stall day there.

    Raises as `lock_changeable`, AlleyUnknown, OtherMoney, StallElsewhere. locks: person, stall, stall day, drop, item
    """
    place = lock_place(session, actor, drop, now)
    new_alley = session.get(Alley, alley)
    if new_alley is None:
        raise AlleyUnknown
    _lock_both_days(session, place, replace(place, alley=alley), now)
    locked_drop = lock_changeable(session, actor, drop, now)
    if new_alley.currency != locked_drop.alley.currency:
        raise OtherMoney(new_alley.name)
    was = locked_drop.drop.alley_id
    if was == alley:
        return
    revise(locked_drop.drop, now)
    if locked_drop.drop.state == DropState.DRAFT:
        locked_drop.drop.alley_id = alley
    else:
        fitted = place_drop(session, locked_drop.drop, now, alley=alley)
        leave_alley(session, locked_drop, now)
        run_moved(session, (locked_drop.drop,), now)
        _notify_moved(
            session,
            locked_drop,
            now,
            DropHours(locked_drop.drop.starts_at, locked_drop.drop.ends_at),
            alley=was,
        )
        follow_days(session, fitted, place.crew, now)


def leave_alley(session: Session, locked_drop: LockedDrop, now: datetime) -> None:
    """Let what depends on its alley follow a locked drop that has moved to another one, without a word to anybody. locks: booking"""
    move_deadline(session, locked_drop.drop, timedelta(0), now)
    clear_attendance(session, locked_drop, now)
    rewrite_reminders(session, locked_drop.drop.id or 0, now)


def _notify_moved(
    session: Session, locked_drop: LockedDrop, now: datetime, was: DropHours, alley: int
) -> None:
    to = f"{locked_drop.drop.starts_at:%m%dT%H%M}-{locked_drop.drop.ends_at:%H%M}:{locked_drop.drop.alley_id}"
    moved = DropMoved(
        drop_id=locked_drop.drop.id or 0,
        old_starts_at=was.starts_at,
        old_ends_at=was.ends_at,
        old_alley_id=alley,
    )
    notify_affected(session, moved, now, about=to)


def _shift(locked_drop: LockedDrop, hours: DropHours, now: datetime) -> None:
    """Move the drop's closing, draw and slots by the same time, unless they are past."""
    drop, by = locked_drop.drop, hours.starts_at - locked_drop.drop.starts_at
    drop.starts_at, drop.ends_at = hours.starts_at, hours.ends_at
    drop.opens_at = min(drop.opens_at, hours.starts_at)
    if drop.closes_at and drop.closes_at > now:
        drop.closes_at += by
    if drop.draws_at and drop.draws_at > now:
        drop.draws_at += by
    for item in locked_drop.items:
        if item.starts_at and item.ends_at:
            item.starts_at, item.ends_at = item.starts_at + by, item.ends_at + by


def _clip_holds(session: Session, locked_drop: LockedDrop) -> None:
    for locked in locked_drop.locked_items:
        late = select(Hold).where(
            col(Hold.item_id) == locked.item.id,
            col(Hold.state) == HoldState.LIVE,
            col(Hold.until) > locked.cut_off,
        )
        for hold in session.exec(late.with_for_update(key_share=True)):
            hold.until = locked.cut_off


def clear_attendance(session: Session, locked_drop: LockedDrop, now: datetime) -> None:
    """Clear "I'm coming": it was said for another time or place. "I'm late" stands while the drop goes on."""
    items = [item.id for item in locked_drop.items]
    said = select(Booking).where(
        col(Booking.item_id).in_(items),
        col(Booking.state) == BookingState.BOOKED,
        or_(col(Booking.coming), col(Booking.late_at).is_not(None)),
    )
    for booking in session.exec(said.with_for_update(key_share=True)):
        booking.coming = False
        booking.late_at = booking.late_at if locked_drop.drop.starts_at <= now else None
