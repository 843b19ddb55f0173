"""Sending a broadcast: a letter to each reader, once, and what became of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Insert, insert, literal
from sqlmodel import Session, col, func, select, update

from market.acting import Acting, must_organise
from market.broadcast.audience import Audience, headcount, readers
from market.broadcast.wording import wordings
from market.mailbox import Fate, Lane
from market.refusal import BroadcastGone, NobodyToTell, NothingWritten
from storage.broadcast import Broadcast
from storage.letter import Letter
from storage.person import Person
from storage.store import touch

NOTICE = "Announcement"
AT_ONCE, PIECE = 2000, 500
"""So many letters are written in one go; above that, piece by piece, so that no other write waits long."""
LATE = timedelta(days=1)


@dataclass(frozen=True)
class Progress:
    """How a broadcast stands. `queued` and `sending` are still to come; `message` is where its author follows it."""

    id: int
    author: int | None
    language: str
    state: str
    total: int
    fates: Mapping[str, int]
    message: int | None
    started_at: datetime
    ended_at: datetime | None

    def of(self, *fates: str) -> int:
        return sum(self.fates.get(fate, 0) for fate in fates)

    @property
    def done(self) -> int:
        return sum(self.fates.values()) - self.of("queued", "sending")


def send_broadcast(
    session: Session,
    acting: Acting,
    broadcast: int,
    message: int | None,
    admins: Collection[int],
    now: datetime,
) -> Progress:
    """Write the letters, or the first of very many, to all who are meant now.

    Raises NotOrganiser, BroadcastGone, NothingWritten, NobodyToTell. locks: broadcast
    """
    must_organise(session, acting)
    row = _own(session, acting, broadcast)
    if row.state != "draft":
        raise BroadcastGone
    if not wordings(session, row.id):
        raise NothingWritten
    count = headcount(session, Audience.read(row.audience), row.kind, admins, now).total
    if not count:
        raise NobodyToTell
    row.state, row.total, row.started_at, row.message_id, row.reached = "sending", count, now, message, 0
    session.flush()
    write_letters(session, row, admins, AT_ONCE if count <= AT_ONCE else PIECE)
    return progress(session, broadcast)


def stop_broadcast(session: Session, acting: Acting, broadcast: int, now: datetime) -> Progress:
    """Whatever is not under way yet is not sent. Any organiser may. Raises NotOrganiser, BroadcastGone. locks: broadcast, letter"""
    must_organise(session, acting)
    row = _locked(session, broadcast)
    if row is None or row.state != "sending":
        raise BroadcastGone
    row.state, row.ended_at, row.reached = "stopped", now, None
    waiting = update(Letter).where(*_letters_of(broadcast), col(Letter.state) == "queued")
    session.execute(waiting.values(state=Fate.DROPPED.value, ended_at=now, reason="stopped"))
    session.flush()
    touch(session, ("broadcast", broadcast))
    return progress(session, broadcast)


def write_on(session: Session, broadcast: int, admins: Collection[int]) -> bool:
    """The next piece of a broadcast to very many; whether there may be more. locks: broadcast"""
    row = _locked(session, broadcast)
    if row is None or row.state != "sending" or row.reached is None:
        return False
    return write_letters(session, row, admins, PIECE)


def write_letters(session: Session, row: Broadcast, admins: Collection[int], most: int) -> bool:
    """Letters to the next `most` readers by their number; whether there may be more. `row` is locked."""
    assert row.started_at is not None
    here = (
        *readers(Audience.read(row.audience), row.kind, admins, row.started_at),
        col(Person.id) > (row.reached or 0),
    )
    next_ones = select(Person.id).where(*here).order_by(col(Person.id)).limit(most).subquery()
    last, count = session.exec(select(func.max(next_ones.c.id), func.count()).select_from(next_ones)).one()
    if count:
        session.execute(_letters(row, (*here, col(Person.id) <= last)))
        touch(session, "letter")
    row.reached = last if count == most else None
    session.flush()
    if row.reached is None:
        row.total = session.exec(select(func.count()).where(*_letters_of(row.id or 0))).one()
        session.flush()
    return row.reached is not None


def progress(session: Session, broadcast: int) -> Progress:
    """Raises BroadcastGone."""
    row = session.get(Broadcast, broadcast)
    if row is None or row.started_at is None:
        raise BroadcastGone
    author = session.get(Person, row.author_id) if row.author_id else None
    fates = select(Letter.state, func.count()).where(*_letters_of(broadcast)).group_by(col(Letter.state))
    return Progress(
        broadcast,
        row.author_id,
        author.language if author else "en",
        row.state,
        row.total,
        dict(session.exec(fates).all()),
        row.message_id,
        row.started_at,
        row.ended_at,
    )


def followed(session: Session, acting: Acting, broadcast: int) -> Progress:
    """As `progress`, for an organiser. Raises NotOrganiser, BroadcastGone."""
    must_organise(session, acting)
    return progress(session, broadcast)


def last_sent(session: Session, acting: Acting) -> int:
    """The broadcast that was begun last, by anyone; 0 for none. Raises NotOrganiser."""
    must_organise(session, acting)
    return session.exec(select(func.max(Broadcast.id)).where(col(Broadcast.state) != "draft")).one() or 0


def underway(session: Session) -> tuple[int, ...]:
    """Broadcasts whose author has yet to read how they ended."""
    rows = select(Broadcast.id).where(col(Broadcast.state) != "draft", col(Broadcast.told_at).is_(None))
    return tuple(one or 0 for one in session.exec(rows.order_by(col(Broadcast.id))))


def close_broadcast(session: Session, broadcast: int, now: datetime) -> Progress:
    """It has ended when every letter has. locks: broadcast"""
    row = _locked(session, broadcast)
    found = progress(session, broadcast)
    if row and row.state == "sending" and row.reached is None and not found.of("queued", "sending"):
        row.state, row.ended_at = "sent", now
        session.flush()
        return progress(session, broadcast)
    return found


def told(session: Session, broadcast: int, now: datetime) -> None:
    """Its author has read the last word. locks: broadcast"""
    row = _locked(session, broadcast)
    if row:
        row.told_at = now


def _letters(row: Broadcast, readers_: tuple[ColumnElement[bool], ...]) -> Insert:
    """One INSERT ... SELECT; the same (person, notice, about, due) is written once."""
    assert row.started_at is not None
    values = {
        "notice": NOTICE,
        "about": f"broadcast:{row.id}",
        "facts": {"broadcast": row.id},
        "lane": int(Lane.BROADCAST),
        "due_at": row.started_at,
        "send_at": row.started_at,
        "tries": 0,
        "late_after": row.started_at + LATE,
        "state": "queued",
        "reason": "",
    }
    columns = Letter.__table__.c  # type: ignore[attr-defined]
    chosen = select(Person.id, *(literal(value, columns[name].type) for name, value in values.items())).where(
        *readers_
    )
    return insert(Letter).from_select(["person_id", *values], chosen)


def _letters_of(broadcast: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Letter.about) == f"broadcast:{broadcast}", col(Letter.notice) == NOTICE


def _own(session: Session, acting: Acting, broadcast: int) -> Broadcast:
    row = _locked(session, broadcast)
    if row is None or row.author_id != acting.person:
        raise BroadcastGone
    return row


def _locked(session: Session, broadcast: int) -> Broadcast | None:
    return session.exec(
        select(Broadcast).where(col(Broadcast.id) == broadcast).with_for_update(key_share=True)
    ).first()
