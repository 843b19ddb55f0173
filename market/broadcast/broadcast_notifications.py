"""The notifications of a broadcast, and how they follow its state."""

from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select, update

from market.actor import Actor
from market.broadcast.notifications import LATE, BroadcastMessage
from market.broadcast.refusals import BroadcastGone, BroadcastPaused, BroadcastStopped
from market.broadcast.wording import Announcement, announcement_of
from storage.broadcast import Broadcast, BroadcastState
from storage.notification import Notification, NotificationState
from storage.store import mark_changed

KEPT_FOR = timedelta(weeks=4)
"""No notification of a broadcast is purged before this, not even if corrections take another day."""
CHUNK = 5000
"""Notifications whose state changes in one transaction: 15 ms on SQLite."""

Condition = ColumnElement[bool]


def subject(broadcast: int) -> str:
    """Return the subject (`about`) of the messages of a broadcast."""
    return f"broadcast:{broadcast}"


def correction_subject(broadcast: int, revision: int) -> str:
    """Return the subject (`about`) of the edits of one correction."""
    return f"broadcast:{broadcast}:r{revision}"


def recall_subject(broadcast: int) -> str:
    """Return the subject (`about`) of the deletions of a recall."""
    return f"broadcast:{broadcast}:recall"


def notifications_of(broadcast: int) -> tuple[Condition, Condition]:
    """Return the conditions on Notification for the messages of a broadcast."""
    return col(Notification.about) == subject(broadcast), col(Notification.kind) == BroadcastMessage.kind


def refused() -> Condition:
    """Return the condition that a message was claimed before a pause and rendered after it, so that it was not sent."""
    return and_(
        col(Notification.state) == NotificationState.DROPPED,
        col(Notification.reason) == BroadcastPaused.__name__,
    )


def are_kept(row: Broadcast, now: datetime) -> bool:
    """Return whether no notification of this broadcast can have been purged yet."""
    return row.started_at is not None and now < row.started_at + KEPT_FOR


def lock_broadcast(session: Session, broadcast: int) -> Broadcast:
    """Lock a broadcast and return it. Raises BroadcastGone. locks: broadcast"""
    return BroadcastGone.unless(
        session.exec(
            select(Broadcast).where(col(Broadcast.id) == broadcast).with_for_update(key_share=True)
        ).first()
    )


def own_broadcast(session: Session, actor: Actor, broadcast: int) -> Broadcast:
    """Lock a broadcast of this author and return it. Raises BroadcastGone. locks: broadcast"""
    row = lock_broadcast(session, broadcast)
    if row.author_id != actor.person:
        raise BroadcastGone
    return row


def announcement_to_send(session: Session, broadcast: int) -> Announcement:
    """Return the content of a message at the moment it is sent. Raises BroadcastPaused, BroadcastStopped, BroadcastGone where it must not be sent."""
    row = session.get(Broadcast, broadcast)
    if row is not None and row.state == BroadcastState.PAUSED:
        raise BroadcastPaused
    if row is not None and row.state == BroadcastState.STOPPED:
        raise BroadcastStopped
    return announcement_of(session, broadcast)


def sync_notifications(session: Session, row: Broadcast, now: datetime) -> bool:
    """Bring at most CHUNK notifications into the state of their broadcast; return whether there may be more. `row` is locked. locks: notification"""
    if row.state not in (BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.STOPPED):
        return False
    out_of_sync, values = _out_of_sync(row.state, now)
    some = (
        select(Notification.id)
        .where(*notifications_of(row.id or 0), out_of_sync)
        .order_by(col(Notification.id))
        .limit(CHUNK)
    )
    moved = session.connection().execute(
        update(Notification).where(col(Notification.id).in_(some), out_of_sync).values(values)
    )
    if moved.rowcount:
        mark_changed(session, "notification")
    return moved.rowcount == CHUNK


def _out_of_sync(state: BroadcastState, now: datetime) -> tuple[Condition, dict[str, Any]]:
    """Return the condition for notifications whose state does not match their broadcast, and the values they get."""
    queued, paused = (
        col(Notification.state) == NotificationState.QUEUED,
        col(Notification.state) == NotificationState.PAUSED,
    )
    match state:
        case BroadcastState.SENDING:
            anew = {
                "state": NotificationState.QUEUED,
                "ended_at": None,
                "reason": "",
                "late_after": now + LATE,
            }
            return or_(paused, refused()), anew
        case BroadcastState.PAUSED:
            return or_(queued, refused()), {"state": NotificationState.PAUSED, "ended_at": None, "reason": ""}
        case BroadcastState.DRAFT | BroadcastState.SCHEDULED | BroadcastState.SENT | BroadcastState.STOPPED:
            dropped = {"state": NotificationState.DROPPED, "ended_at": now, "reason": "stopped"}
            return or_(queued, paused, refused()), dropped
        case _:
            assert_never(state)
