"""Visits of shoppers: booked, moved, cancelled, and cancelling undone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from market.notification.outbox import notify, withdraw, withdraw_all
from market.person import lock_unblocked_person
from market.reminder.notifications import VisitSoon
from market.showroom.available import closed_days, day_in, slot_to_book
from market.showroom.host import lock_hosts, lock_showroom
from market.showroom.places import free_places, slot_of, take_places
from market.showroom.refusals import SlotTaken, UndoVisitOver, VisitAhead, VisitSettled, VisitUnknown
from storage.alley import Alley
from storage.showroom import ShowroomSlot, ShowroomVisit, VisitState
from storage.stall import Stall

UNDO_TIME = timedelta(minutes=1)
SOON = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class VisitRequest:
    """So many people at a showroom, in the slot that begins then."""

    stall: int
    starts_at: datetime
    people: int = 1


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """A visit as values, in any state. `arrived_at` and `minutes` are what the host recorded; `code` is the stall's.

    `revision` counts what has changed in a calendar, the last time at `revised_at`.
    """

    id: int
    stall: int
    stall_name: str
    alley: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    people: int
    state: VisitState
    walk_in: bool
    arrived_at: datetime | None
    ended_at: datetime | None
    minutes: int | None
    code: str
    city: str
    latitude: float
    longitude: float
    revision: int
    revised_at: datetime

    def can_change(self, now: datetime) -> bool:
        """Return whether its person can move or cancel it."""
        return self.state is VisitState.BOOKED and self.starts_at > now

    def can_undo(self, now: datetime) -> bool:
        """Return whether cancelling it can be undone."""
        ended_at = self.ended_at or now - UNDO_TIME
        return self.state is VisitState.CANCELLED and now < min(self.starts_at, ended_at + UNDO_TIME)


def book_visit(session: Session, person: int, request: VisitRequest, now: datetime) -> int:
    """Book a visit and return its id.

    Raises Blocked, ShowroomClosed, VisitAhead, SlotTaken, SlotTakenNear. locks: person, stall
    """
    lock_unblocked_person(session, person)
    showroom = lock_showroom(session, request.stall)
    _refuse_second(session, person, request.stall, now)
    slot = slot_to_book(session, showroom, request.starts_at, request.people, now=now)
    taken = take_places(session, showroom.stall, showroom.host, slot, people=request.people)
    visit = ShowroomVisit(
        slot_id=taken, stall_id=request.stall, person_id=person, people=request.people, booked_at=now
    )
    session.add(visit)
    session.flush()
    remind_visit(session, visit, now)
    return visit.id or 0


def move_visit(session: Session, person: int, visit: int, starts_at: datetime, now: datetime) -> None:
    """Move a visit to another slot of its showroom. Its old place is given up with the new one taken, or not at all.

    Raises Blocked, VisitUnknown, ShowroomClosed, VisitSettled, SlotTaken, SlotTakenNear. locks: person, stall
    """
    lock_unblocked_person(session, person)
    showroom = lock_showroom(session, _own_row(session, person, visit).stall_id)
    row, old = _changeable(session, person, visit, now)
    if old.starts_at == starts_at:
        return
    free_places(session, {row.slot_id: row.people})
    slot = slot_to_book(session, showroom, starts_at, row.people, now=now)
    row.slot_id = take_places(session, showroom.stall, showroom.host, slot, people=row.people)
    _revise(row, now)
    session.flush()
    remind_visit(session, row, now)


def cancel_visit(session: Session, person: int, visit: int, now: datetime) -> None:
    """Cancel a visit that has not begun; a second time changes nothing.

    Raises Blocked, VisitUnknown, VisitSettled. locks: person, stall
    """
    lock_unblocked_person(session, person)
    lock_hosts(session, (_own_row(session, person, visit).stall_id,))
    row = _own_row(session, person, visit)
    if row.state is VisitState.CANCELLED:
        return
    row, _ = _changeable(session, person, visit, now)
    end_visit(session, row, VisitState.CANCELLED, now)


def undo_cancel(session: Session, person: int, visit: int, now: datetime) -> None:
    """Book a visit again that was cancelled within the last minute, if its place is still available.

    Raises Blocked, VisitUnknown, ShowroomClosed, UndoVisitOver, VisitAhead, SlotTaken. locks: person, stall
    """
    lock_unblocked_person(session, person)
    row = _own_row(session, person, visit)
    showroom = lock_showroom(session, row.stall_id)
    if not visit_facts(session, row).can_undo(now):
        raise UndoVisitOver
    _refuse_second(session, person, row.stall_id, now)
    slot = slot_of(session.get_one(ShowroomSlot, row.slot_id))
    day = day_in(showroom.zone, slot.starts_at)
    if day in closed_days(session, showroom.stall, day):
        raise SlotTaken
    take_places(session, showroom.stall, showroom.host, slot, people=row.people)
    row.state, row.ended_at = VisitState.BOOKED, None
    _revise(row, now)
    session.flush()
    remind_visit(session, row, now)


def own_visit(session: Session, person: int, visit: int) -> VisitFacts:
    """Return a visit to its person. Raises VisitUnknown."""
    return visit_facts(session, _own_row(session, person, visit))


def any_visit(session: Session, visit: int) -> VisitFacts:
    """Return a visit for a notification about it. Raises NoResultFound."""
    return visit_facts(session, session.get_one(ShowroomVisit, visit))


def visits_ahead(session: Session, person: int, now: datetime) -> tuple[VisitFacts, ...]:
    """Return a person's visits that are booked and not over, the next first."""
    rows = (
        select(ShowroomVisit)
        .join(ShowroomSlot, col(ShowroomSlot.id) == col(ShowroomVisit.slot_id))
        .where(
            col(ShowroomVisit.person_id) == person,
            col(ShowroomVisit.state).in_((VisitState.BOOKED, VisitState.HERE)),
            col(ShowroomSlot.ends_at) > now,
        )
        .order_by(col(ShowroomSlot.starts_at), col(ShowroomVisit.id))
    )
    return tuple(visit_facts(session, row) for row in session.exec(rows))


def count_visits_ahead(session: Session, person: int, now: datetime) -> int:
    """Return how many visits of a person are booked and have not begun."""
    rows = (
        select(func.count())
        .select_from(ShowroomVisit)
        .join(ShowroomSlot, col(ShowroomSlot.id) == col(ShowroomVisit.slot_id))
        .where(
            col(ShowroomVisit.person_id) == person,
            col(ShowroomVisit.state) == VisitState.BOOKED,
            col(ShowroomSlot.starts_at) > now,
        )
    )
    return session.exec(rows).one()


def visit_facts(session: Session, row: ShowroomVisit) -> VisitFacts:
    """Return a visit as values, with its slot and where it is."""
    slot = session.get_one(ShowroomSlot, row.slot_id)
    stall = session.get_one(Stall, row.stall_id)
    alley = session.get_one(Alley, stall.alley_id)
    return VisitFacts(
        id=row.id or 0,
        stall=row.stall_id,
        stall_name=stall.name,
        alley=alley.name,
        zone=alley.zone,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        people=row.people,
        state=row.state,
        walk_in=row.walk_in,
        arrived_at=row.arrived_at,
        ended_at=row.ended_at,
        minutes=row.minutes,
        code=stall.code,
        city=alley.city,
        latitude=alley.latitude,
        longitude=alley.longitude,
        revision=row.revision,
        revised_at=row.revised_at or row.booked_at,
    )


def end_visit(session: Session, row: ShowroomVisit, state: VisitState, now: datetime) -> None:
    """End a visit that holds its places, give them back, and remind of it no more. locks: notification"""
    end_visits(session, (row,), state, now)


def end_visits(session: Session, rows: Sequence[ShowroomVisit], state: VisitState, now: datetime) -> None:
    """As `end_visit`, for several visits in as many statements as for one. locks: notification"""
    people: Counter[int] = Counter()
    for row in rows:
        row.state, row.ended_at = state, now
        _revise(row, now)
        people[row.slot_id] += row.people
    session.flush()
    free_places(session, people)
    withdraw_all(session, VisitSoon, [subject(row) for row in rows])


def _revise(row: ShowroomVisit, now: datetime) -> None:
    """Count a change of a visit's time or state, for the calendars that have it."""
    row.revision, row.revised_at = row.revision + 1, now


def remind_visit(session: Session, row: ShowroomVisit, now: datetime) -> None:
    """Rewrite the reminder of a visit: an hour before it. locks: notification"""
    withdraw_reminder(session, row)
    starts_at = session.get_one(ShowroomSlot, row.slot_id).starts_at
    if row.person_id is None or starts_at - SOON <= now:
        return
    soon = VisitSoon(visit_id=row.id or 0)
    notify(session, row.person_id, soon, starts_at - SOON, about=subject(row), late_after=starts_at)


def withdraw_reminder(session: Session, row: ShowroomVisit) -> None:
    """Delete the queued reminder of a visit. locks: notification"""
    if row.person_id is not None:
        withdraw(session, row.person_id, VisitSoon, subject(row))


def subject(row: ShowroomVisit) -> str:
    """Return the subject (`about`) of the notifications about a visit."""
    return f"visit:{row.id}"


def _own_row(session: Session, person: int, visit: int) -> ShowroomVisit:
    row = session.get(ShowroomVisit, visit, populate_existing=True)
    if row is None or row.person_id != person:
        raise VisitUnknown
    return row


def _changeable(
    session: Session, person: int, visit: int, now: datetime
) -> tuple[ShowroomVisit, ShowroomSlot]:
    """Return a visit that its person can change, with its slot, as they are under the lock. Raises VisitUnknown, VisitSettled."""
    row = _own_row(session, person, visit)
    slot = session.get_one(ShowroomSlot, row.slot_id, populate_existing=True)
    if row.state is not VisitState.BOOKED or slot.starts_at <= now:
        raise VisitSettled
    return row, slot


def _refuse_second(session: Session, person: int, stall: int, now: datetime) -> None:
    """Refuse a second visit ahead. An earlier one that nobody marked is over. Raises VisitAhead."""
    rows = select(ShowroomVisit).where(
        col(ShowroomVisit.person_id) == person,
        col(ShowroomVisit.stall_id) == stall,
        col(ShowroomVisit.state) == VisitState.BOOKED,
    )
    row = session.exec(rows).first()
    if row is None:
        return
    facts = visit_facts(session, row)
    if facts.ends_at > now:
        raise VisitAhead(facts.starts_at, facts.zone)
    row.state = VisitState.OVER
    session.flush()
