"""The roster of a stall day, locked by the row of the stall day; and the ways in which a place changes hands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.market_day.place import lock_stall_days
from market.market_day.shift_hours import ShiftHours, hours_of_part
from market.notification.outbox import notify
from market.roster.notifications import PlaceEmptyAgain
from market.roster.refusals import RosterClosed, RosterGone, ShiftGone, ShiftOver
from storage.alley import Alley
from storage.market_day import StallDay, StallDayState
from storage.roster import Roster, Shift
from storage.shown import ShownKind, mark_subject
from storage.stall import Stall


@dataclass(kw_only=True)
class LockedRoster:
    """A roster with its places in the order of their ids, and its stall day, which is locked. `zone` is the alley's."""

    day: StallDay
    roster: Roster
    shifts: list[Shift]
    zone: str

    def hours(self, part: int) -> ShiftHours:
        return hours_of_part(self.day.starts_at, self.day.ends_at, part, self.roster.parts)

    def places(self, part: int) -> list[Shift]:
        return [shift for shift in self.shifts if shift.part == part]


@dataclass(frozen=True)
class LockedShift:
    """A place of a locked roster."""

    locked: LockedRoster
    shift: Shift

    @property
    def hours(self) -> ShiftHours:
        return self.locked.hours(self.shift.part)


def lock_roster(session: Session, stall_day: int) -> LockedRoster:
    """Lock the roster of a stall day that takes place. Raises RosterGone. locks: stall day"""
    locked = RosterGone.unless(lock_rosters(session, (stall_day,)).get(stall_day))
    if locked.day.state != StallDayState.ON:
        raise RosterGone
    return locked


def lock_rosters(session: Session, stall_days: Collection[int]) -> dict[int, LockedRoster]:
    """Lock these stall days in the order of their ids, and return the rosters that they have. locks: stall day"""
    rosters = {day.id or 0: _roster(session, day) for day in lock_stall_days(session, *stall_days)}
    return {day: roster for day, roster in rosters.items() if roster}


def lock_shifts(session: Session, *shifts: int) -> list[LockedShift]:
    """Lock places of stall days that take place, and return them in this order. Raises ShiftGone. locks: stall day"""
    rosters = lock_rosters(session, _days_of(session, shifts))
    places = {
        shift.id: LockedShift(locked, shift)
        for locked in rosters.values()
        if locked.day.state == StallDayState.ON
        for shift in locked.shifts
    }
    if any(shift not in places for shift in shifts):
        raise ShiftGone
    return [places[shift] for shift in shifts]


def lock_shift(session: Session, shift: int) -> LockedShift:
    """As `lock_shifts`, of one place. locks: stall day"""
    [place] = lock_shifts(session, shift)
    return place


def holder_of(session: Session, shift: int) -> int | None:
    """Return who has a place now, not locked; None where nobody has it."""
    return session.exec(select(Shift.person_id).where(col(Shift.id) == shift)).first()


def require_open(locked: LockedRoster) -> None:
    """Raise RosterClosed where helpers may change nothing."""
    if locked.roster.closed_since is not None:
        raise RosterClosed


def require_ahead(hours: ShiftHours, now: datetime) -> None:
    """Raise ShiftOver where a shift has begun."""
    if hours.starts_at <= now:
        raise ShiftOver


def require_running(hours: ShiftHours, now: datetime) -> None:
    """Raise ShiftOver where a shift is over."""
    if hours.ends_at <= now:
        raise ShiftOver


def give(session: Session, place: LockedShift, person: int | None, now: datetime) -> None:
    """Let a place be a person's, who is locked; None: nobody's. It is offered no more, nor another one asked for with it."""
    shift = place.shift
    mark_roster(session, place.locked, now)
    shift.person_id, shift.held_since = person, now if person else None
    shift.offered_at = shift.wanted = shift.wanted_since = None
    session.flush()


def empty(session: Session, place: LockedShift, now: datetime) -> None:
    """Let nobody have a place."""
    give(session, place, None, now)


def mark_roster(session: Session, locked: LockedRoster, now: datetime) -> None:
    """Mark what was shown to anybody of a roster and its places, and of those that its helpers ask for in exchange."""
    wanted = {shift.wanted for shift in locked.shifts if shift.wanted is not None}
    others = _days_of(session, wanted) if wanted else ()
    for day in {locked.day.id or 0, *others}:
        mark_subject(session, day, ShownKind.ROSTER, now=now)
    mark_subject(session, locked.day.market_day_id, ShownKind.SHIFT_DAY, now=now)


def tell_owner(session: Session, day: StallDay, now: datetime) -> None:
    """Tell the owner that a place of a stall day is empty again. locks: notification"""
    owner = session.get_one(Stall, day.stall_id).owner_id
    if owner is not None:
        emptied = PlaceEmptyAgain(stall_day_id=day.id or 0)
        notify(session, owner, emptied, now, about=roster_subject(day.id or 0))


def roster_subject(stall_day: int) -> str:
    """Return the subject of notifications about a roster."""
    return f"shifts:{stall_day}"


def _days_of(session: Session, shifts: Collection[int]) -> Collection[int]:
    return session.exec(select(Shift.stall_day_id).where(col(Shift.id).in_(shifts))).all()


def _roster(session: Session, day: StallDay) -> LockedRoster | None:
    """Return the roster of a locked stall day as it is now; None where it has none."""
    roster = session.get(Roster, day.id, populate_existing=True)
    if roster is None:
        return None
    rows = select(Shift).where(col(Shift.stall_day_id) == day.id).order_by(col(Shift.id))
    shifts = session.exec(rows.execution_options(populate_existing=True)).all()
    zone = session.get_one(Alley, day.alley_id).zone
    return LockedRoster(day=day, roster=roster, shifts=list(shifts), zone=zone)
