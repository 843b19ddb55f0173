"""Counting the notifications of a broadcast in one query, because there may be very many."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, select
from sqlmodel import Session, col, func

from market.broadcast.broadcast_notifications import (
    correction_subject,
    recall_subject,
    refused,
    subject,
)
from market.broadcast.notifications import BroadcastCorrection, BroadcastMessage, BroadcastRecall
from storage.broadcast import Broadcast
from storage.notification import Notification, NotificationState

KINDS = (BroadcastMessage.kind, BroadcastCorrection.kind, BroadcastRecall.kind)
RATE_WINDOW = timedelta(seconds=30)
SOON = timedelta(minutes=2)
"""A notification with a later send time waits for quiet hours to end; a retry is sooner."""

WAITING = (NotificationState.QUEUED, NotificationState.PAUSED, NotificationState.SENDING)
StatusCounts = Mapping[NotificationState, int]


@dataclass(frozen=True, kw_only=True)
class NotificationCounts:
    """The notifications of a broadcast by kind and status. `refused` of the paused ones have yet to be set to that status."""

    statuses: Mapping[str, StatusCounts]
    refused: int = 0
    postponed: int = 0
    next_send_at: datetime | None = None
    pace: float = 0.0


def stored_counts(stored: Mapping[str, int]) -> NotificationCounts:
    """Return the counts that were stored on a broadcast."""
    statuses: dict[str, dict[NotificationState, int]] = {kind: {} for kind in KINDS}
    for key, count in stored.items():
        kind, _, status = key.partition(" ")
        statuses[kind][NotificationState(status)] = count
    return NotificationCounts(statuses=statuses)


def count_notifications(session: Session, row: Broadcast, now: datetime) -> NotificationCounts:
    """Return the current counts, in one query. A notification that a pause refused counts as paused."""
    broadcast = row.id or 0
    subjects = (subject(broadcast), correction_subject(broadcast, row.revision), recall_subject(broadcast))
    later, lately = col(Notification.send_at) > now + SOON, col(Notification.ended_at) > now - RATE_WINDOW
    alike = (col(Notification.kind), col(Notification.state))
    figures = (
        func.count(),
        _count(refused()),
        _count(later),
        func.max(case((later, col(Notification.send_at)))),
        _count(lately),
        func.min(case((lately, col(Notification.ended_at)))),
    )
    statuses: dict[str, dict[NotificationState, int]] = {kind: {} for kind in KINDS}
    found = NotificationCounts(statuses=statuses)
    for kind, state, count, out_of_sync, postponed, next_send_at, recent, first in session.execute(
        select(*alike, *figures).where(col(Notification.about).in_(subjects)).group_by(*alike)
    ):
        statuses[kind][state] = statuses[kind].get(state, 0) + count - out_of_sync
        if out_of_sync:
            paused = statuses[kind].get(NotificationState.PAUSED, 0)
            statuses[kind][NotificationState.PAUSED] = paused + out_of_sync
            found = replace(found, refused=out_of_sync)
        if (kind, state) == (BroadcastMessage.kind, NotificationState.QUEUED):
            found = replace(found, postponed=postponed, next_send_at=next_send_at)
        if (kind, state) == (BroadcastMessage.kind, NotificationState.SENT) and first:
            found = replace(found, pace=_rate(recent, now - first))
    return found


def waiting(statuses: StatusCounts) -> int:
    """Return how many notifications are still to be sent."""
    return sum(statuses.get(state, 0) for state in WAITING)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _rate(count: int, since: timedelta) -> float:
    seconds = since.total_seconds()
    return count / seconds if seconds >= 1 else 0.0
