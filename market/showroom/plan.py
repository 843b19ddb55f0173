"""The plan of the host: windows, closed days, and shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from locales.user_text import SHOW
from market.actor import Actor, Right, require_right
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.showroom.available import DAYS_AHEAD, Curation, closed_days, curations_of, day_in
from market.showroom.ended import end_day, visits_ahead_on
from market.showroom.host import lock_own_showroom, terms_of, windows_of, zone_of_stall
from market.showroom.refusals import (
    CurationPassed,
    CurationUnknown,
    TooManyCurations,
    TooManyWindows,
    VisitsUnfit,
    WindowExists,
    WindowUnfit,
    WindowUnknown,
)
from market.showroom.slots import DAY, MIDNIGHT, WindowTerms, at_wall
from market.text_checks import check_name
from storage.insert import insert_once
from storage.showroom import (
    ShowroomClosing,
    ShowroomCuration,
    ShowroomSlot,
    ShowroomVisit,
    ShowroomWindow,
    VisitState,
)

MAX_WINDOWS, MAX_CURATIONS = 14, 12
VISITS, BUFFERS, PLACES, WALK_INS = (10, 15, 20), (0, 5, 10, 15), range(1, 7), (0, 2, 3, 4, 5)
GRID = 5
"""Minutes. All times of a window are multiples of it."""


@dataclass(frozen=True, kw_only=True)
class WindowFacts:
    """A window of a stall, for its host."""

    id: int
    stall: int
    terms: WindowTerms


@dataclass(frozen=True, kw_only=True)
class WindowDay:
    """A day with windows, open or closed."""

    day: date
    closed: bool


@dataclass(frozen=True, kw_only=True)
class ShowroomPlan:
    """The plan of the host. `days`: those with windows in the next three weeks."""

    stall: int
    stall_name: str
    code: str
    zone: str
    windows: tuple[WindowFacts, ...]
    days: tuple[WindowDay, ...]
    curations: tuple[Curation, ...]


def showroom_plan(session: Session, actor: Actor, stall: int, now: datetime) -> ShowroomPlan:
    """Return the plan to somebody who may change it. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.STOCK)
    zone = zone_of_stall(session, stall)
    today = day_in(zone, now)
    windows = tuple(_window(each) for each in windows_of(session, stall))
    return ShowroomPlan(
        stall=stall,
        stall_name=row.name,
        code=row.code,
        zone=zone,
        windows=windows,
        days=_days(windows, closed_days(session, stall, today), today),
        curations=curations_of(session, stall, today),
    )


def visits_in_window(session: Session, actor: Actor, window: int, now: datetime) -> int:
    """Return how many visits ahead are booked in the hours of a window. Raises WindowUnknown, StallUnknown, NotYourStall."""
    row = _own_window(session, actor, window)
    zone = ZoneInfo(zone_of_stall(session, row.stall_id))
    starts = select(ShowroomSlot.starts_at).join(
        ShowroomVisit, col(ShowroomVisit.slot_id) == col(ShowroomSlot.id)
    )
    ahead = starts.where(
        col(ShowroomVisit.stall_id) == row.stall_id,
        col(ShowroomVisit.state) == VisitState.BOOKED,
        col(ShowroomSlot.starts_at) > now,
    )
    return sum(_lies_in(row, each.astimezone(zone)) for each in session.exec(ahead))


def visits_on_day(session: Session, actor: Actor, stall: int, day: date, now: datetime) -> int:
    """Return how many visits end where a day is closed. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.STOCK)
    return visits_ahead_on(session, stall, day, zone_of_stall(session, stall), now=now)


def _lies_in(window: ShowroomWindow, starts_at: datetime) -> bool:
    minute = starts_at.hour * 60 + starts_at.minute
    return starts_at.weekday() == window.weekday and window.begins <= minute < window.ends


def add_window(session: Session, actor: Actor, stall: int, terms: WindowTerms) -> int:
    """Add a weekly window and return its id.

    Raises Blocked, StallUnknown, NotYourStall, ShowroomClosed, TooManyWindows, VisitsUnfit, WindowUnfit, WindowExists. locks: person, stall
    """
    lock_own_showroom(session, actor, stall)
    standing = windows_of(session, stall)
    if len(standing) >= MAX_WINDOWS:
        raise TooManyWindows(MAX_WINDOWS)
    _refuse_unfit(terms)
    _refuse_same_time(standing, terms)
    row = ShowroomWindow(stall_id=stall, **vars(terms))
    session.add(row)
    session.flush()
    return row.id or 0


def change_window(session: Session, actor: Actor, window: int, terms: WindowTerms) -> None:
    """Change a window. What is booked stays as it is; slots that would overlap it are not offered.

    Raises Blocked, WindowUnknown, StallUnknown, NotYourStall, ShowroomClosed, VisitsUnfit, WindowUnfit, WindowExists. locks: person, stall
    """
    row = _lock_window(session, actor, window)
    _refuse_unfit(terms)
    _refuse_same_time([each for each in windows_of(session, row.stall_id) if each.id != window], terms)
    for name, value in vars(terms).items():
        setattr(row, name, value)
    session.flush()


def delete_window(session: Session, actor: Actor, window: int) -> int:
    """Delete a window and return its stall. What is booked stays.

    Raises Blocked, WindowUnknown, StallUnknown, NotYourStall, ShowroomClosed. locks: person, stall
    """
    row = _lock_window(session, actor, window)
    stall = row.stall_id
    session.delete(row)
    session.flush()
    return stall


def close_showroom_day(session: Session, actor: Actor, stall: int, day: date, *, now: datetime) -> int:
    """Close a day: its visits ahead end, their people are told and may choose another time. Return how many.

    Raises Blocked, StallUnknown, NotYourStall, ShowroomClosed, ButtonForged. locks: person, stall
    """
    showroom = lock_own_showroom(session, actor, stall)
    if not 0 <= (day - day_in(showroom.zone, now)).days < DAYS_AHEAD:
        raise ButtonForged
    insert_once(session, ShowroomClosing, stall_id=stall, day=day)
    return end_day(session, stall, day, showroom.zone, now=now)


def reopen_showroom_day(session: Session, actor: Actor, stall: int, day: date) -> None:
    """Open a closed day again; visits that ended stay so. Raises Blocked, StallUnknown, NotYourStall, ShowroomClosed. locks: person, stall"""
    lock_own_showroom(session, actor, stall)
    closed = col(ShowroomClosing.stall_id) == stall, col(ShowroomClosing.day) == day
    session.connection().execute(delete(ShowroomClosing).where(*closed))


def show_curation(
    session: Session, actor: Actor, stall: int, name: str, *, begins_on: date, now: datetime
) -> None:
    """Show something from a day on; another one of that day is replaced. Those that ended are forgotten.

    Raises Blocked, StallUnknown, NotYourStall, NameUnfit, CurationPassed, TooManyCurations. locks: person
    """
    words = check_name(name, SHOW)
    today = _lock_curations(session, actor, stall, now)
    starts_at = max(now, at_wall(begins_on, 0, zone_of_stall(session, stall)))
    if begins_on < today:
        raise CurationPassed(today)
    row = session.get(ShowroomCuration, (stall, begins_on), populate_existing=True)
    if row is not None:
        row.name, row.starts_at = words, starts_at
        return
    here = select(func.count()).select_from(ShowroomCuration).where(col(ShowroomCuration.stall_id) == stall)
    if session.exec(here).one() >= MAX_CURATIONS:
        raise TooManyCurations(MAX_CURATIONS)
    session.add(ShowroomCuration(stall_id=stall, begins_on=begins_on, name=words, starts_at=starts_at))
    session.flush()


def delete_curation(session: Session, actor: Actor, stall: int, begins_on: date, *, now: datetime) -> None:
    """Delete a curation: the one before it lasts until the next begins.

    Raises Blocked, StallUnknown, NotYourStall, CurationUnknown. locks: person
    """
    _lock_curations(session, actor, stall, now)
    row = CurationUnknown.unless(session.get(ShowroomCuration, (stall, begins_on), populate_existing=True))
    session.delete(row)
    session.flush()


def _lock_curations(session: Session, actor: Actor, stall: int, now: datetime) -> date:
    """Lock who plans what is on show, delete what has ended, and return today. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_right(session, actor, stall, Right.STOCK)
    today = day_in(zone_of_stall(session, stall), now)
    shows = curations_of(session, stall, today)
    if shows:
        ended = col(ShowroomCuration.begins_on) < shows[0].begins_on
        session.connection().execute(
            delete(ShowroomCuration).where(col(ShowroomCuration.stall_id) == stall, ended)
        )
    return today


def _own_window(session: Session, actor: Actor, window: int) -> ShowroomWindow:
    row = WindowUnknown.unless(session.get(ShowroomWindow, window, populate_existing=True))
    require_right(session, actor, row.stall_id, Right.STOCK)
    return row


def _lock_window(session: Session, actor: Actor, window: int) -> ShowroomWindow:
    """Return a window under the lock of its host. locks: person, stall"""
    lock_unblocked_person(session, actor.person)
    lock_own_showroom(session, actor, _own_window(session, actor, window).stall_id)
    return _own_window(session, actor, window)


def _refuse_unfit(terms: WindowTerms) -> None:
    """Raise VisitsUnfit, WindowUnfit."""
    offered = terms.visit_minutes in VISITS and terms.buffer in BUFFERS
    if not offered or terms.places not in PLACES or terms.walk_in_every not in WALK_INS:
        raise VisitsUnfit
    on_grid = terms.begins % GRID == 0 and terms.ends % GRID == 0
    if (
        not on_grid
        or terms.begins < 0
        or terms.ends > MIDNIGHT
        or terms.ends - terms.begins < terms.visit_minutes
    ):
        raise WindowUnfit


def _refuse_same_time(standing: Sequence[ShowroomWindow], terms: WindowTerms) -> None:
    if any((each.weekday, each.begins) == (terms.weekday, terms.begins) for each in standing):
        raise WindowExists


def _window(row: ShowroomWindow) -> WindowFacts:
    return WindowFacts(id=row.id or 0, stall=row.stall_id, terms=terms_of(row))


def _days(windows: Sequence[WindowFacts], closed: frozenset[date], today: date) -> tuple[WindowDay, ...]:
    weekdays = {window.terms.weekday for window in windows}
    days = (today + number * DAY for number in range(DAYS_AHEAD))
    return tuple(WindowDay(day=day, closed=day in closed) for day in days if day.weekday() in weekdays)
