"""The organisers' side of a complaint: seeing, taking and closing it, the alley's promise, and the changes of its lights and hours."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from locales.user_text import NOTE
from market.actor import Actor, require_organiser
from market.alley import lock_organised_alley
from market.complaint.facts import promise_of
from market.complaint.refusals import (
    AlleyChangeUnfit,
    AlleyChangeUnknown,
    AnswerWordless,
    ComplaintClosed,
    ComplaintUnknown,
    PromiseUnfit,
)
from market.person import lock_unblocked_person
from market.text_checks import check_words, on_one_line
from storage.complaint import AlleyChange, AlleyChangeKind, Complaint, ComplaintPromise, ComplaintState

HOURS = range(1, 721)
YEAR = timedelta(days=366)


def acknowledge_complaint(session: Session, actor: Actor, complaint: int, now: datetime) -> None:
    """Say that somebody has seen it. Raises NotOrganiser, Blocked, ComplaintUnknown, ComplaintClosed. locks: person, complaint"""
    _acknowledge(session, _unclosed(session, actor, complaint), now)


def take_complaint(session: Session, actor: Actor, complaint: int, now: datetime) -> None:
    """Take a complaint, or take it over; it is acknowledged with that.

    Raises NotOrganiser, Blocked, ComplaintUnknown, ComplaintClosed. locks: person, complaint
    """
    row = _unclosed(session, actor, complaint)
    _acknowledge(session, row, now)
    row.owner_id = actor.person


def give_back_complaint(session: Session, actor: Actor, complaint: int) -> None:
    """Give back what one has taken; of another's, nothing changes.

    Raises NotOrganiser, Blocked, ComplaintUnknown, ComplaintClosed. locks: person, complaint
    """
    row = _unclosed(session, actor, complaint)
    if row.owner_id == actor.person:
        row.owner_id = None


def close_complaint(session: Session, actor: Actor, complaint: int, words: str, *, now: datetime) -> None:
    """Close a complaint with words that everybody reads.

    Raises NotOrganiser, Blocked, ComplaintUnknown, ComplaintClosed, AnswerWordless, TooLong. locks: person, complaint
    """
    row = _unclosed(session, actor, complaint)
    answer = check_words(on_one_line(words), NOTE)
    if not answer:
        raise AnswerWordless
    row.state, row.closed_at, row.answer = ComplaintState.CLOSED, now, answer
    row.acknowledged_at = row.acknowledged_at or now


def set_promise(
    session: Session, actor: Actor, alley: int, acknowledge_hours: int, *, close_hours: int, now: datetime
) -> None:
    """Promise so many hours for what comes from now on. Raises NotOrganiser, Blocked, AlleyUnknown, PromiseUnfit. locks: person, alley"""
    lock_organised_alley(session, actor, alley)
    if acknowledge_hours not in HOURS or close_hours not in HOURS:
        raise PromiseUnfit
    session.add(
        ComplaintPromise(
            alley_id=alley,
            acknowledge_hours=acknowledge_hours,
            close_hours=close_hours,
            set_at=now,
            by_id=actor.person,
        )
    )


def note_change(
    session: Session,
    actor: Actor,
    alley: int,
    kind: AlleyChangeKind,
    *,
    day: date,
    words: str,
    now: datetime,
) -> None:
    """Note that lights or hours are others from a day on. Raises NotOrganiser, Blocked, AlleyUnknown, AlleyChangeUnfit, TooLong. locks: person, alley"""
    lock_organised_alley(session, actor, alley)
    if abs(day - now.date()) > YEAR:
        raise AlleyChangeUnfit
    line = check_words(on_one_line(words), NOTE)
    session.add(AlleyChange(alley_id=alley, kind=kind, day=day, words=line, noted_at=now, by_id=actor.person))


def remove_change(session: Session, actor: Actor, alley: int, change: int, *, now: datetime) -> None:
    """Take out a change that was noted by mistake. Raises NotOrganiser, Blocked, AlleyUnknown, AlleyChangeUnknown. locks: person, alley"""
    lock_organised_alley(session, actor, alley)
    row = session.get(AlleyChange, change)
    if row is None or row.alley_id != alley:
        raise AlleyChangeUnknown
    session.delete(row)


def _acknowledge(session: Session, row: Complaint, now: datetime) -> None:
    if row.state is ComplaintState.ACKNOWLEDGED:
        return
    row.state, row.acknowledged_at = ComplaintState.ACKNOWLEDGED, row.acknowledged_at or now
    row.due_at = now + promise_of(session, row.alley_id).close


def _unclosed(session: Session, actor: Actor, complaint: int) -> Complaint:
    """Lock a complaint that is not closed, for an organiser. Raises NotOrganiser, Blocked, ComplaintUnknown, ComplaintClosed. locks: person, complaint"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    rows = select(Complaint).where(col(Complaint.id) == complaint).with_for_update(key_share=True)
    found = session.exec(rows.execution_options(populate_existing=True)).first()
    row = ComplaintUnknown.unless(found)
    if row.closed_at is not None:
        raise ComplaintClosed
    return row
