"""Opening and closing the roster of a drop, and the number of its places."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor, Right, require_right
from market.drop.refusals import DropOver, NumberUnfit
from market.notification.outbox import notify, notify_each, withdraw
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.reminder.moments import empty_places_moment
from market.roster.crew import helpers_of
from market.roster.locked_roster import (
    LIVE,
    LockedRoster,
    lock_roster,
    lock_rosters,
    mark_roster,
    roster_subject,
)
from market.roster.notifications import PlacesEmpty, ShiftsOpen
from market.roster.refusals import PlacesHeld, RosterGone, TooManyPlaces
from market.roster.rule import MAX_PARTS, MAX_PLACES, RosterPlan
from storage.drop import Drop
from storage.insert import insert_once
from storage.roster import Roster, Shift
from storage.stall import Stall


def open_roster(session: Session, actor: Actor, drop: int, plan: RosterPlan, now: datetime) -> None:
    """Open the roster of a drop, or open it again, and tell each helper once. One that is open stays as it is.

    For those who may post. Raises Blocked, RosterGone, NotYourStall, DropOver, NumberUnfit. locks: person, drop
    """
    lock_unblocked_person(session, actor.person)
    known = lock_rosters(session, (drop,)).get(drop)
    row = RosterGone.unless(known.drop if known else session.get(Drop, drop))
    require_right(session, actor, row.stall_id, Right.STOCK)
    if row.state not in LIVE:
        raise RosterGone
    if row.ends_at <= now:
        raise DropOver
    if known:
        known.roster.closed_since = None
        mark_roster(session, known, now)
    else:
        _open(session, row, plan, now)


def close_roster(session: Session, actor: Actor, drop: int, now: datetime) -> None:
    """Let helpers take, give back and swap nothing any more. Raises Blocked, RosterGone, NotYourStall. locks: person, drop"""
    locked = _lock_own_roster(session, actor, drop)
    if locked.roster.closed_since is None:
        locked.roster.closed_since = now
        mark_roster(session, locked, now)


def add_place(session: Session, actor: Actor, drop: int, part: int, *, now: datetime) -> None:
    """Add an empty place to a shift. Raises Blocked, RosterGone, NotYourStall, TooManyPlaces, ButtonForged. locks: person, drop"""
    locked = _lock_own_roster(session, actor, drop)
    if not 0 <= part < locked.roster.parts:
        raise ButtonForged
    if len(locked.places(part)) >= MAX_PLACES:
        raise TooManyPlaces(MAX_PLACES)
    session.add(Shift(drop_id=drop, part=part))
    mark_roster(session, locked, now)


def remove_place(session: Session, actor: Actor, drop: int, part: int, *, now: datetime) -> None:
    """Remove an empty place of a shift, the newest first. Raises Blocked, RosterGone, NotYourStall, PlacesHeld. locks: person, drop"""
    locked = _lock_own_roster(session, actor, drop)
    free = [shift for shift in locked.places(part) if shift.person_id is None]
    if not free:
        raise PlacesHeld
    session.delete(free[-1])
    mark_roster(session, locked, now)


def write_empty_places(session: Session, drop: Drop, zone: str, now: datetime) -> None:
    """Queue what the owner hears the evening before, and withdraw what was queued for other hours. locks: notification"""
    owner, subject = session.get_one(Stall, drop.stall_id).owner_id, roster_subject(drop.id or 0)
    if owner is None:
        return
    withdraw(session, owner, PlacesEmpty, subject)
    moment = empty_places_moment(drop.starts_at, zone)
    if moment.due_at > now:
        left = PlacesEmpty(drop_id=drop.id or 0)
        notify(session, owner, left, moment.due_at, about=subject, late_after=moment.late_after)


def _open(session: Session, drop: Drop, plan: RosterPlan, now: datetime) -> None:
    """Make the roster of a drop, which is locked, and tell the helpers. Raises NumberUnfit. locks: drop, notification"""
    if not 1 <= plan.people <= MAX_PLACES or not 1 <= plan.parts <= MAX_PARTS:
        raise NumberUnfit(MAX_PLACES)
    drop_id = drop.id or 0
    if not insert_once(
        session, Roster, drop_id=drop_id, parts=plan.parts, notified_at=now, closed_since=None
    ):
        return
    session.add_all(
        Shift(drop_id=drop_id, part=part) for part in range(plan.parts) for _ in range(plan.people)
    )
    session.flush()
    made = lock_roster(session, drop_id)
    write_empty_places(session, made.drop, made.zone, now)
    told = ShiftsOpen(drop_id=drop_id)
    people = [(person, roster_subject(drop_id), told) for person in helpers_of(session, drop.stall_id)]
    if people:
        notify_each(session, people, now)


def _lock_own_roster(session: Session, actor: Actor, drop: int) -> LockedRoster:
    """Lock the roster of a drop for somebody who may post. Raises Blocked, RosterGone, NotYourStall. locks: person, drop"""
    lock_unblocked_person(session, actor.person)
    locked = lock_roster(session, drop)
    require_right(session, actor, locked.drop.stall_id, Right.STOCK)
    return locked
