"""What became of letters, as an organiser may know it: the kind of each and its fate, never its words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case
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
    """One page of them, of `count` in all: what has its fate, newest first, then what waits, the next first.

    `first_name` is whose they are, "" where they are many people's; `waiting` of theirs have no fate yet, and the next leaves at `next_at`.
    """

    shown: tuple[Posted, ...]
    count: int
    page: int
    pages: int
    first_name: str = ""
    waiting: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True)
class Mail:
    """`fates` are those of the last 24 hours, `needless` of the dropped ones were not needed any more, `missed` the failures of 30 days.

    The rest is what waits, and the next moment one leaves.
    """

    fates: Mapping[str, int]
    missed: int
    due: int
    later: int
    paused: int
    next_at: datetime | None
    needless: int = 0


def mail(session: Session, acting: Acting, now: datetime) -> Mail:
    """Raises NotOrganiser."""
    must_organise(session, acting)
    lately = col(Letter.ended_at) > now - LATELY
    ended = select(Letter.state, func.count()).where(lately)
    waits, later = col(Letter.state) == "queued", col(Letter.send_at) > now
    return Mail(
        dict(session.exec(ended.group_by(col(Letter.state))).all()),
        _count(session, *_missed(now)),
        _count(session, or_(waits & ~later, col(Letter.state) == "sending")),
        _count(session, waits, later),
        _count(session, col(Letter.state) == "paused"),
        session.exec(select(func.min(Letter.send_at)).where(waits, later)).one(),
        _count(session, lately, _dropped(), col(Letter.reason).not_in(IN_VAIN)),
    )


def letters_to(session: Session, acting: Acting, person: int, page: int, now: datetime) -> Letters:
    """Those of the last 30 days, and those that wait. Raises NotOrganiser, PersonUnknown."""
    must_organise(session, acting)
    row = session.get(Person, person)
    if row is None:
        raise PersonUnknown
    theirs = col(Letter.person_id) == person
    found = _page(session, page, row.first_name, theirs, _kept(now))
    queued = theirs, col(Letter.state) == "queued"
    return replace(
        found,
        waiting=_count(session, theirs, col(Letter.ended_at).is_(None)),
        next_at=session.exec(select(func.min(Letter.send_at)).where(*queued)).one(),
    )


def missed_letters(session: Session, acting: Acting, page: int, now: datetime) -> Letters:
    """Everybody's that did not arrive, for what is known, in the last 30 days. Raises NotOrganiser."""
    must_organise(session, acting)
    return _page(session, page, "", *_missed(now))


def _missed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    in_vain = _dropped() & col(Letter.reason).in_(IN_VAIN)
    return or_(col(Letter.state).in_(MISSED), in_vain), _kept(now)


def _dropped() -> ColumnElement[bool]:
    return col(Letter.state) == Fate.DROPPED.value


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
    waits = col(Letter.ended_at).is_(None)
    order = waits, case((~waits, col(Letter.due_at))).desc(), col(Letter.send_at), col(Letter.id).desc()
    rows = (
        columns(*map(col, TOLD))
        .join(Person, col(Person.id) == col(Letter.person_id))
        .where(*conditions)
        .order_by(*order)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    shown = tuple(Posted(*row) for row in session.connection().execute(rows))
    return Letters(shown, count, page, pages, first_name)
