"""The host's day: its slots in their order, who arrived and left, walk-ins, and the figures of the last weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.showroom.available import available, day_in, visited_slots
from market.showroom.host import lock_hosts, lock_own_showroom, open_showroom, zone_of_stall
from market.showroom.places import slot_of, take_places
from market.showroom.refusals import ShowroomClosed, SlotTaken, VisitNotYet, VisitSettled, VisitUnknown
from market.showroom.slots import day_span
from market.showroom.visit import VisitFacts, end_visit, visit_facts, withdraw_reminder
from storage.alley import Alley
from storage.showroom import ShowroomSlot, ShowroomVisit, VisitState
from storage.stall import Stall

EARLY = timedelta(hours=1)
"""Somebody may arrive this long before their time."""
LONGEST = 600
WEEKS = timedelta(weeks=8)
ENOUGH = 5
"""Visits below which a figure says nothing."""
CAME = (VisitState.HERE, VisitState.LEFT)
ON_SHEET = (VisitState.BOOKED, VisitState.OVER, *CAME, VisitState.MISSED)


@dataclass(frozen=True, kw_only=True)
class SheetSlot:
    """A slot of the day: `left` places that a walk-in can take now, and its visits."""

    starts_at: datetime
    ends_at: datetime
    left: int
    for_walk_ins: bool
    visits: tuple[VisitFacts, ...]


@dataclass(frozen=True, kw_only=True)
class DaySheet:
    """A day of a showroom for its host, in the order of its slots."""

    stall: int
    stall_name: str
    zone: str
    day: date
    today: date
    slots: tuple[SheetSlot, ...]


@dataclass(frozen=True, kw_only=True)
class ShowroomFigures:
    """Counts of eight weeks. The figures are None below ENOUGH: `walk_in_share` of those who came, the median `dwell` of `timed` visits."""

    stall: int
    came: int
    missed: int
    timed: int
    walk_in_share: Fraction | None
    dwell: Fraction | None


def day_sheet(session: Session, actor: Actor, stall: int, day: date | None, *, now: datetime) -> DaySheet:
    """Return a day, today for None, to the host. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.STOCK)
    zone = zone_of_stall(session, stall)
    today = day_in(zone, now)
    shown = day or today
    return DaySheet(
        stall=stall,
        stall_name=row.name,
        zone=zone,
        day=shown,
        today=today,
        slots=_slots(session, stall, shown, zone, now=now),
    )


def host_visit(session: Session, actor: Actor, visit: int) -> VisitFacts:
    """Return a visit to its host. Raises VisitUnknown, StallUnknown, NotYourStall."""
    row = VisitUnknown.unless(session.get(ShowroomVisit, visit, populate_existing=True))
    require_right(session, actor, row.stall_id, Right.STOCK)
    return visit_facts(session, row)


def take_walk_in(session: Session, actor: Actor, stall: int, starts_at: datetime, *, now: datetime) -> int:
    """Take somebody who walked in into a slot of today that is not over, and return the visit.

    Raises Blocked, StallUnknown, NotYourStall, ShowroomClosed, SlotTaken. locks: person, stall
    """
    showroom = lock_own_showroom(session, actor, stall)
    today = day_in(showroom.zone, now)
    free = available(session, showroom, (today,), now)
    found = SlotTaken.unless(next((each.slot for each in free if each.slot.starts_at == starts_at), None))
    slot = take_places(session, stall, showroom.host, found, people=1)
    visit = ShowroomVisit(
        slot_id=slot, stall_id=stall, state=VisitState.HERE, walk_in=True, booked_at=now, arrived_at=now
    )
    session.add(visit)
    session.flush()
    return visit.id or 0


def mark_arrived(session: Session, actor: Actor, visit: int, now: datetime) -> None:
    """Mark that somebody came, from an hour before their time on; a second time changes nothing. One who was marked as missed takes their place again.

    Raises Blocked, VisitUnknown, StallUnknown, NotYourStall, VisitNotYet, VisitSettled, SlotTaken. locks: person, stall
    """
    row, slot = _lock_visit(session, actor, visit)
    if row.state is VisitState.HERE:
        return
    _refuse_before(session, row, slot.starts_at - EARLY, now)
    if row.state is VisitState.MISSED:
        host = session.get_one(Stall, row.stall_id).owner_id
        take_places(session, row.stall_id, host or 0, slot_of(slot), people=row.people)
    elif row.state not in (VisitState.BOOKED, VisitState.OVER):
        raise VisitSettled
    withdraw_reminder(session, row)
    row.state, row.arrived_at, row.ended_at = VisitState.HERE, now, None
    session.flush()


def mark_left(session: Session, actor: Actor, visit: int, now: datetime) -> None:
    """Mark that somebody who is here leaves, and how many minutes they stayed; a second time changes nothing.

    Raises Blocked, VisitUnknown, StallUnknown, NotYourStall, VisitSettled. locks: person, stall
    """
    row, _ = _lock_visit(session, actor, visit)
    if row.state is VisitState.LEFT:
        return
    if row.state is not VisitState.HERE or row.arrived_at is None:
        raise VisitSettled
    stayed = round((now - row.arrived_at) / timedelta(minutes=1))
    _leave(session, row, min(max(1, stayed), LONGEST), now)


def mark_minutes(session: Session, actor: Actor, visit: int, minutes: int, *, now: datetime) -> None:
    """Record how many minutes somebody who came stayed, also to correct it.

    Raises Blocked, VisitUnknown, StallUnknown, NotYourStall, VisitSettled, ButtonForged. locks: person, stall
    """
    row, _ = _lock_visit(session, actor, visit)
    if row.state not in CAME:
        raise VisitSettled
    if not 1 <= minutes <= LONGEST:
        raise ButtonForged
    _leave(session, row, minutes, now)


def mark_missed(session: Session, actor: Actor, visit: int, now: datetime) -> None:
    """Mark that somebody did not come, from their time on, and give their places back; a second time changes nothing.

    Raises Blocked, VisitUnknown, StallUnknown, NotYourStall, VisitNotYet, VisitSettled. locks: person, stall
    """
    row, slot = _lock_visit(session, actor, visit)
    if row.state is VisitState.MISSED:
        return
    if row.state not in (VisitState.BOOKED, VisitState.OVER, VisitState.HERE):
        raise VisitSettled
    _refuse_before(session, row, slot.starts_at, now)
    row.arrived_at = None
    end_visit(session, row, VisitState.MISSED, now)


def showroom_figures(session: Session, actor: Actor, stall: int, now: datetime) -> ShowroomFigures:
    """Return the figures of the last eight weeks to the host. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.STOCK)
    rows = (
        select(ShowroomVisit.state, ShowroomVisit.walk_in, ShowroomVisit.minutes)
        .join(ShowroomSlot, col(ShowroomSlot.id) == col(ShowroomVisit.slot_id))
        .where(
            col(ShowroomSlot.stall_id) == stall,
            col(ShowroomSlot.starts_at) > now - WEEKS,
            col(ShowroomSlot.starts_at) <= now,
        )
    )
    found = session.exec(rows).all()
    came = [walk_in for state, walk_in, _ in found if state in CAME]
    stayed = [minutes for _, _, minutes in found if minutes is not None]
    return ShowroomFigures(
        stall=stall,
        came=len(came),
        missed=sum(state is VisitState.MISSED for state, _, _ in found),
        timed=len(stayed),
        walk_in_share=Fraction(sum(came), len(came)) if len(came) >= ENOUGH else None,
        dwell=Fraction(median(stayed)) if len(stayed) >= ENOUGH else None,
    )


def _slots(session: Session, stall: int, day: date, zone: str, *, now: datetime) -> tuple[SheetSlot, ...]:
    first, last = day_span(day, zone)
    found: dict[datetime, SheetSlot] = {}
    for each in _free(session, stall, day, now):
        found[each.starts_at] = each
    slots = visited_slots(session, stall, first, last)
    on_sheet = _visits_in(session, slots)
    for row in slots:
        visits = on_sheet.get(row.id)
        free = found.get(row.starts_at)
        if visits:
            found[row.starts_at] = SheetSlot(
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                left=free.left if free else 0,
                for_walk_ins=free.for_walk_ins if free else False,
                visits=tuple(visits),
            )
    return tuple(found[starts_at] for starts_at in sorted(found))


def _free(session: Session, stall: int, day: date, now: datetime) -> tuple[SheetSlot, ...]:
    """Return the slots of a day with places left; none where the showroom cannot be visited."""
    try:
        showroom = open_showroom(session, stall)
    except ShowroomClosed:
        return ()
    return tuple(
        SheetSlot(
            starts_at=each.slot.starts_at,
            ends_at=each.slot.ends_at,
            left=each.left,
            for_walk_ins=each.slot.for_walk_ins,
            visits=(),
        )
        for each in available(session, showroom, (day,), now)
    )


def _visits_in(session: Session, slots: Sequence[ShowroomSlot]) -> dict[int | None, list[VisitFacts]]:
    """Return the visits on the sheet of one stall's slots, which are in the session, by slot."""
    rows = select(ShowroomVisit, Stall, Alley)
    rows = rows.join(Stall, col(Stall.id) == col(ShowroomVisit.stall_id))
    rows = rows.join(Alley, col(Alley.id) == col(Stall.alley_id))
    on_sheet = (
        col(ShowroomVisit.slot_id).in_([slot.id for slot in slots]),
        col(ShowroomVisit.state).in_(ON_SHEET),
    )
    found: dict[int | None, list[VisitFacts]] = {}
    for visit, _stall, _alley in session.exec(rows.where(*on_sheet).order_by(col(ShowroomVisit.id))).all():
        found.setdefault(visit.slot_id, []).append(visit_facts(session, visit))
    return found


def _lock_visit(session: Session, actor: Actor, visit: int) -> tuple[ShowroomVisit, ShowroomSlot]:
    """Return a visit and its slot under the lock of its host. Raises Blocked, VisitUnknown, StallUnknown, NotYourStall. locks: person, stall"""
    lock_unblocked_person(session, actor.person)
    lock_hosts(session, (host_visit(session, actor, visit).stall,))
    host_visit(session, actor, visit)
    row = session.get_one(ShowroomVisit, visit, populate_existing=True)
    return row, session.get_one(ShowroomSlot, row.slot_id, populate_existing=True)


def _refuse_before(session: Session, row: ShowroomVisit, opens: datetime, now: datetime) -> None:
    if now < opens:
        raise VisitNotYet(opens, zone_of_stall(session, row.stall_id))


def _leave(session: Session, row: ShowroomVisit, minutes: int, now: datetime) -> None:
    row.state, row.ended_at, row.minutes = VisitState.LEFT, now, minutes
    session.flush()
