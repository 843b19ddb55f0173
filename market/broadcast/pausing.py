"""Pausing, going on, stopping: any organiser may."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from market.actor import Actor, require_organiser
from market.broadcast.broadcast_notifications import lock_broadcast, sync_notifications
from market.broadcast.notification_counts import WAITING
from market.broadcast.progress import Progress, progress
from market.broadcast.refusals import BroadcastGone
from storage.broadcast import Broadcast, BroadcastState


def pause_broadcast(session: Session, actor: Actor, broadcast: int, now: datetime) -> Progress:
    """What is not under way yet waits; where nothing is left, it has ended. Raises NotOrganiser, BroadcastGone. locks: broadcast, letter"""
    row = _in_state(session, actor, broadcast, [BroadcastState.SENDING])
    if not close(session, row, now):
        row.state, row.paused_at = BroadcastState.PAUSED, now
    return _followed(session, row, now)


def resume_broadcast(session: Session, actor: Actor, broadcast: int, now: datetime) -> Progress:
    """What waits goes on; a day from now it is too late. Raises NotOrganiser, BroadcastGone. locks: broadcast, letter"""
    row = _in_state(session, actor, broadcast, [BroadcastState.PAUSED])
    row.state, row.paused_at = BroadcastState.SENDING, None
    return _followed(session, row, now)


def stop_broadcast(session: Session, actor: Actor, broadcast: int, now: datetime) -> Progress:
    """What is not under way yet is not sent. Raises NotOrganiser, BroadcastGone. locks: broadcast, letter"""
    row = _in_state(
        session, actor, broadcast, [BroadcastState.SCHEDULED, BroadcastState.SENDING, BroadcastState.PAUSED]
    )
    stop(row, "stopped", now)
    return _followed(session, row, now)


def stop(row: Broadcast, reason: str, now: datetime) -> None:
    """`row` is locked."""
    row.state, row.reason, row.ended_at, row.paused_at, row.cursor = (
        BroadcastState.STOPPED,
        reason,
        now,
        None,
        None,
    )


def close(session: Session, row: Broadcast, now: datetime) -> bool:
    """It has ended when every letter has been written and has its fate; whether that is so. `row` is locked."""
    session.flush()
    if row.cursor is not None or progress(session, row.id or 0, now).of(*WAITING):
        return False
    row.state, row.ended_at, row.paused_at = BroadcastState.SENT, now, None
    return True


def _in_state(
    session: Session, actor: Actor, broadcast: int, states: Collection[BroadcastState]
) -> Broadcast:
    """Raises NotOrganiser, BroadcastGone. locks: broadcast"""
    require_organiser(session, actor)
    row = lock_broadcast(session, broadcast)
    if row.state not in states:
        raise BroadcastGone
    return row


def _followed(session: Session, row: Broadcast, now: datetime) -> Progress:
    """At once, as far as one transaction may; `go_on` does the rest."""
    session.flush()
    sync_notifications(session, row, now)
    return progress(session, row.id or 0, now)
