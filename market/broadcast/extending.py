"""Extending a broadcast to the people who match its audience now and have no notification of it."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.admins import Admins
from market.broadcast.broadcast_notifications import are_kept, own_broadcast
from market.broadcast.progress import Progress, progress
from market.broadcast.refusals import BroadcastGone, BroadcastUnderway, NobodyNew, NotificationsGone
from market.broadcast.sending import CHUNK, MAX_AT_ONCE, new_readers, queue_notifications
from storage.broadcast import Broadcast, BroadcastState
from storage.person import Person


def count_new(session: Session, actor: Actor, broadcast: int, admins: Admins, now: datetime) -> int:
    """Return how many people match now. Raises NotOrganiser, BroadcastGone, BroadcastUnderway, NotificationsGone, NobodyNew."""
    require_organiser(session, actor)
    row = session.get(Broadcast, broadcast)
    if row is None or row.author_id != actor.person:
        raise BroadcastGone
    return _new(session, row, admins, now)


def extend_broadcast(
    session: Session,
    actor: Actor,
    broadcast: int,
    message: int | None,
    admins: Admins,
    now: datetime,
) -> Progress:
    """Queue notifications for them; the author follows progress in `message`. Raises as `count_new`. locks: broadcast"""
    require_organiser(session, actor)
    row = own_broadcast(session, actor, broadcast)
    count = _new(session, row, admins, now)
    row.state, row.ended_at, row.final_report_at, row.message_id = BroadcastState.SENDING, None, None, message
    row.total, row.cursor = row.total + count, 0
    session.flush()
    queue_notifications(session, row, admins, MAX_AT_ONCE if count <= MAX_AT_ONCE else CHUNK, now=now)
    return progress(session, broadcast, now)


def _new(session: Session, row: Broadcast, admins: Admins, now: datetime) -> int:
    if row.state in (BroadcastState.SENDING, BroadcastState.PAUSED):
        raise BroadcastUnderway
    if row.state != BroadcastState.SENT or row.recalled_at:
        raise BroadcastGone
    if not are_kept(row, now):
        raise NotificationsGone
    count = session.exec(select(func.count(col(Person.id))).where(*new_readers(row, admins, now))).one()
    if not count:
        raise NobodyNew
    return count
