"""Complaining, and saying that an answer was not so, by whoever has the secret; the organisers are told once in ten minutes (docs/complaint.md)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from locales.user_text import NOTE
from market.admins import Admins
from market.alley import lock_alley
from market.complaint.facts import ComplaintFacts, complaint_facts, promise_of
from market.complaint.notifications import ComplaintsCame, ComplaintsOnDuty
from market.complaint.refusals import (
    ComplaintMeasureUnfit,
    ComplaintNotClosed,
    ComplaintsFull,
    ComplaintTimeUnfit,
    ComplaintUnknown,
    ReopeningOver,
)
from market.help_call.duty import first_told, on_duty
from market.link_secret import hash_secret
from market.market_day.day import day_of
from market.notification.outbox import notify_each
from market.text_checks import cut_line
from storage.alley import Alley
from storage.column import COMPLAINT
from storage.complaint import MOST_REOPENED, Complaint, ComplaintKind, ComplaintState, MeasuredWith

TOLD_EVERY, HOUR = timedelta(minutes=10), timedelta(hours=1)
MONTH = timedelta(days=COMPLAINT.days or 0)
"""How long words are kept, how long ago something may have happened, and how long after an answer it may be said that it was not so."""
MOST_AN_HOUR = 200
"""Complaints of an alley in an hour, whoever makes them."""
DECIBELS = range(20, 141)


@dataclass(frozen=True, kw_only=True)
class Grievance:
    """Something to complain about, without a word about who does: now, or on a `day`, at a `minute` of it or at no certain one."""

    kind: ComplaintKind
    day: date | None = None
    minute: time | None = None
    decibels: int | None = None
    measured_with: MeasuredWith = MeasuredWith.PHONE
    words: str = ""


def complain(
    session: Session, alley: int, grievance: Grievance, secret: str, *, admins: Admins, now: datetime
) -> None:
    """Store a complaint, which `secret` opens, and tell the organisers.

    Raises AlleyUnknown, ComplaintTimeUnfit, ComplaintMeasureUnfit, ComplaintsFull. locks: alley
    """
    row = lock_alley(session, alley)
    night, happened_at = _time_of(grievance, row.zone, now)
    level = grievance.decibels
    if level is not None and level not in DECIBELS:
        raise ComplaintMeasureUnfit
    recent = col(Complaint.alley_id) == alley, col(Complaint.made_at) > now - HOUR
    if session.exec(select(func.count(col(Complaint.id))).where(*recent)).one() >= MOST_AN_HOUR:
        raise ComplaintsFull
    complaint = Complaint(
        alley_id=alley,
        kind=grievance.kind,
        code_hash=hash_secret(secret),
        night=night,
        happened_at=happened_at,
        decibels=level,
        measured_with=None if level is None else grievance.measured_with,
        words=cut_line(grievance.words, NOTE) or None,
        made_at=now,
        due_at=now + promise_of(session, alley).acknowledge,
    )
    _tell_organisers(session, row, complaint, admins, now=now)


def reopen_complaint(session: Session, secret: str, admins: Admins, now: datetime) -> None:
    """Say that a complaint was closed and it is not so. Whoever has the secret may.

    Raises ComplaintUnknown, ComplaintNotClosed, ReopeningOver. locks: alley, complaint
    """
    found = select(Complaint.alley_id).where(col(Complaint.code_hash) == hash_secret(secret))
    alley = lock_alley(session, ComplaintUnknown.unless(session.exec(found).first()))
    locked = (
        select(Complaint)
        .where(col(Complaint.code_hash) == hash_secret(secret))
        .with_for_update(key_share=True)
    )
    row = session.exec(locked.execution_options(populate_existing=True)).one()
    if row.closed_at is None:
        raise ComplaintNotClosed
    if not may_reopen(row, now):
        raise ReopeningOver
    row.state, row.closed_at = ComplaintState.REOPENED, None
    row.reopened, row.reopened_at = row.reopened + 1, now
    row.due_at = now + promise_of(session, row.alley_id).acknowledge
    _tell_organisers(session, alley, row, admins, now=now)


def may_reopen(row: Complaint, now: datetime) -> bool:
    """Return whether a closed complaint may be reopened."""
    is_recent = row.closed_at is not None and now - row.closed_at < MONTH
    return is_recent and row.reopened < MOST_REOPENED


def followed_complaint(session: Session, secret: str, now: datetime) -> ComplaintFacts:
    """Return a complaint to whoever has its secret, without its words. Raises ComplaintUnknown."""
    found = select(Complaint).where(col(Complaint.code_hash) == hash_secret(secret))
    row = ComplaintUnknown.unless(session.exec(found).first())
    return complaint_facts(session, row, may_reopen=may_reopen(row, now))


def forget_words(session: Session, now: datetime) -> int:
    """Delete the words of complaints that were made a month ago; return of how many."""
    old = col(Complaint.words).is_not(None), col(Complaint.made_at) < now - MONTH
    return session.connection().execute(update(Complaint).where(*old).values(words=None)).rowcount


def _time_of(grievance: Grievance, zone: str, now: datetime) -> tuple[date, datetime | None]:
    """Return the market day and the moment of what happened, None for no certain one. Raises ComplaintTimeUnfit."""
    if grievance.day is None and grievance.minute is None:
        return day_of(now, zone), now
    today = now.astimezone(ZoneInfo(zone)).date()
    day = grievance.day or today
    if not now - MONTH <= datetime.combine(day, time.max, ZoneInfo(zone)) or day > today:
        raise ComplaintTimeUnfit
    if grievance.minute is None:
        return day, None
    at = datetime.combine(day, grievance.minute, ZoneInfo(zone)).astimezone(now.tzinfo)
    if grievance.day is None and at > now:
        at -= timedelta(days=1)
    if at > now:
        raise ComplaintTimeUnfit
    return day_of(at, zone), at


def _tell_organisers(
    session: Session, alley: Alley, complaint: Complaint, admins: Admins, *, now: datetime
) -> None:
    """Store a complaint and queue the message about it: at once, or ten minutes after the last one, unless one is queued that has it."""
    told = select(func.max(Complaint.told_at)).where(
        col(Complaint.alley_id) == alley.id, col(Complaint.told_at) <= now + TOLD_EVERY
    )
    last = session.exec(told).one()
    session.add(complaint)
    if last is not None and last > now:
        return
    at = now if last is None else max(now, last + TOLD_EVERY)
    complaint.told_at = at
    there = on_duty(session, alley, now)
    queued = [
        (
            each,
            f"complaints:{alley.id}",
            (ComplaintsOnDuty if each in there else ComplaintsCame)(alley_id=alley.id or 0),
        )
        for each in first_told(session, alley, None, admins, now=now)
    ]
    notify_each(session, queued, at)
