"""The scheduled work of a broadcast. Each step is derived from the rows, so that it continues after a crash."""

from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from market.actor import Actor, is_organiser
from market.admins import Admins
from market.broadcast.broadcast_notifications import lock_broadcast, sync_notifications
from market.broadcast.pausing import close, stop
from market.broadcast.progress import final_counts, progress
from market.broadcast.promotions import PROMOTION_INTERVAL
from market.broadcast.scheduling import start_schedule, stop_without_author
from market.broadcast.sending import CHUNK, begin, queue_notifications
from storage.broadcast import Broadcast, BroadcastKind, BroadcastState, StopReason


def unfinished_broadcasts(session: Session) -> tuple[int, ...]:
    """Return the broadcasts whose final report has not been shown to their author."""
    return tuple(one or 0 for one in session.exec(unfinished().order_by(col(Broadcast.id))))


def unfinished() -> SelectOfScalar[int | None]:
    """Return the ids of `unfinished_broadcasts`."""
    begun = col(Broadcast.state) != BroadcastState.DRAFT
    return select(col(Broadcast.id)).where(begun, col(Broadcast.final_report_at).is_(None))


def advance(session: Session, broadcast: int, admins: Admins, now: datetime) -> bool:
    """Do one step of the pending work of a broadcast; return whether there may be another. locks: broadcast, notification"""
    row = lock_broadcast(session, broadcast)
    if row.state == BroadcastState.SCHEDULED:
        return _begin_if_due(session, row, admins, now)
    if sync_notifications(session, row, now):
        return True
    if row.state == BroadcastState.SENDING and row.cursor is not None:
        return queue_notifications(session, row, admins, CHUNK, now=now)
    if row.state in (BroadcastState.SENDING, BroadcastState.PAUSED):
        close(session, row, now)
    return False


def mark_final_report(session: Session, broadcast: int, now: datetime) -> None:
    """Note that the author has seen the final report: from now on the counts are those stored on the row. locks: broadcast"""
    row = lock_broadcast(session, broadcast)
    found = progress(session, broadcast, now)
    if row.final_report_at is None and found.ended:
        row.counts, row.total, row.final_report_at = final_counts(found), sum(found.statuses.values()), now


def _begin_if_due(session: Session, row: Broadcast, admins: Admins, now: datetime) -> bool:
    when = start_schedule(session, row, now)
    if not _has_author(session, row, admins):
        stop_without_author(session, row, admins, now)
    elif when.over:
        stop(row, when.over, now)
    elif not when.ahead(now):
        if row.kind == BroadcastKind.PROMOTIONAL and _another_began(session, row, now):
            stop(row, StopReason.TOO_SOON, now)
        else:
            begin(session, row, admins, now)
        return True
    return False


def _has_author(session: Session, row: Broadcast, admins: Admins) -> bool:
    """Return whether the author is an organiser still. One named by the settings may be gone from them since the last start."""
    author = row.author_id
    return author is not None and is_organiser(session, Actor(author, admins.include(session, author)))


def _another_began(session: Session, row: Broadcast, now: datetime) -> bool:
    """Return whether another promotional broadcast began within the interval. It can happen after a drop was moved."""
    others = select(Broadcast.id).where(
        col(Broadcast.kind) == BroadcastKind.PROMOTIONAL, col(Broadcast.id) != row.id
    )
    return (
        session.exec(others.where(col(Broadcast.started_at) > now - PROMOTION_INTERVAL).limit(1)).first()
        is not None
    )
