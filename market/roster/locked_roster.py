"""The roster of a drop, locked by the row of the drop; and the ways in which a place changes hands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.notification.outbox import notify
from market.reminder.moments import shift_moments
from market.roster.notifications import PlaceEmptyAgain, ShiftNear
from market.roster.refusals import RosterClosed, RosterGone, ShiftGone, ShiftOver
from market.roster.rule import ShiftHours, hours_of_part
from storage.alley import Alley
from storage.drop import Drop, DropState
from storage.notification import delete_queued_about
from storage.roster import Roster, Shift
from storage.shown import ShownKind, mark_subject
from storage.stall import Stall
from storage.store import mark_changed

LIVE = (DropState.PUBLISHED, DropState.PAUSED)


@dataclass(kw_only=True)
class LockedRoster:
    """A roster with its places in the order of their ids, and its drop, which is locked. `zone` is the alley's."""

    drop: Drop
    roster: Roster
    shifts: list[Shift]
    zone: str

    def hours(self, part: int) -> ShiftHours:
        return hours_of_part(self.drop.starts_at, self.drop.ends_at, part, self.roster.parts)

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


def lock_roster(session: Session, drop: int) -> LockedRoster:
    """Lock the roster of a drop that takes place. Raises RosterGone. locks: drop"""
    locked = lock_rosters(session, (drop,)).get(drop)
    if locked is None or locked.drop.state not in LIVE:
        raise RosterGone
    return locked


def lock_rosters(session: Session, drops: Collection[int | None]) -> dict[int, LockedRoster]:
    """Lock these drops in the order of their ids, and return the rosters that they have. locks: drop"""
    rows = select(Drop).where(col(Drop.id).in_(drops)).order_by(col(Drop.id))
    found = session.exec(rows.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    rosters = {drop.id or 0: _roster(session, drop) for drop in found}
    return {drop: roster for drop, roster in rosters.items() if roster}


def lock_shifts(session: Session, *shifts: int) -> list[LockedShift]:
    """Lock places of drops that take place, and return them in this order. Raises ShiftGone. locks: drop"""
    drops = session.exec(select(Shift.drop_id).where(col(Shift.id).in_(shifts))).all()
    rosters = lock_rosters(session, drops)
    places = {
        shift.id: LockedShift(locked, shift)
        for locked in rosters.values()
        if locked.drop.state in LIVE
        for shift in locked.shifts
    }
    if any(shift not in places for shift in shifts):
        raise ShiftGone
    return [places[shift] for shift in shifts]


def lock_shift(session: Session, shift: int) -> LockedShift:
    """As `lock_shifts`, of one place. locks: drop"""
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


def give(session: Session, place: LockedShift, person: int, now: datetime) -> None:
    """Let a place be a person's, and queue their reminders. The person is locked. locks: notification"""
    withdraw_of_shifts(session, [place.shift])
    mark_roster(session, place.locked, now)
    place.shift.person_id, place.shift.offered_at = person, None
    place.shift.wanted, place.shift.wanted_since = None, None
    session.flush()
    remind(session, place, now)
    mark_changed(session, "notification")


def empty(session: Session, place: LockedShift, now: datetime) -> None:
    """Let nobody have a place. locks: notification"""
    withdraw_of_shifts(session, [place.shift])
    mark_roster(session, place.locked, now)
    place.shift.person_id, place.shift.offered_at = None, None
    place.shift.wanted, place.shift.wanted_since = None, None
    session.flush()


def mark_roster(session: Session, locked: LockedRoster, now: datetime) -> None:
    """Mark what was shown to anybody of a roster and its places, and of those that its helpers ask for in exchange."""
    wanted = {shift.wanted for shift in locked.shifts if shift.wanted is not None}
    others = session.exec(select(Shift.drop_id).where(col(Shift.id).in_(wanted))).all() if wanted else ()
    for drop in {locked.drop.id or 0, *others}:
        mark_subject(session, drop, ShownKind.ROSTER, now=now)


def remind(session: Session, place: LockedShift, now: datetime) -> None:
    """Queue the reminders of a place for the person who has it. locks: notification"""
    shift, person = place.shift.id or 0, place.shift.person_id
    assert person is not None, "an empty place reminds nobody"
    for moment in shift_moments(place.hours.starts_at, place.locked.zone):
        if moment.due_at > now:
            near = ShiftNear(shift_id=shift, stage=moment.stage)
            about = shift_subject(place.shift)
            notify(session, person, near, moment.due_at, about=about, late_after=moment.late_after)


def withdraw_of_shifts(session: Session, shifts: Sequence[Shift]) -> None:
    """Delete the queued reminders of these places. locks: notification"""
    session.connection().execute(delete_queued_about([shift_subject(shift) for shift in shifts]))
    mark_changed(session, "notification")


def tell_owner(session: Session, drop: Drop, now: datetime) -> None:
    """Tell the owner that a place of a drop is empty again."""
    owner = session.get_one(Stall, drop.stall_id).owner_id
    if owner is not None:
        emptied = PlaceEmptyAgain(drop_id=drop.id or 0)
        notify(session, owner, emptied, now, about=roster_subject(drop.id or 0))


def shift_subject(shift: Shift) -> str:
    """Return the subject of notifications about a place."""
    return f"shift:{shift.id}"


def roster_subject(drop: int) -> str:
    """Return the subject of notifications about a roster."""
    return f"roster:{drop}"


def _roster(session: Session, drop: Drop) -> LockedRoster | None:
    """Return the roster of a locked drop as it is now; None where it has none."""
    roster = session.get(Roster, drop.id, populate_existing=True)
    if roster is None:
        return None
    rows = select(Shift).where(col(Shift.drop_id) == drop.id).order_by(col(Shift.id))
    shifts = session.exec(rows.execution_options(populate_existing=True)).all()
    zone = session.get_one(Alley, drop.alley_id).zone
    return LockedRoster(drop=drop, roster=roster, shifts=list(shifts), zone=zone)
