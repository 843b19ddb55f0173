"""Pausing, resuming, moving and cancelling all of an evening of a stall at once. Each person concerned is told once, however many dishes there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from locales.user_text import REASON
from market.actor import Actor, Right, require_right
from market.alley import AlleyUnknown
from market.deposit.facts import refunds_of_cancelling
from market.drop.affected_people import affected_people, notify_affected_by_day
from market.drop.notifications import StallDayCancelled, StallDayMoved, StallDayPaused, StallDayResumed
from market.drop.own_drop import LockedDrop, lock_items_of
from market.drop.revision import revise
from market.market_day.own_stall_day import own_stall_day
from market.market_day.place import (
    Place,
    drop_ids,
    drops_ahead,
    fit_stall_days,
    lock_crew,
    lock_stall_days,
    place_drops,
    stall_day_at,
)
from market.market_day.refusals import BeginsAfterEnd
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.roster.follow import follow_days
from market.stall import lock_stall
from market.stock.move import PlannedMove, check_moved, leave_alley, move_locked
from market.stock.pause import cancel_locked, pause_locked, resume_locked
from market.stock.refusals import OtherMoney
from market.stock.stock_line import DropHours, StockLine, moved_along, moved_to
from market.text_checks import cut_line
from market.waitlist.hold_clock import run_moved
from storage.alley import Alley
from storage.drop import Drop, DropState
from storage.market_day import StallDay
from storage.shown import mark_drop
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
class PlannedCancellation:
    """A cancellation of all of an evening before it is done: the people told, the deposits refunded in minor units, and the reason they read."""

    people: int
    refunds: int
    reason: str


@dataclass(frozen=True)
class MovedStallDay:
    """The stall day to which an evening moved, and how many people were told; none where nothing changed."""

    id: int
    people: int


def pause_all(session: Session, actor: Actor, stall_day: int, now: datetime) -> int:
    """Pause what is published of an evening: nobody joins, nothing is offered, holds do not expire. Returns how many people are notified.

    Raises Blocked, ButtonForged, StallUnknown, NotYourStall, StallDayOver. locks: person, stall day, drop, item, hold
    """
    published = [
        each for each in _lock_all(session, actor, stall_day, now) if each.drop.state == DropState.PUBLISHED
    ]
    for locked_drop in published:
        pause_locked(session, locked_drop, now)
    paused = StallDayPaused(stall_day_id=stall_day)
    return notify_affected_by_day(session, paused, _locked_ids(published), now, about="paused")


def resume_all(session: Session, actor: Actor, stall_day: int, now: datetime) -> int:
    """Resume what is paused of an evening: holds get back the time of the pause. Returns how many people are notified. Raises and locks as `pause_all`."""
    paused = [
        each for each in _lock_all(session, actor, stall_day, now) if each.drop.state == DropState.PAUSED
    ]
    for locked_drop in paused:
        resume_locked(session, locked_drop, now)
    resumed = StallDayResumed(stall_day_id=stall_day)
    return notify_affected_by_day(session, resumed, _locked_ids(paused), now, about="resumed")


def planned_cancellation(
    session: Session, actor: Actor, stall_day: int, now: datetime
) -> PlannedCancellation:
    """Return what `cancel_all` would do. Raises ButtonForged, StallUnknown, NotYourStall, StallDayOver."""
    own_stall_day(session, actor, stall_day, Right.STOCK)
    running = drops_ahead(session, stall_day, now)
    return PlannedCancellation(
        people=len(affected_people(session, drop_ids(running))),
        refunds=refunds_of_cancelling(session, drop_ids(running)),
        reason=next((row.reason for row in running if row.reason), ""),
    )


def explain_all(session: Session, actor: Actor, stall_day: int, reason: str, now: datetime) -> None:
    """Store the reason before an evening is cancelled. Raises and locks as `pause_all`."""
    for locked_drop in _lock_all(session, actor, stall_day, now):
        locked_drop.drop.reason = cut_line(reason, REASON)


def cancel_all(session: Session, actor: Actor, stall_day: int, now: datetime) -> int:
    """Cancel what is ahead of an evening: holds end, bookings and tickets are cancelled, its shifts follow. Returns how many people are notified.

    Raises Blocked, ButtonForged, StallUnknown, NotYourStall, StallDayOver. locks: person, stall, stall day, drop, item, hold
    """
    place = _lock_place(session, actor, stall_day, now)
    lock_stall_days(session, stall_day)
    return _cancel_day(session, stall_day, _lock_drops(session, stall_day, now), place.crew, now=now)


def cancel_drops(session: Session, drops: Sequence[int], crew: frozenset[int], now: datetime) -> int:
    """Cancel drops whose stalls, stall days and helpers with a shift there are locked; return how many people are notified, each once an evening.

    locks: drop, item, hold
    """
    rows = session.exec(
        select(Drop)
        .where(col(Drop.id).in_(drops))
        .order_by(col(Drop.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    of_day = defaultdict[int, list[LockedDrop]](list)
    for locked_drop in _lock_items(session, rows.all(), now):
        of_day[locked_drop.drop.stall_day_id or 0].append(locked_drop)
    return sum(_cancel_day(session, day, locked, crew, now=now) for day, locked in sorted(of_day.items()))


def _cancel_day(
    session: Session,
    stall_day: int,
    locked_drops: Sequence[LockedDrop],
    crew: frozenset[int],
    *,
    now: datetime,
) -> int:
    """Cancel locked drops of one evening; return how many people are notified. locks: hold"""
    cancelled = StallDayCancelled(stall_day_id=stall_day)
    people = notify_affected_by_day(session, cancelled, _locked_ids(locked_drops), now, about="cancelled")
    for locked_drop in locked_drops:
        cancel_locked(session, locked_drop, now)
    follow_days(session, fit_stall_days(session, (stall_day,)), crew, now)
    return people


def planned_move_of_all(
    session: Session, actor: Actor, stall_day: int, stock: StockLine, now: datetime
) -> PlannedMove:
    """Return the hours that an evening would have after `move_all`, and how many people would be told.

    Raises ButtonForged, StallUnknown, NotYourStall, StallDayOver, BeginsAfterEnd, WhenPassed, HoursUnfit, DropOver.
    """
    row = own_stall_day(session, actor, stall_day, Right.STOCK)
    zone = session.get_one(Alley, row.alley_id).zone
    to, hours = _moved_hours(drops_ahead(session, stall_day, now), stock, zone)
    for was, new in hours.values():
        check_moved(new, was, zone, now=now)
    return PlannedMove(to, len(affected_people(session, tuple(hours))))


def count_affected_by_alley_of_all(
    session: Session, actor: Actor, stall_day: int, alley: int, now: datetime
) -> int:
    """Return how many people are told when an evening moves to an alley; none where it is there.

    Raises ButtonForged, StallUnknown, NotYourStall, StallDayOver.
    """
    row = own_stall_day(session, actor, stall_day, Right.STOCK)
    running = drops_ahead(session, stall_day, now)
    return 0 if row.alley_id == alley else len(affected_people(session, drop_ids(running)))


def move_all(
    session: Session, actor: Actor, stall_day: int, stock: StockLine, now: datetime
) -> MovedStallDay:
    """Move what is ahead of an evening to the day and hours that `stock` names: each drop begins as much later on the clock, and lasts as long.

    What lasted until the end of the evening lasts until its new end. Raises as `pause_all`, BeginsAfterEnd, WhenPassed, HoursUnfit, DropOver, StallElsewhere.
    locks: person, stall, stall day, drop, item, hold
    """
    left = _lock_place(session, actor, stall_day, now)
    zone = session.get_one(Alley, left.alley).zone
    _, hours = _moved_hours(drops_ahead(session, stall_day, now), stock, zone)
    _lock_days(session, left, [new for _, new in hours.values()], now, alley=left.alley)
    moved = [each for each in _lock_drops(session, stall_day, now) if each.drop.id in hours]
    for each in moved:
        move_locked(session, each, hours[each.drop.id or 0][1], now)
    placed = place_drops(session, [each.drop for each in moved], now)
    return _tell_moved(session, moved, placed, left, now=now)


def move_all_to_alley(
    session: Session, actor: Actor, stall_day: int, alley: int, now: datetime
) -> MovedStallDay:
    """Move what is ahead of an evening to another alley, at the same time.

    Raises as `pause_all`, AlleyUnknown, OtherMoney, StallElsewhere. locks: person, stall, stall day, drop, item
    """
    left = _lock_place(session, actor, stall_day, now)
    new_alley = AlleyUnknown.unless(session.get(Alley, alley))
    if new_alley.currency != session.get_one(Alley, left.alley).currency:
        raise OtherMoney(new_alley.name)
    _lock_days(
        session, left, [_hours(drop) for drop in drops_ahead(session, stall_day, now)], now, alley=alley
    )
    locked_drops = _lock_drops(session, stall_day, now)
    moved = locked_drops if alley != left.alley else []
    placed = place_drops(session, [each.drop for each in moved], now, alley=alley)
    for each in moved:
        revise(each.drop, now)
        leave_alley(session, each, now)
    return _tell_moved(session, moved, placed, left, now=now)


def _moved_hours(
    running: Sequence[Drop], stock: StockLine, zone: str
) -> tuple[DropHours, dict[int, tuple[DropHours, DropHours]]]:
    """Return the hours of an evening after `move_all`, and of each drop that moves those before and after. Raises BeginsAfterEnd."""
    was = DropHours(min(each.starts_at for each in running), max(each.ends_at for each in running))
    to = moved_to(stock, was, zone)
    hours = {each.id or 0: (_hours(each), moved_along(_hours(each), was, to, zone)) for each in running}
    for drop in running:
        _, new = hours[drop.id or 0]
        if new.ends_at <= new.starts_at:
            raise BeginsAfterEnd(drop.name, new.starts_at, zone)
    return to, {drop: moved for drop, moved in hours.items() if moved[0] != moved[1]}


def _tell_moved(
    session: Session,
    moved: Sequence[LockedDrop],
    placed: frozenset[int],
    left: Place,
    *,
    now: datetime,
) -> MovedStallDay:
    """Fit the stall days that drops left and joined, let what stood still go on and rosters follow, and tell everybody concerned. locks: notification"""
    if not moved:
        return MovedStallDay(left.stall_day or 0, 0)
    stall_day = moved[0].drop.stall_day_id or 0
    run_moved(session, [each.drop for each in moved], now)
    follow_days(session, fit_stall_days(session, placed), left.crew, now)
    starts_at, ends_at = min(each.drop.starts_at for each in moved), max(each.drop.ends_at for each in moved)
    notification = StallDayMoved(
        stall_day_id=stall_day,
        starts_at=starts_at,
        ends_at=ends_at,
        old_starts_at=left.starts_at,
        old_ends_at=left.ends_at,
        old_alley_id=left.alley,
    )
    about = f"moved:{starts_at:%m%dT%H%M}:{moved[0].drop.alley_id}"
    return MovedStallDay(
        stall_day, notify_affected_by_day(session, notification, _locked_ids(moved), now, about=about)
    )


def _lock_place(session: Session, actor: Actor, stall_day: int, now: datetime) -> Place:
    """Lock the stall of an evening and those with a shift ahead there, for a person who may post, and return where it stands. locks: person, stall"""
    row = ButtonForged.unless(session.get(StallDay, stall_day))
    crew = lock_crew(session, actor, row.stall_id, now)
    require_right(session, actor, row.stall_id, Right.STOCK)
    lock_stall(session, row.stall_id)
    running = drops_ahead(session, stall_day, now)
    return Place(
        stall=row.stall_id,
        alley=row.alley_id,
        starts_at=min(each.starts_at for each in running),
        ends_at=max(each.ends_at for each in running),
        stall_day=stall_day,
        crew=crew,
    )


def _lock_days(
    session: Session, left: Place, hours: Sequence[DropHours], now: datetime, *, alley: int
) -> None:
    """Lock the stall day that drops leave, and those that they will have with these hours in an alley. locks: stall day"""
    places = (replace(left, alley=alley, starts_at=each.starts_at, ends_at=each.ends_at) for each in hours)
    lock_stall_days(session, left.stall_day, *{stall_day_at(session, each, now) for each in places})


def _lock_all(session: Session, actor: Actor, stall_day: int, now: datetime) -> list[LockedDrop]:
    """Lock an evening and what is ahead of it, for a person who may post there. locks: person, stall day, drop, item"""
    lock_unblocked_person(session, actor.person)
    own_stall_day(session, actor, stall_day, Right.STOCK)
    lock_stall_days(session, stall_day)
    return _lock_drops(session, stall_day, now)


def _lock_drops(session: Session, stall_day: int, now: datetime) -> list[LockedDrop]:
    """Lock what is ahead of a locked evening: all drops before any item. Raises StallDayOver. locks: drop, item"""
    return _lock_items(session, drops_ahead(session, stall_day, now, lock=True), now)


def _lock_items(session: Session, drops: Sequence[Drop], now: datetime) -> list[LockedDrop]:
    """Lock the items of locked drops that are about to change. locks: item"""
    mark_changed(session, "drop")
    for drop in drops:
        mark_drop(session, drop.id or 0, now)
    return [lock_items_of(session, drop) for drop in drops]


def _hours(drop: Drop) -> DropHours:
    return DropHours(drop.starts_at, drop.ends_at)


def _locked_ids(locked_drops: Sequence[LockedDrop]) -> list[int]:
    return drop_ids([each.drop for each in locked_drops])
