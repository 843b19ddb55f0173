"""What became of letters, as an organiser may know it: the kind of each and its fate, never its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_, select

from market.acting import Acting, must_organise
from market.mailbox import Fate
from market.refusal import PersonUnknown
from storage.column import LETTER
from storage.letter import Letter
from storage.person import Person

PAGE = 6
KEPT = timedelta(days=LETTER.days or 0)
LATELY = timedelta(hours=24)
MISSED = (Fate.UNREACHABLE.value, Fate.FAILED.value, Fate.UNKNOWN.value)
IN_VAIN = ("unreachable", "too late")
"""Why a letter is dropped that should have arrived; where its matter had changed, or its reader wants none, all is well."""
TOLD: tuple[Any, ...] = (
    *(Letter.person_id, Person.first_name, Letter.notice, Letter.due_at, Letter.send_at),
    *(Letter.tries, Letter.state, Letter.ended_at, Letter.reason),
)


@dataclass(frozen=True)
class Posted:
    """A letter without what it says. `send_at` is when it may leave, `ended_at` when it had its fate."""

    person: int
    first_name: str
    notice: str
    due_at: datetime
    send_at: datetime
    tries: int
    state: str
    ended_at: datetime | None
    reason: str


@dataclass(frozen=True)
class Letters:
    """One page of them, newest first, of `count` in all; `first_name` is whose they are, "" where they are many people's."""

    shown: tuple[Posted, ...]
    count: int
    page: int
    pages: int
    first_name: str = ""


@dataclass(frozen=True)
class Mail:
    """`fates` are those of the last 24 hours, `missed` the failures of 30 days; the rest is what waits, and the next moment one leaves."""

    fates: Mapping[str, int]
    missed: int
    due: int
    later: int
    paused: int
    next_at: datetime | None


def mail(session: Session, acting: Acting, now: datetime) -> Mail:
    """Raises NotOrganiser."""
    must_organise(session, acting)
    ended = select(Letter.state, func.count()).where(col(Letter.ended_at) > now - LATELY)
    waits, later = col(Letter.state) == "queued", col(Letter.send_at) > now
    return Mail(
        dict(session.exec(ended.group_by(col(Letter.state))).all()),
        _count(session, *_missed(now)),
        _count(session, or_(waits & ~later, col(Letter.state) == "sending")),
        _count(session, waits, later),
        _count(session, col(Letter.state) == "paused"),
        session.exec(select(func.min(Letter.send_at)).where(waits, later)).one(),
    )


def letters_to(session: Session, acting: Acting, person: int, page: int, now: datetime) -> Letters:
    """Those of the last 30 days, and those that wait. Raises NotOrganiser, PersonUnknown."""
    must_organise(session, acting)
    row = session.get(Person, person)
    if row is None:
        raise PersonUnknown
    return _page(session, page, row.first_name, col(Letter.person_id) == person, _kept(now))


def missed_letters(session: Session, acting: Acting, page: int, now: datetime) -> Letters:
    """Everybody's that did not arrive, for what is known, in the last 30 days. Raises NotOrganiser."""
    must_organise(session, acting)
    return _page(session, page, "", *_missed(now))


def _missed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    dropped = (col(Letter.state) == Fate.DROPPED.value) & col(Letter.reason).in_(IN_VAIN)
    return or_(col(Letter.state).in_(MISSED), dropped), _kept(now)


def _kept(now: datetime) -> ColumnElement[bool]:
    """The purge comes once an hour; what should be gone is not shown meanwhile."""
    return or_(col(Letter.ended_at).is_(None), col(Letter.ended_at) >= now - KEPT)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count()).select_from(Letter).where(*conditions)).one()


def _page(session: Session, page: int, first_name: str, *conditions: ColumnElement[bool]) -> Letters:
    """The page nearest to the one that is asked for."""
    count = _count(session, *conditions)
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    rows = (
        columns(*map(col, TOLD))
        .join(Person, col(Person.id) == col(Letter.person_id))
        .where(*conditions)
        .order_by(col(Letter.due_at).desc(), col(Letter.id).desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    shown = tuple(Posted(*row) for row in session.connection().execute(rows))
    return Letters(shown, count, page, pages, first_name)
