"""Visits that end without their person: the day is closed, the showroom or the person is no more."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from market.notification.outbox import notify, notify_each
from market.showroom.host import lock_hosts
from market.showroom.notifications import EndReason, VisitEnded, VisitorGone
from market.showroom.slots import day_span
from market.showroom.visit import end_visit, end_visits, subject, withdraw_reminder
from storage.showroom import (
    ShowroomClosing,
    ShowroomCuration,
    ShowroomSlot,
    ShowroomVisit,
    ShowroomWindow,
    VisitState,
)
from storage.stall import Stall

BOOKED = col(ShowroomVisit.state) == VisitState.BOOKED


def end_day(session: Session, stall: int, day: date, zone: str, *, now: datetime) -> int:
    """End the visits ahead of a day, tell their people, and return how many. The host is locked."""
    return _end_all(session, _on_day(stall, day, zone, now=now), EndReason.DAY, now)


def visits_ahead_on(session: Session, stall: int, day: date, zone: str, *, now: datetime) -> int:
    """Return how many visits `end_day` would end."""
    return len(session.exec(_on_day(stall, day, zone, now=now)).all())


def _on_day(stall: int, day: date, zone: str, *, now: datetime) -> SelectOfScalar[ShowroomVisit]:
    first, last = day_span(day, zone)
    return _ahead(now).where(
        col(ShowroomVisit.stall_id) == stall,
        col(ShowroomSlot.starts_at) >= first,
        col(ShowroomSlot.starts_at) < last,
    )


def end_showrooms(session: Session, stalls: Iterable[int], now: datetime) -> None:
    """End all visits ahead at stalls that can be visited no more, and tell their people. locks: stall"""
    named = sorted(set(stalls))
    lock_hosts(session, named)
    _end_all(session, _ahead(now).where(col(ShowroomVisit.stall_id).in_(named)), EndReason.SHOWROOM, now)


def end_visits_of(session: Session, person: int, now: datetime) -> None:
    """End all visits ahead of a person, whose hosts are told, and all those at their own stalls. The person is locked. locks: stall"""
    own = [*session.exec(select(Stall.id).where(col(Stall.owner_id) == person))]
    theirs = select(ShowroomVisit).where(BOOKED, col(ShowroomVisit.person_id) == person)
    visited = [row.stall_id for row in session.exec(theirs)]
    if not own and not visited:
        return
    lock_hosts(session, [*(stall or 0 for stall in own), *visited])
    for row in session.exec(
        theirs.order_by(col(ShowroomVisit.id)).execution_options(populate_existing=True)
    ).all():
        _lose(session, row, now)
    end_showrooms(session, (stall or 0 for stall in own), now)


def end_double_visits(session: Session, person: int, other: int, now: datetime) -> None:
    """End the visits ahead of a person at showrooms where another has one too, who becomes the same. Both are locked. locks: stall"""
    others = select(ShowroomVisit.stall_id).where(BOOKED, col(ShowroomVisit.person_id) == other)
    both = select(ShowroomVisit).where(
        BOOKED, col(ShowroomVisit.person_id) == person, col(ShowroomVisit.stall_id).in_(others)
    )
    rows = session.exec(both.order_by(col(ShowroomVisit.id))).all()
    if rows:
        lock_hosts(session, [row.stall_id for row in rows])
    for row in rows:
        session.refresh(row)
        if row.state is VisitState.BOOKED:
            _lose(session, row, now)


def delete_showrooms(session: Session, person: int) -> None:
    """Delete the windows, closed days and curations of a person's stalls, which are their words and hours. Visits stay as numbers."""
    stalls = select(Stall.id).where(col(Stall.owner_id) == person)
    for table in (ShowroomWindow, ShowroomClosing, ShowroomCuration):
        session.connection().execute(delete(table).where(col(table.stall_id).in_(stalls)))


def _ahead(now: datetime) -> SelectOfScalar[ShowroomVisit]:
    """Select the booked visits that have not begun."""
    rows = select(ShowroomVisit).join(ShowroomSlot, col(ShowroomSlot.id) == col(ShowroomVisit.slot_id))
    return rows.where(BOOKED, col(ShowroomSlot.starts_at) > now).order_by(col(ShowroomVisit.id))


def _end_all(session: Session, rows: SelectOfScalar[ShowroomVisit], reason: EndReason, now: datetime) -> int:
    ended = session.exec(rows.execution_options(populate_existing=True)).all()
    if not ended:
        return 0
    end_visits(session, ended, VisitState.ENDED, now)
    ends = select(ShowroomSlot.id, ShowroomSlot.ends_at).where(
        col(ShowroomSlot.id).in_({row.slot_id for row in ended})
    )
    slot_ends = dict(session.exec(ends).all())
    told = [
        (row.person_id, subject(row), VisitEnded(visit_id=row.id or 0, reason=reason))
        for row in ended
        if row.person_id is not None
    ]
    notify_each(session, told, now, late_after={subject(row): slot_ends[row.slot_id] for row in ended})
    return len(ended)


def _lose(session: Session, row: ShowroomVisit, now: datetime) -> None:
    """End a visit whose person is gone, and tell the host. One that is over stays with its host as it was."""
    slot = session.get_one(ShowroomSlot, row.slot_id)
    if slot.ends_at <= now:
        row.state = VisitState.OVER
        withdraw_reminder(session, row)
        session.flush()
        return
    end_visit(session, row, VisitState.ENDED, now)
    host = session.get_one(Stall, row.stall_id).owner_id
    if host is not None:
        gone = VisitorGone(visit_id=row.id or 0)
        notify(session, host, gone, now, about=subject(row), late_after=slot.ends_at)
