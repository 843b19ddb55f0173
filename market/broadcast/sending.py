"""Sending a broadcast: a letter to each reader, once."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, literal
from sqlmodel import Session, col, func, select

from market.acting import Acting, must_organise
from market.broadcast.audience import PROMOTIONAL, Audience, headcount, readers
from market.broadcast.letters import LATE, NOTICE, about, letters_of, own_broadcast
from market.broadcast.news import must_be_apart
from market.broadcast.progress import Progress, progress
from market.broadcast.scheduling import beginning
from market.broadcast.wording import wordings
from market.mailbox import Lane
from market.refusal import BroadcastGone, DropUnknown, NobodyToTell, NothingWritten, WhenPassed
from storage.broadcast import Broadcast
from storage.insert import insert_of
from storage.letter import Letter
from storage.person import Person
from storage.store import touch

AT_ONCE, PIECE = 2000, 500
"""So many letters are written in one go; above that, piece by piece, so that no other write waits long."""


def send_broadcast(
    session: Session,
    acting: Acting,
    broadcast: int,
    message: int | None,
    admins: Collection[int],
    zone: str,
    now: datetime,
) -> Progress:
    """Begin it now, or schedule it where its moment lies ahead. `message` is where its author follows it, `zone` the market's.

    Raises NotOrganiser, BroadcastGone, NothingWritten, NobodyToTell, DropUnknown, WhenPassed, PromotionalTooSoon. locks: broadcast
    """
    must_organise(session, acting)
    row = own_broadcast(session, acting, broadcast)
    if row.state != "draft":
        raise BroadcastGone
    if not wordings(session, broadcast):
        raise NothingWritten
    if not headcount(session, Audience.read(row.audience), row.kind, admins, now).total:
        raise NobodyToTell
    when = beginning(session, row, now)
    if when.over:
        raise WhenPassed(when.at, zone) if when.at else DropUnknown
    if row.kind == PROMOTIONAL:
        must_be_apart(session, broadcast, max(now, when.at or now), zone)
    row.message_id, row.reason = message, ""
    if when.ahead(now):
        row.state = "scheduled"
        session.flush()
    else:
        begin(session, row, admins, now)
    return progress(session, broadcast, now)


def send_now(
    session: Session, acting: Acting, broadcast: int, admins: Collection[int], zone: str, now: datetime
) -> Progress:
    """What is scheduled begins. Raises NotOrganiser, BroadcastGone, PromotionalTooSoon. locks: broadcast"""
    must_organise(session, acting)
    row = own_broadcast(session, acting, broadcast)
    if row.state != "scheduled":
        raise BroadcastGone
    if row.kind == PROMOTIONAL:
        must_be_apart(session, broadcast, now, zone)
    begin(session, row, admins, now)
    return progress(session, broadcast, now)


def begin(session: Session, row: Broadcast, admins: Collection[int], now: datetime) -> None:
    """The letters, or the first of very many. `row` is locked."""
    count = headcount(session, Audience.read(row.audience), row.kind, admins, now).total
    row.state, row.total, row.started_at, row.reached = "sending", count, now, 0
    session.flush()
    write_letters(session, row, admins, AT_ONCE if count <= AT_ONCE else PIECE, now)


def write_letters(
    session: Session, row: Broadcast, admins: Collection[int], most: int, now: datetime
) -> bool:
    """Letters to the next `most` who match now, by their number; whether there may be more. `row` is locked.

    Who has one already gets no other.
    """
    next_ones = select(Person.id).where(*new_readers(row, admins, now)).order_by(col(Person.id)).limit(most)
    found = next_ones.subquery()
    last, count = session.exec(select(func.max(found.c.id), func.count()).select_from(found)).one()
    if count:
        _insert(session, row, (*new_readers(row, admins, now), col(Person.id) <= last), now)
        touch(session, "letter")
    row.reached = last if count == most else None
    session.flush()
    if row.reached is None:
        row.total = session.exec(select(func.count()).where(*letters_of(row.id or 0))).one()
        session.flush()
    return row.reached is not None


def new_readers(row: Broadcast, admins: Collection[int], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Person for those beyond `reached` who match now and have none of its letters."""
    has_one = select(Letter.id).where(*letters_of(row.id or 0), col(Letter.person_id) == col(Person.id))
    match = readers(Audience.read(row.audience), row.kind, admins, now)
    return *match, col(Person.id) > (row.reached or 0), ~has_one.exists()


def last_sent(session: Session, acting: Acting) -> int:
    """The broadcast that was begun last, by anyone; 0 for none. Raises NotOrganiser."""
    must_organise(session, acting)
    return session.exec(select(func.max(Broadcast.id)).where(col(Broadcast.state) != "draft")).one() or 0


def _insert(session: Session, row: Broadcast, whom: tuple[ColumnElement[bool], ...], now: datetime) -> None:
    """One INSERT ... SELECT. All are due at the first beginning: (person, notice, about, due) is written once."""
    values = {
        "notice": NOTICE,
        "about": about(row.id or 0),
        "facts": {"broadcast": row.id},
        "lane": int(Lane.BROADCAST),
        "due_at": row.started_at,
        "send_at": now,
        "tries": 0,
        "late_after": now + LATE,
        "state": "queued",
        "reason": "",
    }
    columns = Letter.__table__.c  # type: ignore[attr-defined]
    same = (literal(value, columns[name].type) for name, value in values.items())
    letters = insert_of(session, Letter).from_select(
        ["person_id", *values], select(Person.id, *same).where(*whom)
    )
    session.connection().execute(letters.on_conflict_do_nothing())
