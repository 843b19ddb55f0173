"""What became of broadcasts: the earlier ones, the reasons, and each letter."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from market.acting import Acting, must_organise
from market.broadcast.letters import about, about_correction, about_recall, are_kept, letters_of
from market.broadcast.wording import wordings
from market.refusal import BroadcastGone, LettersGone
from storage.broadcast import Broadcast
from storage.letter import Letter
from storage.person import Person

PAGE = 5


@dataclass(frozen=True)
class Earlier:
    """A broadcast in a list; `at` is when it began, or was made."""

    id: int
    state: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Reason:
    """How many letters, edits or deletions (by their notice) had a fate for the same reason."""

    notice: str
    fate: str
    reason: str
    count: int


@dataclass(frozen=True)
class Line:
    """One letter of a report: no name, no words."""

    person: int
    language: str
    fate: str
    reason: str
    at: datetime | None


def earlier_broadcasts(session: Session, acting: Acting, page: int) -> tuple[tuple[Earlier, ...], int]:
    """All but drafts, the newest first, five a page; and how many pages there are. Raises NotOrganiser."""
    must_organise(session, acting)
    past = col(Broadcast.state) != "draft"
    count = session.exec(select(func.count(col(Broadcast.id))).where(past)).one()
    rows = select(Broadcast).where(past).order_by(col(Broadcast.id).desc())
    shown = session.exec(rows.offset((max(1, page) - 1) * PAGE).limit(PAGE)).all()
    return tuple(_earlier(session, row) for row in shown), -(-count // PAGE)


def reasons(session: Session, acting: Acting, broadcast: int, now: datetime) -> tuple[Reason, ...]:
    """Why letters were not sent, the most frequent first. Raises NotOrganiser, BroadcastGone, LettersGone."""
    row = _must_be_kept(session, acting, broadcast, now)
    subjects = (about(broadcast), about_correction(broadcast, row.revision), about_recall(broadcast))
    alike, count = (col(Letter.notice), col(Letter.state), col(Letter.reason)), func.count().label("count")
    rows = columns(*alike, count).where(col(Letter.about).in_(subjects), col(Letter.reason) != "")
    found = session.execute(rows.group_by(*alike).order_by(count.desc(), *alike))
    return tuple(Reason(*one) for one in found)


def letter_lines(session: Session, acting: Acting, broadcast: int, now: datetime) -> tuple[Line, ...]:
    """Each of its letters, by its reader's number. Raises NotOrganiser, BroadcastGone, LettersGone."""
    _must_be_kept(session, acting, broadcast, now)
    rows = (
        columns(*map(col, (Letter.person_id, Person.language, Letter.state, Letter.reason, Letter.ended_at)))
        .join(Person, col(Person.id) == col(Letter.person_id))
        .where(*letters_of(broadcast))
        .order_by(col(Letter.person_id))
    )
    return tuple(Line(*row) for row in session.execute(rows))


def _earlier(session: Session, row: Broadcast) -> Earlier:
    words = next(iter(wordings(session, row.id).values()), "")
    return Earlier(row.id or 0, row.state, row.started_at or row.created_at, words)


def _must_be_kept(session: Session, acting: Acting, broadcast: int, now: datetime) -> Broadcast:
    must_organise(session, acting)
    row = session.get(Broadcast, broadcast)
    if row is None or row.started_at is None:
        raise BroadcastGone
    if not are_kept(row, now):
        raise LettersGone
    return row
