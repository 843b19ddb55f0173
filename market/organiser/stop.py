"""Stopping a market day: it waits for the rain, or is called off. At once, undone by one tap, and final by a job (docs/stop.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Subquery, union
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.drop.locked_item import lock_items
from market.drop.own_drop import lock_items_of
from market.market_day.place import TAKES_PLACE, crew_of, fit_stall_days, lock_stall_days
from market.notification.kind import NotificationKind
from market.notification.outbox import notify_selected
from market.organiser.notifications import MarketDayGoesOn, MarketDayStopped
from market.organiser.refusals import MarketDayUnknown, NothingToStop, StopFinal, StoppedAlready
from market.person import lock_people, lock_unblocked_person
from market.reminder import rewrite_reminders
from market.roster.follow import follow_days
from market.stall import lock_stall
from market.stock.pause import cancel_locked
from market.waitlist.allocate import allocate
from market.waitlist.hold_clock import run_clocks, stop_clocks
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.market_day import MarketDay, StallDay
from storage.roster import Shift
from storage.shown import mark_drop
from storage.stall import Stall
from storage.stop import Stop, StopKind
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState

UNTIL_FINAL, RAIN_WAIT = timedelta(minutes=10), timedelta(minutes=30)
LASTS = {StopKind.CALLED_OFF: UNTIL_FINAL, StopKind.RAIN_WAIT: RAIN_WAIT}
"""How long each stop can be undone; what waits for the rain goes on by itself then."""


@dataclass(frozen=True, kw_only=True)
class StopFacts:
    """A stop of a market day of an alley. It `runs` until it is undone or finished."""

    id: int
    market_day: int
    kind: StopKind
    alley: str
    zone: str
    day: date
    final_at: datetime
    runs: bool


@dataclass(frozen=True, kw_only=True)
class PlannedStop:
    """A market day as a stop would find it: its stalls and dishes ahead, and how many people would be told, the stalls and helpers too."""

    market_day: int
    alley: str
    day: date
    stalls: int
    drops: int
    people: int


def planned_stop(session: Session, actor: Actor, market_day: int, now: datetime) -> PlannedStop:
    """Return what a stop of a market day would concern. Raises NotOrganiser, MarketDayUnknown, NothingToStop."""
    require_organiser(session, actor)
    row = MarketDayUnknown.unless(session.get(MarketDay, market_day))
    ahead = session.exec(select(Drop.id, Drop.stall_id).where(*_ahead(market_day, now))).all()
    if not ahead:
        raise NothingToStop
    concerned = _concerned([drop or 0 for drop, _ in ahead])
    return PlannedStop(
        market_day=market_day,
        alley=session.get_one(Alley, row.alley_id).name,
        day=row.day,
        stalls=len({stall for _, stall in ahead}),
        drops=len(ahead),
        people=session.exec(select(func.count()).select_from(concerned)).one(),
    )


def running_stop(session: Session, market_day: int) -> StopFacts | None:
    """Return the stop of a market day that runs; None without one."""
    row = session.exec(select(Stop).where(*_running(market_day))).first()
    return None if row is None else stop_facts(session, row.id or 0)


def stop_facts(session: Session, stop: int) -> StopFacts:
    """Return a stop that is stored."""
    row = session.get_one(Stop, stop)
    day = session.get_one(MarketDay, row.market_day_id)
    alley = session.get_one(Alley, day.alley_id)
    return StopFacts(
        id=stop,
        market_day=row.market_day_id,
        kind=row.kind,
        alley=alley.name,
        zone=alley.zone,
        day=day.day,
        final_at=row.final_at,
        runs=row.undone_at is None and row.finished_at is None,
    )


def stop_to_tell(session: Session, stop: int) -> StopFacts:
    """Return a stop for its message. Raises StopFinal where it was undone, or a wait is over: nothing is sent then."""
    facts, row = stop_facts(session, stop), session.get_one(Stop, stop)
    if row.undone_at or (row.finished_at and row.kind == StopKind.RAIN_WAIT):
        raise StopFinal
    return facts


def stop_market_day(session: Session, actor: Actor, market_day: int, kind: StopKind, now: datetime) -> int:
    """Stop what is ahead of a market day, tell everybody concerned once, and return how many. A wait gives way to a call-off.

    Raises NotOrganiser, Blocked, MarketDayUnknown, StoppedAlready, NothingToStop. locks: stop, person, stall day, drop
    """
    before = _lock_running(session, market_day)
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    MarketDayUnknown.unless(session.get(MarketDay, market_day))
    _lock_days(session, market_day)
    running = session.exec(select(Stop).where(*_running(market_day))).first()
    if running is not before or (
        running and (running.kind, kind) != (StopKind.RAIN_WAIT, StopKind.CALLED_OFF)
    ):
        raise StoppedAlready
    drops = _lock_drops(session, *_ahead(market_day, now))
    if not drops:
        raise NothingToStop
    if running:
        running.finished_at = now
        session.flush()
    row = Stop(
        market_day_id=market_day, kind=kind, by_id=actor.person, began_at=now, final_at=now + LASTS[kind]
    )
    session.add(row)
    session.flush()
    for drop in drops:
        drop.stop_id = row.id
        stop_clocks(drop, now)
        mark_drop(session, drop.id or 0, now)
    mark_changed(session, "drop")
    session.flush()
    return _tell(session, row, drops, MarketDayStopped(stop_id=row.id or 0), now=now)


def undo_stop(session: Session, actor: Actor, stop: int, now: datetime) -> int:
    """Let a market day go on as before its stop: holds get the time back. Return how many people are told.

    A second time changes nothing. Raises NotOrganiser, Blocked, MarketDayUnknown, StopFinal. locks: stop, person, stall day, drop, item, hold
    """
    found = _lock_stop(session, stop)
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    row = MarketDayUnknown.unless(found)
    if row.undone_at:
        return 0
    if row.finished_at or now >= row.final_at:
        raise StopFinal
    row.undone_at = now
    drops = _go_on(session, row, now)
    return _tell(session, row, drops, MarketDayGoesOn(stop_id=stop), now=now)


def stops_to_finish(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the stops that are final now and not finished."""
    due = col(Stop.undone_at).is_(None), col(Stop.finished_at).is_(None), col(Stop.final_at) <= now
    return tuple(stop or 0 for stop in session.exec(select(Stop.id).where(*due).order_by(col(Stop.id))))


def finish_next(session: Session, stop: int, now: datetime) -> bool:
    """Do the next step of a final stop, and return whether another one is left: a wait goes on, of what is called off one stall is cancelled.

    A step that was done is not done again. locks: stop, person, stall, stall day, drop, item, hold
    """
    row = _lock_stop(session, stop)
    if row is None or row.undone_at or row.finished_at or now < row.final_at:
        return False
    day = None if row.kind == StopKind.RAIN_WAIT else _next_day(session, row)
    if day is None:
        if row.kind == StopKind.RAIN_WAIT:
            _go_on(session, row, now)
        row.finished_at = now
        return False
    crew = crew_of(session, (day.stall_id,), now)
    lock_people(session, crew)
    lock_stall(session, day.stall_id)
    lock_stall_days(session, day.id)
    for drop in _lock_drops(session, col(Drop.stall_day_id) == day.id, *_to_cancel(row)):
        drop.stop_id = row.id
        mark_drop(session, drop.id or 0, now)
        cancel_locked(session, lock_items_of(session, drop), now)
    mark_changed(session, "drop")
    follow_days(session, fit_stall_days(session, (day.id or 0,)), crew, now, are_told=True)
    return True


def next_stop_end(session: Session, since: datetime) -> datetime | None:
    """Return when the next stop is final."""
    ahead = col(Stop.undone_at).is_(None), col(Stop.finished_at).is_(None), col(Stop.final_at) > since
    return session.exec(select(func.min(Stop.final_at)).where(*ahead)).one()


def _go_on(session: Session, row: Stop, now: datetime) -> Sequence[Drop]:
    """Let the drops of a locked stop go on; return them. locks: stall day, drop, item, hold"""
    _lock_days(session, row.market_day_id)
    drops = _lock_drops(session, col(Drop.stop_id) == row.id, col(Drop.state).in_(TAKES_PLACE))
    for drop in drops:
        drop.stop_id = None
    session.flush()
    for drop in drops:
        mark_drop(session, drop.id or 0, now)
        locked_items = lock_items(session, drop, session.get_one(Alley, drop.alley_id))
        run_clocks(session, locked_items, now)
        for locked in locked_items:
            allocate(session, locked, now)
        rewrite_reminders(session, drop.id, now)
    mark_changed(session, "drop")
    return drops


def _next_day(session: Session, row: Stop) -> StallDay | None:
    """Return the first stall day of which something is to be cancelled."""
    left = select(Drop.stall_day_id).where(*_to_cancel(row))
    of_day = col(StallDay.market_day_id) == row.market_day_id, col(StallDay.id).in_(left)
    return session.exec(select(StallDay).where(*of_day).order_by(col(StallDay.id)).limit(1)).first()


def _to_cancel(row: Stop) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a drop that a call-off cancels: it was not over when that began."""
    return col(Drop.state).in_(TAKES_PLACE), col(Drop.wound_up_at).is_(None), col(Drop.ends_at) > row.began_at


def _tell(
    session: Session, row: Stop, drops: Sequence[Drop], notification: NotificationKind, *, now: datetime
) -> int:
    concerned = _concerned([drop.id or 0 for drop in drops])
    people = select(concerned.c.person_id)
    return notify_selected(session, people, notification, now, about=f"stop:{row.id}")


def _concerned(drops: Sequence[int]) -> Subquery:
    """Return everybody concerned by drops, each once: who booked, holds or waits, who owns the stalls, and who has a shift there."""
    items = select(Item.id).where(col(Item.drop_id).in_(drops))
    days = select(Drop.stall_day_id).where(col(Drop.id).in_(drops))
    booked = col(Booking.state) == BookingState.BOOKED, col(Booking.collected) == 0
    waits = col(Entry.state).in_((EntryState.WAITING, EntryState.HELD))
    stalls = select(Drop.stall_id).where(col(Drop.id).in_(drops))
    people = union(
        select(col(Booking.person_id).label("person_id")).where(col(Booking.item_id).in_(items), *booked),
        select(col(Entry.person_id)).where(col(Entry.item_id).in_(items), waits),
        select(col(Stall.owner_id)).where(col(Stall.id).in_(stalls)),
        select(col(Shift.person_id)).where(col(Shift.stall_day_id).in_(days)),
    ).subquery()
    return select(people.c.person_id).where(people.c.person_id.is_not(None)).subquery()


def _ahead(market_day: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the drops of a market day that are published or paused and not over."""
    days = select(StallDay.id).where(col(StallDay.market_day_id) == market_day)
    return col(Drop.stall_day_id).in_(days), col(Drop.state).in_(TAKES_PLACE), col(Drop.ends_at) > now


def _running(market_day: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Stop.market_day_id) == market_day,
        col(Stop.undone_at).is_(None),
        col(Stop.finished_at).is_(None),
    )


def _lock_stop(session: Session, stop: int) -> Stop | None:
    """Lock a stop, before anything else. locks: stop"""
    rows = select(Stop).where(col(Stop.id) == stop).with_for_update(key_share=True)
    return session.exec(rows.execution_options(populate_existing=True)).first()


def _lock_running(session: Session, market_day: int) -> Stop | None:
    rows = select(Stop).where(*_running(market_day)).with_for_update(key_share=True)
    return session.exec(rows.execution_options(populate_existing=True)).first()


def _lock_days(session: Session, market_day: int) -> None:
    """Lock the stall days of a market day. locks: stall day"""
    lock_stall_days(
        session, *session.exec(select(StallDay.id).where(col(StallDay.market_day_id) == market_day))
    )


def _lock_drops(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Drop]:
    """Lock drops of locked stall days, in the order of their ids. locks: drop"""
    rows = select(Drop).where(*conditions).order_by(col(Drop.id)).with_for_update(key_share=True)
    return session.exec(rows.execution_options(populate_existing=True)).all()
