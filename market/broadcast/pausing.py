"""Pausing, resuming and stopping a broadcast. Any organiser may."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.broadcast.broadcast_notifications import lock_broadcast, sync_notifications
from market.broadcast.notification_counts import WAITING
from market.broadcast.progress import Progress, progress
from market.broadcast.refusals import BroadcastGone
from market.broadcast.scheduling import start_schedule
from storage.broadcast import Broadcast, BroadcastState, StopReason


def pause_broadcast(session: Session, actor: Actor, broadcast: int, now: datetime) -> Progress:
    """Pause what is not in flight; where nothing is left to send, the broadcast ends. Raises NotOrganiser, BroadcastGone. locks: broadcast, notification"""
    row = _in_state(session, actor, broadcast, [BroadcastState.SENDING])
    if not close(session, row, now):
        row.state, row.paused_at = BroadcastState.PAUSED, now
    return _followed(session, row, now)


def resume_broadcast(session: Session, actor: Actor, broadcast: int, now: datetime) -> Progress:
    """Resume sending. Paused messages are dropped if they are not sent within a day. Raises NotOrganiser, BroadcastGone. locks: broadcast, notification"""
    row = _in_state(session, actor, broadcast, [BroadcastState.PAUSED])
    row.state, row.paused_at = BroadcastState.SENDING, None
    return _followed(session, row, now)


def stop_broadcast(session: Session, actor: Actor, broadcast: int, now: datetime) -> Progress:
    """Stop a broadcast: what is not in flight is not sent. Raises NotOrganiser, BroadcastGone. locks: broadcast, notification"""
    row = _in_state(
        session, actor, broadcast, [BroadcastState.SCHEDULED, BroadcastState.SENDING, BroadcastState.PAUSED]
    )
    stop(row, StopReason.STOPPED, now)
    return _followed(session, row, now)


def pause_restored(session: Session, now: datetime) -> int:
    """Pause every broadcast that is being sent or due in a database that was restored, and return how many: they may have gone out before.

    Any organiser resumes or stops them. What is scheduled for later stays scheduled. locks: broadcast, notification
    """
    under_way = select(Broadcast).where(
        col(Broadcast.state).in_((BroadcastState.SENDING, BroadcastState.SCHEDULED))
    )
    paused = 0
    for row in session.exec(under_way.order_by(col(Broadcast.id)).with_for_update(key_share=True)).all():
        if row.state == BroadcastState.SCHEDULED:
            when = start_schedule(session, row, now)
            if when.over or when.ahead(now):
                continue
            row.started_at, row.cursor = now, 0
        row.state, row.paused_at = BroadcastState.PAUSED, now
        session.flush()
        while sync_notifications(session, row, now):
            pass
        paused += 1
    return paused


def stop(row: Broadcast, reason: StopReason, now: datetime) -> None:
    """Set a broadcast to stopped. `row` is locked."""
    row.state, row.reason, row.ended_at, row.paused_at, row.cursor = (
        BroadcastState.STOPPED,
        reason,
        now,
        None,
        None,
    )


def close(session: Session, row: Broadcast, now: datetime) -> bool:
    """End the broadcast once all notifications have been queued and none is waiting; return whether it ended. `row` is locked."""
    session.flush()
    if row.cursor is not None or progress(session, row.id or 0, now).of(*WAITING):
        return False
    row.state, row.ended_at, row.paused_at = BroadcastState.SENT, now, None
    return True


def _in_state(
    session: Session, actor: Actor, broadcast: int, states: Collection[BroadcastState]
) -> Broadcast:
    """Lock a broadcast in one of these states. Raises NotOrganiser, BroadcastGone. locks: broadcast"""
    require_organiser(session, actor)
    row = lock_broadcast(session, broadcast)
    if row.state not in states:
        raise BroadcastGone
    return row


def _followed(session: Session, row: Broadcast, now: datetime) -> Progress:
    """Sync the notifications as far as one transaction may, and return the progress; `advance` does the rest."""
    session.flush()
    sync_notifications(session, row, now)
    return progress(session, row.id or 0, now)
