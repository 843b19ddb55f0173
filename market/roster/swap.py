"""Swapping: a helper takes an offered shift, or asks to give one of theirs for it, and its helper agrees."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.notification.outbox import notify
from market.person import lock_people, lock_unblocked_person, refuse_blocked
from market.roster.crew import refuse_busy, refuse_other_busy, require_helper
from market.roster.locked_roster import (
    LockedShift,
    empty,
    give,
    holder_of,
    lock_shift,
    lock_shifts,
    mark_roster,
    require_ahead,
    require_open,
)
from market.roster.notifications import ExchangeAsked, ShiftChange, ShiftChanged
from market.roster.refusals import ExchangeEnded, NotOffered, NotYourShift, ShiftGone, ShiftTaken


def take_offered(session: Session, actor: Actor, shift: int, now: datetime) -> None:
    """Take a shift that another helper offers; they are told. One's own stays as it is.

    Raises Blocked, ShiftGone, NotYourStall, ShiftsForHelpers, RosterClosed, ShiftOver, NotOffered, ShiftTaken, BusyThen. locks: person, stall day
    """
    giver = holder_of(session, shift)
    refuse_blocked(actor.person, lock_people(session, {actor.person, giver or actor.person}))
    place = lock_shift(session, shift)
    require_helper(session, actor, place.locked.day.stall_id)
    if place.shift.person_id == actor.person:
        return
    if giver is None or place.shift.person_id != giver:
        raise ShiftTaken
    _require_offered(place, now)
    refuse_busy(session, actor.person, place)
    give(session, place, actor.person, now)
    tell_change(session, giver, place, ShiftChange.TAKEN, due=now)


def ask_exchange(session: Session, actor: Actor, shift: int, own_shift: int, now: datetime) -> None:
    """Ask for an offered shift, for one's own `own_shift`; its helper decides.

    Raises Blocked, ShiftGone, NotYourStall, ShiftsForHelpers, RosterClosed, ShiftOver, NotYourShift, NotOffered, BusyThen, HelperBusy.
    locks: person, stall day
    """
    lock_unblocked_person(session, actor.person)
    place, own = _lock_both(session, actor, shift, own_shift)
    if own.shift.person_id != actor.person:
        raise NotYourShift
    holder = place.shift.person_id
    if holder is None or holder == actor.person:
        raise NotOffered
    _require_offered(place, now)
    require_ahead(own.hours, now)
    refuse_busy(session, actor.person, place, own_shift)
    refuse_other_busy(session, holder, own, shift)
    mark_roster(session, own.locked, now)
    own.shift.wanted, own.shift.wanted_since = shift, place.shift.offered_at
    mark_roster(session, own.locked, now)
    asked = ExchangeAsked(shift_id=shift, given_id=own_shift)
    notify(session, holder, asked, now, about=f"shift:{shift}/asked:{own_shift}")


def agree_exchange(session: Session, actor: Actor, shift: int, other_shift: int, now: datetime) -> None:
    """Give one's offered shift for another helper's `other_shift`, who asked for it and is told.

    Raises Blocked, ShiftGone, NotYourStall, ShiftsForHelpers, RosterClosed, ShiftOver, NotYourShift, ExchangeEnded, BusyThen, HelperBusy.
    locks: person, stall day
    """
    asker = holder_of(session, other_shift)
    refuse_blocked(actor.person, lock_people(session, {actor.person, asker or actor.person}))
    place, other = _lock_both(session, actor, shift, other_shift)
    if place.shift.person_id != actor.person:
        raise NotYourShift
    if asker is None or other.shift.person_id != asker or not is_asked(place, other):
        raise ExchangeEnded
    require_ahead(place.hours, now)
    require_ahead(other.hours, now)
    refuse_busy(session, actor.person, other, shift)
    refuse_other_busy(session, asker, place, other_shift)
    empty(session, place, now)
    give(session, other, actor.person, now)
    give(session, place, asker, now)
    tell_change(session, asker, place, ShiftChange.EXCHANGED, due=now)


def is_asked(place: LockedShift, other: LockedShift) -> bool:
    """Return whether the helper of `other` asks for an offered place, since it is offered."""
    since = place.shift.offered_at
    return since is not None and (other.shift.wanted, other.shift.wanted_since) == (place.shift.id, since)


def tell_change(
    session: Session, person: int, place: LockedShift, change: ShiftChange, *, due: datetime
) -> None:
    """Tell a helper what became of a shift. locks: notification"""
    told = ShiftChanged(shift_id=place.shift.id or 0, change=change)
    notify(session, person, told, due, about=f"shift:{place.shift.id}/{change}")


def _lock_both(
    session: Session, actor: Actor, shift: int, other_shift: int
) -> tuple[LockedShift, LockedShift]:
    """Lock two places of one stall, at which the actor helps. locks: stall day"""
    place, other = lock_shifts(session, shift, other_shift)
    require_helper(session, actor, place.locked.day.stall_id)
    if other.locked.day.stall_id != place.locked.day.stall_id:
        raise ShiftGone
    require_open(place.locked)
    require_open(other.locked)
    return place, other


def _require_offered(place: LockedShift, now: datetime) -> None:
    """Raise RosterClosed, NotOffered, ShiftOver."""
    require_open(place.locked)
    if place.shift.offered_at is None:
        raise NotOffered
    require_ahead(place.hours, now)
