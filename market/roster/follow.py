"""Rosters follow their stall days and their helpers: days whose hours change or that are off, and helpers who go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.market_day.place import FittedDay
from market.market_day.shift_hours import hours_of_part
from market.notification.outbox import withdraw_all
from market.roster.crew import busy_hours
from market.roster.locked_roster import (
    LockedShift,
    empty,
    lock_rosters,
    mark_roster,
    roster_subject,
    tell_owner,
)
from market.roster.notifications import PlaceEmptyAgain, ShiftChange, ShiftsOpen
from market.roster.swap import tell_change
from storage.market_day import StallDay
from storage.notification import Notification, NotificationState
from storage.roster import Roster, Shift
from storage.shown import ShownKind, ShownMessage, mark_subject


def follow_days(
    session: Session,
    fitted: Sequence[FittedDay],
    crew: frozenset[int],
    now: datetime,
    *,
    are_told: bool = False,
) -> None:
    """Let rosters follow locked stall days: one that changed, or the two between which a drop moved. `crew` are those with shifts who are locked.

    Shifts have the new hours of their day. Those of one that is off end, unless its last drop moved to a day that has no roster: then all of it goes
    along. `are_told`: helpers know already that it is off. locks: notification
    """
    session.flush()
    on = [each for each in fitted if each.hours]
    for day in fitted:
        if day.hours:
            continue
        if on and _goes_along(session, day, on[0]):
            _rehang(session, day.id, on[0].id, now)
            _move_shifts(session, on[0].id, crew, now)
            return
        _end_shifts(session, day.id, now, are_told)
    for day in on:
        if day.was != day.hours:
            _move_shifts(session, day.id, crew, now)


def _goes_along(session: Session, day: FittedDay, other: FittedDay) -> bool:
    """Return whether a roster goes from a day that is off to another one: that had none that anybody could see."""
    return session.get(Roster, day.id) is not None and (
        other.was is None or session.get(Roster, other.id) is None
    )


def _rehang(session: Session, stall_day: int, other: int, now: datetime) -> None:
    """Let all of a roster, what was shown of it and what is to be said of it, be of another stall day, in the place of an old one there."""
    connection, old = session.connection(), session.get_one(Roster, stall_day)
    left = session.get_one(StallDay, stall_day).market_day_id
    mark_subject(session, left, ShownKind.SHIFT_DAY, now=now)
    connection.execute(delete(Shift).where(col(Shift.stall_day_id) == other))
    connection.execute(delete(Roster).where(col(Roster.stall_day_id) == other))
    session.expire_all()
    session.add(
        Roster(
            stall_day_id=other,
            parts=old.parts,
            notified_at=old.notified_at,
            closed_since=old.closed_since,
        )
    )
    session.flush()
    connection.execute(update(Shift).where(col(Shift.stall_day_id) == stall_day).values(stall_day_id=other))
    connection.execute(delete(Roster).where(col(Roster.stall_day_id) == stall_day))
    pages = col(ShownMessage.kind) == ShownKind.ROSTER, col(ShownMessage.subject_id) == stall_day
    connection.execute(update(ShownMessage).where(*pages).values(subject_id=other))
    queued = update(Notification).where(
        col(Notification.about) == roster_subject(stall_day),
        col(Notification.state) == NotificationState.QUEUED,
    )
    for kind in (ShiftsOpen, PlaceEmptyAgain):
        withdraw_all(session, kind, [roster_subject(other)])
        payload = kind(stall_day_id=other).to_payload()
        of_kind = queued.where(col(Notification.kind) == kind.kind)
        connection.execute(of_kind.values(about=roster_subject(other), payload=payload))
    session.expire_all()


def _move_shifts(session: Session, stall_day: int, crew: frozenset[int], now: datetime) -> None:
    """Let the shifts of a stall day, which is locked, have its new hours, and tell their helpers.

    A shift that overlaps with another of its helper's now is given back, and so is that of somebody who is not locked: they took it this instant.
    Shifts that are over are let be. locks: notification
    """
    locked = lock_rosters(session, (stall_day,)).get(stall_day)
    if locked is None:
        return
    mark_roster(session, locked, now)
    for shift in locked.shifts:
        person, place = shift.person_id, LockedShift(locked, shift)
        if person is None or place.hours.ends_at <= now:
            continue
        if person not in crew or busy_hours(session, person, place.hours, (shift.id,)):
            empty(session, place, now)
            tell_change(session, person, place, ShiftChange.OVERLAPS, due=now)
            tell_owner(session, locked.day, now)
            continue
        shift.wanted, shift.wanted_since = None, None
        shift.held_since, shift.offered_at = now, now if shift.offered_at else None
        tell_change(session, person, place, ShiftChange.MOVED, due=now)


def _end_shifts(session: Session, stall_day: int, now: datetime, are_told: bool) -> None:
    """Empty the places of a stall day, which is locked and does not take place any more, and tell who had them, unless they know. locks: notification"""
    locked = lock_rosters(session, (stall_day,)).get(stall_day)
    if locked is None:
        return
    mark_roster(session, locked, now)
    for shift in locked.shifts:
        person, place = shift.person_id, LockedShift(locked, shift)
        if person is not None and place.hours.ends_at > now:
            empty(session, place, now)
            if not are_told:
                tell_change(session, person, place, ShiftChange.OFF, due=now)


def count_shifts_ahead(session: Session, actor: Actor, stall: int, person: int, *, now: datetime) -> int:
    """Return how many shifts of a helper at a stall are not over, to its owner. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.OWN)
    held = (
        select(Shift.part, Roster.parts, StallDay)
        .join(Roster, col(Roster.stall_day_id) == col(Shift.stall_day_id))
        .join(StallDay, col(StallDay.id) == col(Shift.stall_day_id))
        .where(col(Shift.person_id) == person, col(StallDay.stall_id) == stall, col(StallDay.ends_at) > now)
    )
    return sum(
        hours_of_part(day.starts_at, day.ends_at, part, parts).ends_at > now
        for part, parts, day in session.exec(held)
    )


def release_shifts(session: Session, person: int, now: datetime, stall: int | None = None) -> None:
    """Empty the places of a person, who is locked, that are not over: at a stall, or at all of them. Their owners are told.

    What they were shown of rosters is drawn again: they may not see all of it any more. locks: stall day
    """
    of_shifts = (ShownKind.ROSTER, ShownKind.SHIFT_DAY)
    seen = select(ShownMessage.kind, ShownMessage.subject_id).where(
        col(ShownMessage.person_id) == person, col(ShownMessage.kind).in_(of_shifts)
    )
    for kind, subject in sorted(set(session.exec(seen))):
        mark_subject(session, subject, ShownKind(kind), now=now)
    held = (
        select(Shift.stall_day_id)
        .join(StallDay, col(StallDay.id) == col(Shift.stall_day_id))
        .where(col(Shift.person_id) == person, col(StallDay.ends_at) > now)
    )
    here = held if stall is None else held.where(col(StallDay.stall_id) == stall)
    for locked in lock_rosters(session, session.exec(here).all()).values():
        own = [LockedShift(locked, shift) for shift in locked.shifts if shift.person_id == person]
        ahead = [place for place in own if place.hours.ends_at > now]
        for place in ahead:
            empty(session, place, now)
        if ahead:
            tell_owner(session, locked.day, now)
