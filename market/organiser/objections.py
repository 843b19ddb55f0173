"""Objections to a block, a rejected stall or a hidden drop: once for each decision, answered by another organiser first (docs/reports.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from locales.user_text import OBJECTION
from market.actor import Actor, require_organiser
from market.admins import Admins, organiser_ids
from market.notification.outbox import notify_each
from market.organiser.block import unblock
from market.organiser.drops import show_again
from market.organiser.notifications import ObjectionMade
from market.organiser.objection_end import answer_objection
from market.organiser.refusals import (
    DecisionLifted,
    ObjectionClosed,
    ObjectionGone,
    ObjectionUsed,
    OwnDecision,
)
from market.organiser.stalls import approve
from market.person import lock_people
from market.stall import has_open_stall, stalls_without_deposits
from market.text_checks import check_words, on_one_line
from storage.audit import AuditAction, AuditEntry, AuditPerson
from storage.drop import Drop
from storage.person import Person
from storage.report import Objection, ObjectionState
from storage.stall import Stall, StallApproval

OTHERS_FIRST = timedelta(days=2)
"""How long an objection is for organisers other than who decided."""


@dataclass(frozen=True, kw_only=True)
class ObjectionFacts:
    """An objection. `decision` is what was done, to the stall or drop `thing`; `person` and `by`, who decided, are first names, "" for a forgotten one."""

    id: int
    decision: AuditAction
    thing: str
    person: str
    person_language: str
    by: str
    words: str
    state: ObjectionState
    made_at: datetime
    reason: str | None
    """Of a decision that stands: a prepared reason or own words."""
    has_stall: bool
    without_deposits: tuple[tuple[int, str], ...] = ()
    """Of a block: the person's open stalls whose deposits were stopped, id and name."""


@dataclass(frozen=True, kw_only=True)
class ObjectionQueue:
    """One of `count` open objections that this organiser may answer, the oldest first; None without any."""

    objection: ObjectionFacts | None
    count: int


@dataclass(frozen=True)
class Subject:
    """The subject of a decision: a stall, a drop, or neither, for a block."""

    stall: int | None = None
    drop: int | None = None


def may_object(session: Session, person: int, decision: int) -> None:
    """Refuse a person who cannot object to a decision. Raises ObjectionGone, ObjectionUsed, DecisionLifted."""
    entry, _ = _decision_about(session, person, decision)
    if session.exec(select(Objection.id).where(col(Objection.decision_id) == decision)).first():
        raise ObjectionUsed
    if _since(session, person, entry) != entry.made_at:
        raise DecisionLifted


def make_objection(
    session: Session, actor: Actor, decision: int, words: str, admins: Admins, now: datetime
) -> int:
    """Object to a decision, a blocked person too; tell the organisers other than who decided, or that one where there is nobody else. Return the id.

    Raises ObjectionGone, ObjectionUsed, DecisionLifted, TooLong. locks: person, stall, drop
    """
    lock_people(session, (actor.person,))
    entry, subject = _decision_about(session, actor.person, decision)
    _lock_subject(session, subject)
    may_object(session, actor.person, decision)
    text = check_words(on_one_line(words), OBJECTION)
    row = Objection(
        decision_id=decision,
        person_id=actor.person,
        stall_id=subject.stall,
        drop_id=subject.drop,
        words=text,
        made_at=now,
    )
    session.add(row)
    session.flush()
    by, everybody = _decider(session, entry), organiser_ids(session, admins)
    others = [each for each in everybody if each not in (by, actor.person)]
    made = ObjectionMade(objection_id=row.id or 0)
    notify_each(session, [(each, f"objection:{row.id}", made) for each in others or everybody], now)
    return row.id or 0


def lift_decision(session: Session, actor: Actor, objection: int, now: datetime) -> None:
    """Lift the decision that somebody objects to, by the action that lifts it anyway, which ends the objection.

    Raises NotOrganiser, ObjectionGone, ObjectionClosed. locks: person, stall, drop, objection, item, hold
    """
    require_organiser(session, actor)
    row = _existing(session, objection)
    lock_people(session, (row.person_id,))
    _lock_subject(session, Subject(row.stall_id, row.drop_id))
    _lock_open(session, objection)
    if row.stall_id is not None:
        approve(session, actor, row.stall_id, StallApproval.TURNED_DOWN, now=now)
    elif row.drop_id is not None:
        show_again(session, actor, row.drop_id, now)
    else:
        unblock(session, actor, row.person_id, now)


def uphold_decision(session: Session, actor: Actor, objection: int, admins: Admins, now: datetime) -> None:
    """Leave the decision as it is, and tell who objected. Who decided may do so after OTHERS_FIRST, or where nobody else organises.

    Raises NotOrganiser, ObjectionGone, ObjectionClosed, OwnDecision. locks: objection
    """
    require_organiser(session, actor)
    _existing(session, objection)
    row = _lock_open(session, objection)
    entry = session.get_one(AuditEntry, row.decision_id)
    if _is_for_others(session, actor, row, entry, admins=admins, now=now):
        raise OwnDecision
    answer_objection(session, actor, row, ObjectionState.UPHELD, now=now)


def objection_facts(session: Session, actor: Actor, objection: int) -> ObjectionFacts:
    """Return an objection. Raises NotOrganiser, ObjectionGone."""
    require_organiser(session, actor)
    return _facts(session, objection)


def open_objection(session: Session, objection: int) -> ObjectionFacts:
    """Return an objection for the notification to organisers. Raises ObjectionGone; ObjectionClosed where it was answered before."""
    found = _facts(session, objection)
    if found.state != ObjectionState.OPEN:
        raise ObjectionClosed
    return found


def answered_objection(session: Session, objection: int) -> ObjectionFacts:
    """Return an objection for the notification to its person. Raises ObjectionGone."""
    return _facts(session, objection)


def objection_queue(
    session: Session, actor: Actor, admins: Admins, now: datetime, previous_id: int = 0
) -> ObjectionQueue:
    """Return the open objection after `previous_id`, or the oldest; not those that others see first. Raises NotOrganiser."""
    require_organiser(session, actor)
    mine = is_objection_for(session, actor, admins, now)
    waits = select(func.min(Objection.id)).where(mine)
    following = session.exec(waits.where(col(Objection.id) > previous_id)).one() or session.exec(waits).one()
    shown = _facts(session, following) if following else None
    return ObjectionQueue(objection=shown, count=_count(session, mine))


def count_objections(session: Session) -> int:
    """Return how many objections are open."""
    return _count(session, col(Objection.state) == ObjectionState.OPEN)


def is_objection_for(session: Session, actor: Actor, admins: Admins, now: datetime) -> ColumnElement[bool]:
    """Return the condition that an objection is open, and not one that others than this organiser see first."""
    is_open = col(Objection.state) == ObjectionState.OPEN
    if _is_alone(session, actor, admins):
        return is_open
    own = (
        select(AuditEntry.id)
        .join(AuditPerson, col(AuditPerson.id) == col(AuditEntry.actor))
        .where(col(AuditPerson.person_id) == actor.person, col(AuditEntry.id) == col(Objection.decision_id))
    )
    seen_by_others = col(Objection.made_at) <= now - OTHERS_FIRST
    return is_open & or_(seen_by_others, ~own.exists())


def _is_for_others(
    session: Session, actor: Actor, row: Objection, entry: AuditEntry, *, admins: Admins, now: datetime
) -> bool:
    """Return whether others than this organiser look at an objection first."""
    own = _decider(session, entry) == actor.person
    return own and row.made_at > now - OTHERS_FIRST and not _is_alone(session, actor, admins)


def _is_alone(session: Session, actor: Actor, admins: Admins) -> bool:
    return not [each for each in organiser_ids(session, admins) if each != actor.person]


def _decision_about(session: Session, person: int, decision: int) -> tuple[AuditEntry, Subject]:
    """Return a decision about this person, and the stall or drop of theirs that it is about. Raises ObjectionGone."""
    entry = ObjectionGone.unless(session.get(AuditEntry, decision))
    match entry.action:
        case AuditAction.PERSON_BLOCKED if _person(session, entry.subject) == person:
            return entry, Subject()
        case AuditAction.STALL_TURNED_DOWN if _owner(session, _number(entry)) == person:
            return entry, Subject(stall=_number(entry))
        case AuditAction.DROP_HIDDEN if _owner(session, _stall_of(session, _number(entry))) == person:
            return entry, Subject(drop=_number(entry))
        case _:
            raise ObjectionGone


def _since(session: Session, person: int, entry: AuditEntry) -> datetime | None:
    """Return since when a decision of this kind holds; None where none does."""
    session.expire_all()
    if entry.action == AuditAction.PERSON_BLOCKED:
        return session.get_one(Person, person).blocked_at
    if entry.action == AuditAction.DROP_HIDDEN:
        return session.get_one(Drop, _number(entry)).hidden_at
    stall = session.get_one(Stall, _number(entry))
    return stall.decided_at if stall.state == StallApproval.TURNED_DOWN else None


def _lock_subject(session: Session, subject: Subject) -> None:
    """Keep everybody from deciding anew about a stall or drop. locks: stall, drop"""
    if subject.stall is not None:
        session.exec(
            select(Stall.id).where(col(Stall.id) == subject.stall).with_for_update(key_share=True)
        ).one()
    if subject.drop is not None:
        session.exec(
            select(Drop.id).where(col(Drop.id) == subject.drop).with_for_update(key_share=True)
        ).one()


def _existing(session: Session, objection: int) -> Objection:
    return ObjectionGone.unless(session.get(Objection, objection))


def _lock_open(session: Session, objection: int) -> Objection:
    """Lock an objection that waits. Raises ObjectionClosed. locks: objection"""
    waits = select(Objection).where(
        col(Objection.id) == objection, col(Objection.state) == ObjectionState.OPEN
    )
    locked = waits.with_for_update(key_share=True).execution_options(populate_existing=True)
    return ObjectionClosed.unless(session.exec(locked).first())


def _number(entry: AuditEntry) -> int:
    return int(entry.about.partition(":")[2])


def _person(session: Session, number: int | None) -> int | None:
    known = session.get(AuditPerson, number) if number else None
    return known.person_id if known else None


def _decider(session: Session, entry: AuditEntry) -> int | None:
    return _person(session, entry.actor)


def _stall_of(session: Session, drop: int) -> int:
    """Return the stall of a drop, 0 where the drop was deleted."""
    row = session.get(Drop, drop)
    return row.stall_id if row else 0


def _owner(session: Session, stall: int) -> int | None:
    row = session.get(Stall, stall)
    return row.owner_id if row else None


def _reason_for(subject: Stall | Drop | Person) -> str | None:
    """Return the reason of the decision about a stall, a drop or a person."""
    match subject:
        case Stall():
            return subject.reason
        case Drop():
            return subject.hidden_reason
        case Person():
            return subject.blocked_reason


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count(col(Objection.id))).where(*conditions)).one()


def _facts(session: Session, objection: int) -> ObjectionFacts:
    row = _existing(session, objection)
    entry, person = session.get_one(AuditEntry, row.decision_id), session.get_one(Person, row.person_id)
    stall = session.get(Stall, row.stall_id) if row.stall_id else None
    thing = session.get(Drop, row.drop_id) if row.drop_id else stall
    by = session.get(Person, _decider(session, entry) or 0)
    return ObjectionFacts(
        id=objection,
        decision=entry.action,
        thing=thing.name if thing else "",
        person=person.first_name,
        person_language=person.language,
        by=by.first_name if by else "",
        words=row.words,
        state=row.state,
        made_at=row.made_at,
        reason=_reason_for(thing or person),
        has_stall=has_open_stall(session, row.person_id),
        without_deposits=stalls_without_deposits(session, row.person_id) if thing is None else (),
    )
