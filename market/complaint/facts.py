"""Complaints as they stand, for whoever follows one and for organisers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown
from market.complaint.refusals import ComplaintUnknown
from storage.alley import Alley
from storage.complaint import (
    AlleyChange,
    AlleyChangeKind,
    Complaint,
    ComplaintKind,
    ComplaintPromise,
    ComplaintState,
    MeasuredWith,
)
from storage.person import Person

MOST_LISTED = 50
WAITS = (ComplaintState.OPEN, ComplaintState.REOPENED)
"""The states in which nobody has seen it."""


@dataclass(frozen=True)
class Promise:
    """The time in which an alley acknowledges a complaint, and then closes it."""

    acknowledge_hours: int = 2
    close_hours: int = 72

    @property
    def acknowledge(self) -> timedelta:
        return timedelta(hours=self.acknowledge_hours)

    @property
    def close(self) -> timedelta:
        return timedelta(hours=self.close_hours)


@dataclass(frozen=True, kw_only=True)
class ComplaintFacts:
    """A complaint. `words` are those of who complained, for organisers alone; `owner` is a first name, "" for nobody.

    `happened_at` is None where the hour is not known, and `answer` stays that of the last closing where it was reopened.
    """

    id: int
    alley: int
    alley_code: str
    alley_name: str
    zone: str
    kind: ComplaintKind
    night: date
    happened_at: datetime | None
    decibels: int | None
    measured_with: MeasuredWith | None
    state: ComplaintState
    made_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    answer: str
    closed_at: datetime | None
    may_reopen: bool = False
    words: str = ""
    owner_id: int | None = None
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class OverseenComplaints:
    """The complaints of an alley that are not closed, at most MOST_LISTED of `count`, due first; its promise and changes."""

    alley: int
    code: str
    name: str
    complaints: tuple[ComplaintFacts, ...]
    count: int
    promise: Promise
    changes: tuple["AlleyChangeFacts", ...]


@dataclass(frozen=True, kw_only=True)
class AlleyChangeFacts:
    """A change of an alley's lights or hours from a day on."""

    id: int
    kind: AlleyChangeKind
    day: date
    words: str


@dataclass(frozen=True, kw_only=True)
class UnseenComplaints:
    """The complaints of an alley that nobody has seen, counted by kind, the most first."""

    alley: int
    name: str
    kinds: tuple[tuple[ComplaintKind, int], ...]


def overseen_complaint(session: Session, actor: Actor, complaint: int) -> ComplaintFacts:
    """Return any complaint with its words. Raises NotOrganiser, ComplaintUnknown."""
    require_organiser(session, actor)
    found = session.execute(_with_owner().where(col(Complaint.id) == complaint)).first()
    row, owner = ComplaintUnknown.unless(found)
    return complaint_facts(session, row, words=row.words or "", owner=owner)


def overseen_complaints(session: Session, actor: Actor, alley: int) -> OverseenComplaints:
    """Return the complaints of an alley. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    unclosed = col(Complaint.alley_id) == alley, col(Complaint.closed_at).is_(None)
    first = _with_owner().where(*unclosed).order_by(col(Complaint.due_at), col(Complaint.id))
    return OverseenComplaints(
        alley=alley,
        code=row.code,
        name=row.name,
        complaints=tuple(
            complaint_facts(session, each, words=each.words or "", owner=owner)
            for each, owner in session.execute(first.limit(MOST_LISTED))
        ),
        count=session.exec(select(func.count(col(Complaint.id))).where(*unclosed)).one(),
        promise=promise_of(session, alley),
        changes=changes_of(session, alley),
    )


def unseen_complaints(session: Session, alley: int) -> UnseenComplaints:
    """Return what an alley's organisers are told. Raises AlleyUnknown, ComplaintUnknown where they have seen all."""
    row = AlleyUnknown.unless(session.get(Alley, alley))
    count = func.count(col(Complaint.id))
    kinds = select(col(Complaint.kind), count).where(
        col(Complaint.alley_id) == alley,
        col(Complaint.closed_at).is_(None),
        col(Complaint.state).in_(WAITS),
    )
    rows = kinds.group_by(col(Complaint.kind)).order_by(count.desc(), col(Complaint.kind))
    found = tuple((ComplaintKind(kind), number) for kind, number in session.exec(rows))
    if not found:
        raise ComplaintUnknown
    return UnseenComplaints(alley=alley, name=row.name, kinds=found)


def promise_of(session: Session, alley: int) -> Promise:
    """Return what an alley promises."""
    newest = select(ComplaintPromise).where(col(ComplaintPromise.alley_id) == alley)
    row = session.exec(newest.order_by(col(ComplaintPromise.id).desc()).limit(1)).first()
    return Promise(row.acknowledge_hours, row.close_hours) if row else Promise()


def changes_of(session: Session, alley: int) -> tuple[AlleyChangeFacts, ...]:
    """Return the changes of an alley, the newest day first."""
    rows = select(AlleyChange).where(col(AlleyChange.alley_id) == alley)
    ordered: Sequence[AlleyChange] = session.exec(
        rows.order_by(col(AlleyChange.day).desc(), col(AlleyChange.id).desc()).limit(MOST_LISTED)
    ).all()
    return tuple(
        AlleyChangeFacts(id=row.id or 0, kind=row.kind, day=row.day, words=row.words) for row in ordered
    )


def complaint_facts(
    session: Session,
    row: Complaint,
    *,
    may_reopen: bool = False,
    words: str = "",
    owner: Person | None = None,
) -> ComplaintFacts:
    """Return the facts of a row; without words, and without its owner, where none are given."""
    alley = session.get_one(Alley, row.alley_id)
    return ComplaintFacts(
        id=row.id or 0,
        alley=row.alley_id,
        alley_code=alley.code,
        alley_name=alley.name,
        zone=alley.zone,
        kind=row.kind,
        night=row.night,
        happened_at=row.happened_at,
        decibels=row.decibels,
        measured_with=row.measured_with,
        state=row.state,
        made_at=row.made_at,
        due_at=row.due_at,
        acknowledged_at=row.acknowledged_at,
        answer=row.answer or "",
        closed_at=row.closed_at,
        may_reopen=may_reopen,
        words=words,
        owner_id=owner.id if owner else None,
        owner=owner.first_name if owner else "",
    )


def _with_owner() -> Select[Complaint, Person]:
    return columns(Complaint, Person).outerjoin(Person, col(Person.id) == col(Complaint.owner_id))
