"""Stopping a market day, or all of an alley: it waits for the rain, moves, or is called off. At once, undone by one tap, final by a job (docs/stop.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Subquery, union
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from locales.user_text import NOTE
from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown, lock_alley
from market.drop.locked_item import lock_items
from market.drop.own_drop import lock_items_of
from market.market_day.place import crew_of, fit_stall_days, lock_stall_days
from market.notification.kind import NotificationKind
from market.notification.outbox import notify_selected
from market.organiser.alleys import close_locked_alley
from market.organiser.notifications import MarketDayGoesOn, MarketDayStopped
from market.organiser.refusals import (
    MarketDayUnknown,
    MovedAlready,
    NothingToStop,
    StopFinal,
    StoppedAlready,
)
from market.person import lock_people, lock_unblocked_person
from market.reminder import rewrite_reminders
from market.roster.follow import follow_days
from market.sale.sell import offer_again
from market.stall import lock_stall
from market.stock.pause import cancel_locked
from market.task_list.lists import add_list
from market.text_checks import check_name
from market.waitlist.hold_clock import run_clocks, stop_clocks
from storage.alley import Alley
from storage.drop import TAKES_PLACE, Drop, Item
from storage.market_day import MarketDay, StallDay
from storage.notification import Notification
from storage.roster import Shift
from storage.series import DropSeries, cancel_series
from storage.shown import mark_drop
from storage.stall import Stall, StallApproval
from storage.stop import RAIN, CallOffReason, Stop, StopKind, moves_of
from storage.store import mark_changed
from storage.task_list import TaskListKind
from storage.waitlist import Booking, BookingState, Entry, EntryState

UNTIL_FINAL, RAIN_WAIT = timedelta(minutes=10), timedelta(minutes=30)
LASTS = {StopKind.CALLED_OFF: UNTIL_FINAL, StopKind.RAIN_WAIT: RAIN_WAIT, StopKind.MOVED: UNTIL_FINAL}
"""How long each stop can be undone; what waits for the rain goes on by itself then."""
GIVE_WAY: dict[StopKind, tuple[StopKind, ...]] = {
    StopKind.CALLED_OFF: RAIN,
    StopKind.RAIN_WAIT: (StopKind.MOVED,),
    StopKind.MOVED: (),
}
"""The running stops that each stop ends."""


@dataclass(frozen=True)
class StoppedDay:
    """A market day that is stopped, or is to be."""

    market_day: int

    def drops(self) -> ColumnElement[bool]:
        """Return the condition of its drops."""
        return col(Drop.stall_day_id).in_(select(StallDay.id).where(self.stall_days()))

    def stall_days(self) -> ColumnElement[bool]:
        """Return the condition of its stall days."""
        return col(StallDay.market_day_id) == self.market_day

    def stops(self) -> ColumnElement[bool]:
        """Return the condition of the stops that concern it: its own, and those of its alley."""
        alley = select(MarketDay.alley_id).where(col(MarketDay.id) == self.market_day).scalar_subquery()
        return (col(Stop.market_day_id) == self.market_day) | (col(Stop.alley_id) == alley)

    def existing_alley(self, session: Session) -> int:
        """Return its alley. Raises MarketDayUnknown."""
        return MarketDayUnknown.unless(session.get(MarketDay, self.market_day)).alley_id

    def told_besides(self) -> tuple[SelectOfScalar[int | None], ...]:
        """Return who is told besides those whom its drops concern: nobody."""
        return ()


@dataclass(frozen=True)
class StoppedAlley:
    """An alley of which all that is ahead is stopped, or is to be; after that it is closed."""

    alley: int

    def drops(self) -> ColumnElement[bool]:
        """Return the condition of its drops."""
        return col(Drop.alley_id) == self.alley

    def stall_days(self) -> ColumnElement[bool]:
        """Return the condition of its stall days."""
        return col(StallDay.alley_id) == self.alley

    def stops(self) -> ColumnElement[bool]:
        """Return the condition of the stops that concern it: its own, and the waits and moves of its market days."""
        days = select(MarketDay.id).where(col(MarketDay.alley_id) == self.alley)
        waits = col(Stop.market_day_id).in_(days) & col(Stop.kind).in_(RAIN)
        return (col(Stop.alley_id) == self.alley) | waits

    def existing_alley(self, session: Session) -> int:
        """Return it. Raises AlleyUnknown."""
        return AlleyUnknown.unless(session.get(Alley, self.alley)).id or 0

    def told_besides(self) -> tuple[SelectOfScalar[int | None], ...]:
        """Return the owners of its stalls: they sell nothing there from then on."""
        theirs = col(Stall.alley_id) == self.alley, col(Stall.state) == StallApproval.APPROVED
        return (select(col(Stall.owner_id)).where(*theirs),)


Stopped = StoppedDay | StoppedAlley


@dataclass(frozen=True, kw_only=True)
class StopFacts:
    """A stop of a market day of an alley, `day` None: of all of it. It `runs` until it is undone or finished. What moved did so to `place`."""

    id: int
    market_day: int | None
    kind: StopKind
    reason: CallOffReason
    place: str
    alley: str
    zone: str
    day: date | None
    final_at: datetime
    runs: bool


@dataclass(frozen=True, kw_only=True)
class PlannedStop:
    """A market as a stop would find it: one day, or without a `day` an alley. Its stalls and dishes ahead, and how many people would be told, helpers too."""

    stopped: Stopped
    alley: str
    day: date | None
    stalls: int
    drops: int
    people: int


def planned_stop(session: Session, actor: Actor, stopped: Stopped, now: datetime) -> PlannedStop:
    """Return what a stop would concern. Raises NotOrganiser, MarketDayUnknown, AlleyUnknown, NothingToStop."""
    require_organiser(session, actor)
    alley = session.get_one(Alley, stopped.existing_alley(session))
    ahead = session.exec(select(Drop.id, Drop.stall_id).where(*_ahead(stopped, now))).all()
    if not ahead:
        raise NothingToStop
    concerned = _concerned([drop or 0 for drop, _ in ahead], *stopped.told_besides())
    return PlannedStop(
        stopped=stopped,
        alley=alley.name,
        day=session.get_one(MarketDay, stopped.market_day).day if isinstance(stopped, StoppedDay) else None,
        stalls=len({stall for _, stall in ahead}),
        drops=len(ahead),
        people=session.exec(select(func.count()).select_from(concerned)).one(),
    )


def running_stop(session: Session, market_day: int) -> StopFacts | None:
    """Return the stop that runs of a market day, or of its alley; None without one."""
    rows = select(Stop).where(*_running(StoppedDay(market_day))).order_by(col(Stop.id).desc())
    row = session.exec(rows).first()
    return None if row is None else stop_facts(session, row.id or 0)


def stop_facts(session: Session, stop: int) -> StopFacts:
    """Return a stop that is stored."""
    row = session.get_one(Stop, stop)
    day = session.get(MarketDay, row.market_day_id) if row.market_day_id else None
    alley = session.get_one(Alley, _stopped(row).existing_alley(session))
    return StopFacts(
        id=stop,
        market_day=row.market_day_id,
        kind=row.kind,
        reason=row.reason,
        place=row.place,
        alley=alley.name,
        zone=alley.zone,
        day=day.day if day else None,
        final_at=row.final_at,
        runs=row.undone_at is None and row.finished_at is None,
    )


def stop_to_tell(session: Session, stop: int) -> StopFacts:
    """Return a stop for its message. Raises StopFinal where it was undone, or a wait is over: nothing is sent then."""
    facts, row = stop_facts(session, stop), session.get_one(Stop, stop)
    if row.undone_at or (row.finished_at and row.kind == StopKind.RAIN_WAIT):
        raise StopFinal
    return facts


def wait_for_rain(session: Session, actor: Actor, market_day: int, now: datetime) -> int:
    """Let what is ahead of a market day wait for half an hour, tell everybody concerned once, and return how many.

    Raises NotOrganiser, Blocked, MarketDayUnknown, StoppedAlready, NothingToStop. locks: stop, person, stall day, drop
    """
    row = Stop(
        market_day_id=market_day,
        kind=StopKind.RAIN_WAIT,
        reason=CallOffReason.WEATHER,
        by_id=actor.person,
        began_at=now,
        final_at=now + LASTS[StopKind.RAIN_WAIT],
    )
    return _stop(session, actor, row, now)


def move_market(session: Session, actor: Actor, market_day: int, place: str, *, now: datetime) -> int:
    """Say that a market day is at another place now, "" for under the roof: nothing else changes. Tell everybody concerned once, and return how many.

    Raises NotOrganiser, Blocked, MarketDayUnknown, StoppedAlready, MovedAlready, NothingToStop, NameUnfit. locks: stop, person, stall day, drop
    """
    row = Stop(
        market_day_id=market_day,
        kind=StopKind.MOVED,
        reason=CallOffReason.WEATHER,
        place=check_name(place, NOTE) if place else "",
        by_id=actor.person,
        began_at=now,
        final_at=now + LASTS[StopKind.MOVED],
    )
    return _stop(session, actor, row, now)


def place_of(session: Session, market_day: int) -> str | None:
    """Return where a market day was moved, "" for under the roof; None: it was not."""
    return session.exec(moves_of(market_day).order_by(col(Stop.id).desc())).first()


def call_off(
    session: Session, actor: Actor, stopped: Stopped, *, reason: CallOffReason, now: datetime
) -> int:
    """Call off what is ahead of a market day or an alley, tell everybody concerned once, and return how many. A wait or a move gives way to it.

    Raises NotOrganiser, Blocked, MarketDayUnknown, AlleyUnknown, StoppedAlready, NothingToStop. locks: stop, person, stall day, drop
    """
    row = Stop(
        market_day_id=stopped.market_day if isinstance(stopped, StoppedDay) else None,
        alley_id=stopped.alley if isinstance(stopped, StoppedAlley) else None,
        kind=StopKind.CALLED_OFF,
        reason=reason,
        by_id=actor.person,
        began_at=now,
        final_at=now + LASTS[StopKind.CALLED_OFF],
    )
    return _stop(session, actor, row, now)


def _stop(session: Session, actor: Actor, row: Stop, now: datetime) -> int:
    """Store a stop and return how many people are told. locks: stop, person, stall day, drop"""
    stopped = _stopped(row)
    before = _lock_running(session, stopped)
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    stopped.existing_alley(session)
    _lock_days(session, stopped)
    running = session.exec(select(Stop).where(*_running(stopped)).order_by(col(Stop.id))).all()
    if list(running) != list(before) or any(each.kind not in GIVE_WAY[row.kind] for each in running):
        raise MovedAlready if row.kind == StopKind.MOVED and _is_moving(running) else StoppedAlready
    if row.kind == StopKind.MOVED and place_of(session, row.market_day_id or 0) == row.place:
        raise MovedAlready
    drops = _lock_drops(session, *_ahead(stopped, now), ~_is_called_off())
    if not drops:
        raise NothingToStop
    for each in running:
        each.finished_at = now
    session.flush()
    session.add(row)
    session.flush()
    for drop in drops:
        if row.kind != StopKind.MOVED:
            drop.stop_id = row.id
            stop_clocks(drop, now)
        mark_drop(session, drop.id or 0, now)
    mark_changed(session, "drop")
    session.flush()
    return _tell(session, row, drops, MarketDayStopped(stop_id=row.id or 0), now=now)


def undo_stop(session: Session, actor: Actor, stop: int, now: datetime) -> int:
    """Let a market day go on as before its stop: holds get the time back. Return how many people are told.

    A second time changes nothing. Raises NotOrganiser, Blocked, MarketDayUnknown, StopFinal, and StoppedAlready where its alley was stopped since.
    locks: stop, person, stall day, drop, item, hold
    """
    found = _lock_stop(session, stop)
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    row = MarketDayUnknown.unless(found)
    if row.undone_at:
        return 0
    if row.finished_at or now >= row.final_at:
        raise StopFinal
    if session.exec(select(Stop.id).where(*_running(_stopped(row)), col(Stop.id) > stop)).first():
        raise StoppedAlready
    row.undone_at = now
    drops = _move_back(session, row, now) if row.kind == StopKind.MOVED else _go_on(session, row, now)
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
    day = _next_day(session, row) if row.kind == StopKind.CALLED_OFF else None
    if day is None:
        if row.kind == StopKind.RAIN_WAIT:
            _go_on(session, row, now)
        row.finished_at = now
        if row.alley_id is not None:
            alley = lock_alley(session, row.alley_id)
            close_locked_alley(session, alley, organiser=row.by_id, now=now)
            cancel_series(session, col(DropSeries.alley_id) == row.alley_id)
            add_list(session, alley, TaskListKind.TAKE_DOWN, began_at=row.began_at, organiser=row.by_id)
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
    _lock_days(session, _stopped(row))
    drops = _lock_drops(session, col(Drop.stop_id) == row.id, col(Drop.state).in_(TAKES_PLACE))
    for drop in drops:
        drop.stop_id = None
    session.flush()
    for drop in drops:
        mark_drop(session, drop.id or 0, now)
        locked_items = lock_items(session, drop, session.get_one(Alley, drop.alley_id))
        run_clocks(session, locked_items, now)
        offer_again(session, locked_items, now)
        rewrite_reminders(session, drop.id, now)
    mark_changed(session, "drop")
    return drops


def _move_back(session: Session, row: Stop, now: datetime) -> Sequence[Drop]:
    """Let the cards of a market day say where it was before a move that was undone; return its drops. locks: stall day, drop"""
    _lock_days(session, _stopped(row))
    drops = _lock_drops(session, *_ahead(_stopped(row), now))
    for drop in drops:
        mark_drop(session, drop.id or 0, now)
    mark_changed(session, "drop")
    session.flush()
    return drops


def _is_moving(running: Sequence[Stop]) -> bool:
    return all(each.kind == StopKind.MOVED for each in running)


def _next_day(session: Session, row: Stop) -> StallDay | None:
    """Return the first stall day of which something is to be cancelled."""
    left = select(Drop.stall_day_id).where(_stopped(row).drops(), *_to_cancel(row))
    rows = select(StallDay).where(col(StallDay.id).in_(left)).order_by(col(StallDay.id)).limit(1)
    return session.exec(rows).first()


def _to_cancel(row: Stop) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a drop that a call-off cancels: it was not over when that began."""
    return col(Drop.state).in_(TAKES_PLACE), col(Drop.wound_up_at).is_(None), col(Drop.ends_at) > row.began_at


def _tell(
    session: Session, row: Stop, drops: Sequence[Drop], notification: NotificationKind, *, now: datetime
) -> int:
    about = f"stop:{row.id}"
    told = select(col(Notification.person_id)).where(col(Notification.about) == about)
    concerned = _concerned([drop.id or 0 for drop in drops], *_stopped(row).told_besides(), told)
    people = select(concerned.c.person_id)
    return notify_selected(session, people, notification, now, about=about)


def _concerned(drops: Sequence[int], *besides: SelectOfScalar[Any]) -> Subquery:
    """Return everybody concerned by drops that are stopped, each once: who booked, holds or waits, owns the stalls, has a shift there, and those `besides`."""
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
        *besides,
    ).subquery()
    return select(people.c.person_id).where(people.c.person_id.is_not(None)).subquery()


def _stopped(row: Stop) -> Stopped:
    """Return what a stop is of."""
    return StoppedAlley(row.alley_id) if row.alley_id is not None else StoppedDay(row.market_day_id or 0)


def _ahead(stopped: Stopped, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the drops that are published or paused and not over."""
    return stopped.drops(), col(Drop.state).in_(TAKES_PLACE), col(Drop.ends_at) > now


def _is_called_off() -> ColumnElement[bool]:
    """Return the condition of a drop whose market day was called off before: that goes its own way."""
    called_off = select(Stop.id).where(col(Stop.kind) == StopKind.CALLED_OFF)
    return func.coalesce(col(Drop.stop_id).in_(called_off), False)


def _running(stopped: Stopped) -> tuple[ColumnElement[bool], ...]:
    return stopped.stops(), col(Stop.undone_at).is_(None), col(Stop.finished_at).is_(None)


def _lock_stop(session: Session, stop: int) -> Stop | None:
    """Lock a stop, before anything else. locks: stop"""
    rows = select(Stop).where(col(Stop.id) == stop).with_for_update(key_share=True)
    return session.exec(rows.execution_options(populate_existing=True)).first()


def _lock_running(session: Session, stopped: Stopped) -> Sequence[Stop]:
    rows = select(Stop).where(*_running(stopped)).order_by(col(Stop.id)).with_for_update(key_share=True)
    return session.exec(rows.execution_options(populate_existing=True)).all()


def _lock_days(session: Session, stopped: Stopped) -> None:
    """Lock the stall days of a market day, or of an alley. locks: stall day"""
    lock_stall_days(session, *session.exec(select(StallDay.id).where(stopped.stall_days())))


def _lock_drops(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Drop]:
    """Lock drops of locked stall days, in the order of their ids. locks: drop"""
    rows = select(Drop).where(*conditions).order_by(col(Drop.id)).with_for_update(key_share=True)
    return session.exec(rows.execution_options(populate_existing=True)).all()
