"""A broadcast to new people: those who match now and have no letter of it."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.acting import Acting, must_organise
from market.broadcast.letters import are_kept, own_broadcast
from market.broadcast.progress import Progress, progress
from market.broadcast.sending import AT_ONCE, PIECE, new_readers, write_letters
from market.refusal import BroadcastGone, BroadcastUnderway, LettersGone, NobodyNew
from storage.broadcast import Broadcast
from storage.person import Person


def count_new(
    session: Session, acting: Acting, broadcast: int, admins: Collection[int], now: datetime
) -> int:
    """How many there are now. Raises NotOrganiser, BroadcastGone, BroadcastUnderway, LettersGone, NobodyNew. locks: broadcast"""
    must_organise(session, acting)
    row = session.get(Broadcast, broadcast)
    if row is None or row.author_id != acting.person:
        raise BroadcastGone
    return _new(session, row, admins, now)


def extend_broadcast(
    session: Session,
    acting: Acting,
    broadcast: int,
    message: int | None,
    admins: Collection[int],
    now: datetime,
) -> Progress:
    """Letters to them, and its author follows it in `message`. As `count_new`. locks: broadcast"""
    must_organise(session, acting)
    row = own_broadcast(session, acting, broadcast)
    count = _new(session, row, admins, now)
    row.state, row.ended_at, row.told_at, row.message_id = "sending", None, None, message
    row.total, row.reached = row.total + count, 0
    session.flush()
    write_letters(session, row, admins, AT_ONCE if count <= AT_ONCE else PIECE, now)
    return progress(session, broadcast, now)


def _new(session: Session, row: Broadcast, admins: Collection[int], now: datetime) -> int:
    if row.state in ("sending", "paused") or (
        row.state == "sent" and progress(session, row.id or 0, now).busy
    ):
        raise BroadcastUnderway
    if row.state != "sent" or row.recalled_at:
        raise BroadcastGone
    if not are_kept(row, now):
        raise LettersGone
    count = session.exec(select(func.count(col(Person.id))).where(*new_readers(row, admins, now))).one()
    if not count:
        raise NobodyNew
    return count
