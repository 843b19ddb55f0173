"""The stall puts a helper down for a shift, and takes one off. Each undoes the other."""

from datetime import datetime, timedelta

from sqlmodel import Session

from market.actor import Actor, Right, require_right
from market.notification.outbox import is_queued, withdraw
from market.person import lock_people, refuse_blocked
from market.roster.crew import refuse_other_busy, require_other_helper
from market.roster.locked_roster import LockedShift, empty, give, lock_shift, require_running
from market.roster.notifications import ShiftChange, ShiftChanged
from market.roster.refusals import ShiftTaken
from market.roster.swap import tell_change

UNDO = timedelta(minutes=1)
"""The helper is told after this time, so that an undo in time needs no message."""


def assign_shift(session: Session, actor: Actor, shift: int, person: int, *, now: datetime) -> None:
    """Give an empty place to a helper, who is told. Theirs already, it stays so. For those who may post.

    Raises Blocked, ShiftGone, NotYourStall, NoHelperHere, ShiftOver, ShiftTaken, HelperBusy. locks: person, stall day
    """
    place = _lock_place(session, actor, shift, person, now=now)
    require_other_helper(session, place.locked.day.stall_id, person)
    if place.shift.person_id == person:
        return
    if place.shift.person_id is not None:
        raise ShiftTaken
    refuse_other_busy(session, person, place)
    give(session, place, person, now)
    _tell(session, person, place, ShiftChange.ASSIGNED, undone=ShiftChange.TAKEN_OFF, now=now)


def take_off(session: Session, actor: Actor, shift: int, person: int, *, now: datetime) -> None:
    """Take a helper off a shift, who is told. A place that is empty stays so. For those who may post.

    Raises Blocked, ShiftGone, NotYourStall, ShiftOver, ShiftTaken where it is another helper's now. locks: person, stall day
    """
    place = _lock_place(session, actor, shift, person, now=now)
    if place.shift.person_id is None:
        return
    if place.shift.person_id != person:
        raise ShiftTaken
    empty(session, place, now)
    _tell(session, person, place, ShiftChange.TAKEN_OFF, undone=ShiftChange.ASSIGNED, now=now)


def _lock_place(session: Session, actor: Actor, shift: int, person: int, *, now: datetime) -> LockedShift:
    """Lock a place that is not over, for those who may post. Raises Blocked, ShiftGone, NotYourStall, ShiftOver. locks: person, stall day"""
    refuse_blocked(actor.person, lock_people(session, {actor.person, person}))
    place = lock_shift(session, shift)
    require_right(session, actor, place.locked.day.stall_id, Right.STOCK)
    require_running(place.hours, now)
    return place


def _tell(
    session: Session,
    person: int,
    place: LockedShift,
    change: ShiftChange,
    *,
    undone: ShiftChange,
    now: datetime,
) -> None:
    """Tell the helper in a minute; where the opposite is still to be sent, withdraw that instead."""
    subject = f"shift:{place.shift.id}/{undone}"
    if is_queued(session, person, ShiftChanged, subject):
        withdraw(session, person, ShiftChanged, subject)
    else:
        tell_change(session, person, place, change, due=now + UNDO)
