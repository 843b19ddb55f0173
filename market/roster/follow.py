"""Rosters follow their drops and their helpers: drops that move or end, and helpers who go."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.notification.outbox import withdraw
from market.person import lock_people
from market.roster.crew import busy_hours
from market.roster.locked_roster import (
    LIVE,
    LockedShift,
    empty,
    lock_rosters,
    mark_roster,
    remind,
    roster_subject,
    tell_owner,
    withdraw_of_shifts,
)
from market.roster.notifications import PlacesEmpty, ShiftChange
from market.roster.plan import write_empty_places
from market.roster.rule import hours_of_part
from market.roster.swap import tell_change
from storage.drop import Drop
from storage.roster import Roster, Shift
from storage.shown import ShownKind, ShownMessage, mark_subject
from storage.stall import Stall


def lock_crew(session: Session, actor: Actor, drop: int) -> frozenset[int]:
    """Lock the actor and everybody with a shift of a drop, before the drop is locked, and return them. locks: person"""
    held = select(Shift.person_id).where(col(Shift.drop_id) == drop, col(Shift.person_id).is_not(None))
    crew = frozenset(person for person in session.exec(held) if person)
    lock_people(session, {actor.person, *crew})
    return crew


def move_shifts(session: Session, drop: Drop, crew: frozenset[int], now: datetime) -> None:
    """Let the shifts of a drop, which is locked, have its new hours, and tell their helpers. `crew` are those who are locked.

    A shift that overlaps with another of its helper's now is given back, and so is that of somebody who is not locked: they took it this instant.
    Shifts that are over are let be. locks: notification
    """
    session.flush()
    locked = lock_rosters(session, (drop.id,)).get(drop.id or 0)
    if locked is None or drop.state not in LIVE:
        return
    write_empty_places(session, drop, locked.zone, now)
    mark_roster(session, locked, now)
    for shift in locked.shifts:
        person, place = shift.person_id, LockedShift(locked, shift)
        if person is None or place.hours.ends_at <= now:
            continue
        if person not in crew or busy_hours(session, person, place.hours, (shift.id,)):
            empty(session, place, now)
            tell_change(session, person, place, ShiftChange.OVERLAPS, due=now)
            tell_owner(session, drop, now)
            continue
        shift.wanted, shift.wanted_since = None, None
        shift.offered_at = now if shift.offered_at else None
        withdraw_of_shifts(session, [shift])
        remind(session, place, now)
        tell_change(session, person, place, ShiftChange.MOVED, due=now)


def end_shifts(session: Session, drop: Drop, now: datetime) -> None:
    """Empty the places of a drop, which is locked and does not take place any more, and tell who had them. locks: notification"""
    session.flush()
    locked = lock_rosters(session, (drop.id,)).get(drop.id or 0)
    if locked is None:
        return
    mark_roster(session, locked, now)
    owner = session.get_one(Stall, drop.stall_id).owner_id
    if owner is not None:
        withdraw(session, owner, PlacesEmpty, roster_subject(drop.id or 0))
    for shift in locked.shifts:
        person, place = shift.person_id, LockedShift(locked, shift)
        if person is not None and place.hours.ends_at > now:
            empty(session, place, now)
            tell_change(session, person, place, ShiftChange.OFF, due=now)


def delete_roster(session: Session, drop: int) -> None:
    """Delete the roster of a draft that is thrown away."""
    session.connection().execute(delete(Shift).where(col(Shift.drop_id) == drop))
    session.connection().execute(delete(Roster).where(col(Roster.drop_id) == drop))


def count_shifts_ahead(session: Session, actor: Actor, stall: int, person: int, *, now: datetime) -> int:
    """Return how many shifts of a helper at a stall are not over, to its owner. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.OWN)
    held = (
        select(Shift.part, Roster.parts, Drop)
        .join(Roster, col(Roster.drop_id) == col(Shift.drop_id))
        .join(Drop, col(Drop.id) == col(Shift.drop_id))
        .where(col(Shift.person_id) == person, col(Drop.stall_id) == stall, col(Drop.ends_at) > now)
    )
    return sum(
        hours_of_part(drop.starts_at, drop.ends_at, part, parts).ends_at > now
        for part, parts, drop in session.exec(held)
    )


def release_shifts(session: Session, person: int, now: datetime, stall: int | None = None) -> None:
    """Empty the places of a person, who is locked, that are not over: at a stall, or at all of them. Their owners are told.

    What they were shown of rosters is drawn again: they may not see all of it any more. locks: drop
    """
    seen = select(ShownMessage.subject_id).where(
        col(ShownMessage.person_id) == person, col(ShownMessage.kind) == ShownKind.ROSTER
    )
    for drop in sorted(set(session.exec(seen))):
        mark_subject(session, drop, ShownKind.ROSTER, now=now)
    held = (
        select(Shift.drop_id)
        .join(Drop, col(Drop.id) == col(Shift.drop_id))
        .where(col(Shift.person_id) == person, col(Drop.ends_at) > now)
    )
    here = held if stall is None else held.where(col(Drop.stall_id) == stall)
    for locked in lock_rosters(session, session.exec(here).all()).values():
        own = [LockedShift(locked, shift) for shift in locked.shifts if shift.person_id == person]
        ahead = [place for place in own if place.hours.ends_at > now]
        for place in ahead:
            empty(session, place, now)
        if ahead:
            tell_owner(session, locked.drop, now)
