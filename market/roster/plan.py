"""Opening and closing the roster of a stall day, and the number of its places."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor, Right, require_right
from market.drop.refusals import NumberUnfit
from market.market_day.place import lock_stall_days
from market.notification.outbox import notify_each
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.roster.crew import helpers_of
from market.roster.locked_roster import LockedRoster, lock_roster, mark_roster, roster_subject
from market.roster.notifications import ShiftsOpen
from market.roster.refusals import PlacesHeld, RosterGone, TooManyPlaces
from market.roster.rule import MAX_PARTS, MAX_PLACES, RosterPlan
from storage.market_day import StallDay, StallDayState
from storage.roster import Roster, Shift


def open_roster(session: Session, actor: Actor, stall_day: int, plan: RosterPlan, now: datetime) -> None:
    """Open the roster of a stall day that is not over, or open it again, and tell each helper once. One that is open stays as it is.

    For those who may post. Raises Blocked, RosterGone, NotYourStall, NumberUnfit. locks: person, stall day
    """
    lock_unblocked_person(session, actor.person)
    day = RosterGone.unless(next(iter(lock_stall_days(session, stall_day)), None))
    require_right(session, actor, day.stall_id, Right.STOCK)
    if day.state != StallDayState.ON or day.ends_at <= now:
        raise RosterGone
    if session.get(Roster, stall_day) is None:
        _open(session, day, plan, now)
        return
    known = lock_roster(session, stall_day)
    known.roster.closed_since = None
    mark_roster(session, known, now)


def close_roster(session: Session, actor: Actor, stall_day: int, now: datetime) -> None:
    """Let helpers take, give back and swap nothing any more. Raises Blocked, RosterGone, NotYourStall. locks: person, stall day"""
    locked = _lock_own_roster(session, actor, stall_day)
    if locked.roster.closed_since is None:
        locked.roster.closed_since = now
        mark_roster(session, locked, now)


def add_place(session: Session, actor: Actor, stall_day: int, part: int, *, now: datetime) -> None:
    """Add an empty place to a shift. Raises Blocked, RosterGone, NotYourStall, TooManyPlaces, ButtonForged. locks: person, stall day"""
    locked = _lock_own_roster(session, actor, stall_day)
    if not 0 <= part < locked.roster.parts:
        raise ButtonForged
    if len(locked.places(part)) >= MAX_PLACES:
        raise TooManyPlaces(MAX_PLACES)
    session.add(Shift(stall_day_id=stall_day, part=part))
    mark_roster(session, locked, now)


def remove_place(session: Session, actor: Actor, stall_day: int, part: int, *, now: datetime) -> None:
    """Remove an empty place of a shift, the newest first. Raises Blocked, RosterGone, NotYourStall, PlacesHeld. locks: person, stall day"""
    locked = _lock_own_roster(session, actor, stall_day)
    free = [shift for shift in locked.places(part) if shift.person_id is None]
    if not free:
        raise PlacesHeld
    session.delete(free[-1])
    mark_roster(session, locked, now)


def _open(session: Session, day: StallDay, plan: RosterPlan, now: datetime) -> None:
    """Make the roster of a stall day, which is locked, and tell the helpers. Raises NumberUnfit. locks: notification"""
    if not 1 <= plan.people <= MAX_PLACES or not 1 <= plan.parts <= MAX_PARTS:
        raise NumberUnfit(MAX_PLACES)
    stall_day = day.id or 0
    session.add(Roster(stall_day_id=stall_day, parts=plan.parts, notified_at=now))
    session.flush()
    session.add_all(
        Shift(stall_day_id=stall_day, part=part) for part in range(plan.parts) for _ in range(plan.people)
    )
    told = ShiftsOpen(stall_day_id=stall_day)
    people = [(person, roster_subject(stall_day), told) for person in helpers_of(session, day.stall_id)]
    if people:
        notify_each(session, people, now)


def _lock_own_roster(session: Session, actor: Actor, stall_day: int) -> LockedRoster:
    """Lock the roster of a stall day for somebody who may post. Raises Blocked, RosterGone, NotYourStall. locks: person, stall day"""
    lock_unblocked_person(session, actor.person)
    locked = lock_roster(session, stall_day)
    require_right(session, actor, locked.day.stall_id, Right.STOCK)
    return locked
