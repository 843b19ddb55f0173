"""Actions of a helper on a place: take it, give it back, offer it, keep it."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.notification.outbox import notify_each
from market.person import lock_unblocked_person
from market.roster.crew import busy_hours, helpers_of, refuse_busy, require_helper
from market.roster.locked_roster import (
    LockedShift,
    empty,
    give,
    lock_roster,
    lock_shift,
    mark_roster,
    require_ahead,
    require_open,
    require_running,
    tell_owner,
)
from market.roster.notifications import ShiftOffered
from market.roster.refusals import NotYourShift, ShiftGone, ShiftTaken, TooLateToGiveBack
from market.roster.rule import GIVE_BACK


def take_shift(session: Session, actor: Actor, stall_day: int, part: int, now: datetime) -> int:
    """Take an empty place of a shift, and return it; a helper who has one keeps that.

    Raises Blocked, RosterGone, NotYourStall, ShiftsForHelpers, RosterClosed, ShiftGone, ShiftOver, ShiftTaken, BusyThen. locks: person, stall day
    """
    lock_unblocked_person(session, actor.person)
    locked = lock_roster(session, stall_day)
    require_helper(session, actor, locked.day.stall_id)
    places = locked.places(part)
    own = next((shift for shift in places if shift.person_id == actor.person), None)
    if own:
        return own.id or 0
    require_open(locked)
    if not places:
        raise ShiftGone
    require_running(locked.hours(part), now)
    free = ShiftTaken.unless(next((shift for shift in places if shift.person_id is None), None))
    place = LockedShift(locked, free)
    refuse_busy(session, actor.person, place)
    give(session, place, actor.person, now)
    return free.id or 0


def give_back(session: Session, actor: Actor, shift: int, now: datetime) -> None:
    """Give a shift back, early enough; the owner is told. Raises as `offer_shift`, TooLateToGiveBack. locks: person, stall day"""
    place = _lock_own_shift(session, actor, shift, now)
    until = place.hours.starts_at - GIVE_BACK
    if now > until:
        raise TooLateToGiveBack(until, place.locked.zone)
    empty(session, place, now)
    tell_owner(session, place.locked.day, now)


def offer_shift(session: Session, actor: Actor, shift: int, now: datetime) -> int:
    """Offer a shift to the others, and return how many are told: those with no other shift then.

    Raises Blocked, ShiftGone, NotYourStall, ShiftsForHelpers, RosterClosed, NotYourShift, ShiftOver. locks: person, stall day
    """
    place = _lock_own_shift(session, actor, shift, now)
    if place.shift.offered_at is not None:
        return 0
    place.shift.offered_at = now
    mark_roster(session, place.locked, now)
    others = [each for each in helpers_of(session, place.locked.day.stall_id) if each != actor.person]
    idle = [each for each in others if not busy_hours(session, each, place.hours)]
    if idle:
        told = ShiftOffered(shift_id=shift)
        notify_each(session, [(each, f"shift:{shift}/offered", told) for each in idle], now)
    return len(idle)


def keep_shift(session: Session, actor: Actor, shift: int, now: datetime) -> None:
    """Offer a shift no more. Raises as `offer_shift`. locks: person, stall day"""
    place = _lock_own_shift(session, actor, shift, now)
    place.shift.offered_at = None
    mark_roster(session, place.locked, now)


def _lock_own_shift(session: Session, actor: Actor, shift: int, now: datetime) -> LockedShift:
    """Lock a place that the actor has, of an open roster, before it begins. Raises as `offer_shift`. locks: person, stall day"""
    lock_unblocked_person(session, actor.person)
    place = lock_shift(session, shift)
    require_helper(session, actor, place.locked.day.stall_id)
    require_open(place.locked)
    if place.shift.person_id != actor.person:
        raise NotYourShift
    require_ahead(place.hours, now)
    return place
