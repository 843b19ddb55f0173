"""Reports of stalls and drops: made by anybody, decided by an organiser, and told to nobody whom they are about (docs/reports.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from locales.user_text import REPORT_WORDS
from market.actor import Actor, Right, StallUnknown, may, require_organiser, stalls_with
from market.admins import Admins, organiser_ids
from market.audit_log import record_change
from market.drop.refusals import DropUnknown
from market.notification.outbox import notify, notify_each
from market.organiser.block import block
from market.organiser.drops import hide_drop
from market.organiser.notifications import ReportDecided, ReportMade
from market.organiser.refusals import (
    AlreadyReported,
    OwnReport,
    PersonUnknown,
    ReportClosed,
    ReportGone,
    TooManyReports,
)
from market.person import lock_unblocked_person
from market.text_checks import check_words, on_one_line
from market.ticket.own_tickets import own_ticket
from market.ticket.refusals import HandOverUndone
from market.ticket.ticket_code import grouped
from storage.alley import Alley
from storage.audit import AuditAction
from storage.column import REPORT
from storage.drop import Drop, DropState
from storage.person import Person
from storage.report import Report, ReportReason, ReportState
from storage.stall import Stall, StallApproval

MAX_A_DAY = 5
"""Characters of the line, and reports of a person within a day."""
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class ReportedSubject:
    """A stall, or a drop of it, to report. `drop` is "" for the stall itself."""

    stall: str
    drop: str


@dataclass(frozen=True, kw_only=True)
class ReportRequest:
    """A report of a person; `drop` is None for the stall itself."""

    stall: int
    drop: int | None
    reason: ReportReason
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportFacts:
    """A report for organisers. `reporter` is a first name; `owner` is None for a stall whose owner is forgotten.

    `open_about_subject`: open reports about the same stall or drop.
    """

    id: int
    reason: ReportReason
    words: str
    reporter: str
    reporter_language: str
    stall_id: int
    stall: str
    owner: int | None
    owner_name: str
    drop_id: int | None
    drop: str
    state: ReportState
    made_at: datetime
    zone: str
    open_about_subject: int


@dataclass(frozen=True, kw_only=True)
class ReportQueue:
    """The report to decide next, the oldest that is open, and how many are open."""

    report: ReportFacts | None
    count: int


def reported_subject(session: Session, stall: int, drop: int | None) -> ReportedSubject:
    """Return the names of what is about to be reported. Raises StallUnknown, DropUnknown."""
    row = session.get(Stall, stall)
    if row is None or row.state != StallApproval.APPROVED:
        raise StallUnknown
    if drop is None:
        return ReportedSubject(stall=row.name, drop="")
    found = session.get(Drop, drop)
    if found is None or found.stall_id != stall or found.state == DropState.DRAFT or found.hidden_at:
        raise DropUnknown
    return ReportedSubject(stall=row.name, drop=found.name)


def make_report(session: Session, actor: Actor, request: ReportRequest, admins: Admins, now: datetime) -> int:
    """Report a stall or drop to the organisers who have nothing to do with it; return the report's id. One may be open for each person and subject.

    Raises Blocked, StallUnknown, DropUnknown, OwnReport, AlreadyReported, TooManyReports, TooLong. locks: person
    """
    lock_unblocked_person(session, actor.person)
    reported_subject(session, request.stall, request.drop)
    _refuse_own(session, actor, request.stall)
    _refuse_many(session, actor.person, request, now)
    words = check_words(on_one_line(request.words), REPORT_WORDS)
    row = Report(
        person_id=actor.person,
        stall_id=request.stall,
        drop_id=request.drop,
        reason=request.reason,
        words=words,
        made_at=now,
    )
    session.add(row)
    session.flush()
    made, organisers = ReportMade(report_id=row.id or 0), organiser_ids(session, admins)
    readers = [each for each in organisers if not may(session, each, request.stall, Right.VIEW)]
    notify_each(session, [(each, f"report:{row.id}", made) for each in readers], now)
    return row.id or 0


def report_hand_over(session: Session, actor: Actor, ticket: int, admins: Admins, now: datetime) -> int:
    """Tell the organisers that what the actor booked was handed over to somebody else without their phone; return the report's id.

    Raises TicketNotYours, HandOverUndone, and as `make_report`. locks: person
    """
    lock_unblocked_person(session, actor.person)
    facts = own_ticket(session, actor.person, ticket)
    if not facts.went_without_phone:
        raise HandOverUndone
    words = grouped(facts.code)
    request = ReportRequest(stall=facts.stall, drop=facts.drop, reason=ReportReason.HANDED_OVER, words=words)
    return make_report(session, actor, request, admins, now=now)


def hide_reported(session: Session, actor: Actor, report: int, now: datetime, *, reason: str = "") -> None:
    """Hide the reported drop for a reason that its stall reads, and report to everybody who has an open report of it.

    Raises NotOrganiser, ReportGone, OwnReport, ReportClosed, DropUnknown, TooLong. locks: drop, report
    """
    row = _existing(session, actor, report)
    if row.drop_id is None:
        raise DropUnknown
    hide_drop(session, actor, row.drop_id, now, reason=reason)
    _act(session, actor, report, col(Report.drop_id) == row.drop_id, now=now)


def block_reported(
    session: Session, actor: Actor, report: int, admins: Admins, now: datetime, *, reason: str = ""
) -> None:
    """Block the owner of the reported stall for a reason that they read, and report to everybody who has an open report of it or its drops.

    Raises NotOrganiser, ReportGone, OwnReport, ReportClosed, PersonUnknown, OrganiserNotBlocked, TooLong. locks: person, stall, drop, item, hold, report
    """
    row = _existing(session, actor, report)
    owner = PersonUnknown.unless(session.get_one(Stall, row.stall_id).owner_id)
    block(session, actor, owner, admins, now=now, reason=reason)
    _act(session, actor, report, col(Report.stall_id) == row.stall_id, now=now)


def close_report(session: Session, actor: Actor, report: int, now: datetime) -> None:
    """Close a report without doing anything, and tell its reporter. Raises NotOrganiser, ReportGone, OwnReport, ReportClosed. locks: report"""
    _existing(session, actor, report)
    _decide(session, actor, report, col(Report.id) == report, state=ReportState.CLOSED, now=now)


def report_facts(session: Session, actor: Actor, report: int) -> ReportFacts:
    """Return a report. Raises NotOrganiser, ReportGone, OwnReport."""
    _existing(session, actor, report)
    return _facts(session, report)


def open_report(session: Session, report: int) -> ReportFacts:
    """Return a report for the notification to organisers. Raises ReportGone; ReportClosed where it was decided before."""
    found = _facts(session, report)
    if found.state != ReportState.OPEN:
        raise ReportClosed
    return found


def decided_report(session: Session, report: int) -> ReportFacts:
    """Return a report for the notification to its reporter. Raises ReportGone."""
    return _facts(session, report)


def report_queue(session: Session, actor: Actor, previous_id: int = 0) -> ReportQueue:
    """Return the open report after `previous_id`, or the oldest. Raises NotOrganiser."""
    require_organiser(session, actor)
    waits = select(func.min(Report.id)).where(is_for(session, actor))
    following = session.exec(waits.where(col(Report.id) > previous_id)).one() or session.exec(waits).one()
    shown = _facts(session, following) if following else None
    return ReportQueue(report=shown, count=count_reports(session, actor))


def count_reports(session: Session, actor: Actor) -> int:
    """Return how many reports are open that this organiser may decide."""
    return _count(session, is_for(session, actor))


def sweep_reports(session: Session, now: datetime) -> int:
    """Delete reports that were decided a month ago; return how many. locks: report"""
    month = now - timedelta(days=REPORT.days or 0)
    over = col(Report.state) != ReportState.OPEN, col(Report.decided_at) < month
    return session.exec(delete(Report).where(*over)).rowcount


def is_for(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a report is open, and not about a stall of this organiser, who would learn who reported."""
    own = stalls_with(session, actor.person, Right.VIEW)
    return (col(Report.state) == ReportState.OPEN) & col(Report.stall_id).not_in(own)


def _refuse_own(session: Session, actor: Actor, stall: int) -> None:
    """Refuse the owner and the helpers of a reported stall. Raises OwnReport."""
    if may(session, actor.person, stall, Right.VIEW):
        raise OwnReport


def _refuse_many(session: Session, person: int, request: ReportRequest, now: datetime) -> None:
    """Raise AlreadyReported, TooManyReports."""
    theirs = col(Report.person_id) == person
    same = col(Report.stall_id) == request.stall, col(Report.drop_id).is_not_distinct_from(request.drop)
    if _count(session, theirs, *same, col(Report.state) == ReportState.OPEN):
        raise AlreadyReported
    if _count(session, theirs, col(Report.made_at) > now - DAY) >= MAX_A_DAY:
        raise TooManyReports(MAX_A_DAY)


def _existing(session: Session, actor: Actor, report: int) -> Report:
    """Return a report to an organiser who has nothing to do with the stall. Raises NotOrganiser, ReportGone, OwnReport."""
    require_organiser(session, actor)
    row = ReportGone.unless(session.get(Report, report))
    _refuse_own(session, actor, row.stall_id)
    return row


def _act(session: Session, actor: Actor, report: int, subject: ColumnElement[bool], *, now: datetime) -> None:
    _decide(session, actor, report, subject, state=ReportState.ACTED, now=now)


def _decide(
    session: Session,
    actor: Actor,
    report: int,
    condition: ColumnElement[bool],
    *,
    state: ReportState,
    now: datetime,
) -> None:
    """Decide the open reports of `condition`, one of them `report`, and tell their reporters. Raises ReportClosed where that one is decided. locks: report"""
    waits = select(Report).where(condition, col(Report.state) == ReportState.OPEN).order_by(col(Report.id))
    locked = waits.with_for_update(key_share=True).execution_options(populate_existing=True)
    rows = session.exec(locked).all()
    if report not in {row.id for row in rows}:
        raise ReportClosed
    for row in rows:
        row.state, row.decided_at, row.decided_by = state, now, actor.person
        decided = ReportDecided(report_id=row.id or 0)
        notify(session, row.person_id, decided, now, about=f"report:{row.id}")
    session.flush()
    named = session.get_one(Report, report)
    about = f"drop:{named.drop_id}" if named.drop_id else f"stall:{named.stall_id}"
    record_change(session, AuditAction.REPORT_DECIDED, actor.person, now, about=about, details=state.value)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count(col(Report.id))).where(*conditions)).one()


def _facts(session: Session, report: int) -> ReportFacts:
    row = ReportGone.unless(session.get(Report, report))
    stall, reporter = session.get_one(Stall, row.stall_id), session.get_one(Person, row.person_id)
    owner = session.get(Person, stall.owner_id) if stall.owner_id else None
    drop = session.get(Drop, row.drop_id) if row.drop_id else None
    same = col(Report.stall_id) == row.stall_id, col(Report.drop_id).is_not_distinct_from(row.drop_id)
    return ReportFacts(
        id=report,
        reason=row.reason,
        words=row.words,
        reporter=reporter.first_name,
        reporter_language=reporter.language,
        stall_id=row.stall_id,
        stall=stall.name,
        owner=stall.owner_id,
        owner_name=owner.first_name if owner else "",
        drop_id=row.drop_id,
        drop=drop.name if drop else "",
        state=row.state,
        made_at=row.made_at,
        zone=session.get_one(Alley, stall.alley_id).zone,
        open_about_subject=_count(session, *same, col(Report.state) == ReportState.OPEN),
    )
