"""Notifications in flight: which ones a sender claims, and how it acknowledges the results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col

from market.notification.kind import at_most_once_kinds, is_at_most_once
from market.notification.outbox import DeliveryStatus
from market.notification.priority import Priority
from market.quiet_hours import QuietHours, quiet_hours_end
from storage import notification as rows
from storage.address import set_unreachable
from storage.notification import Notification, NotificationState
from storage.store import mark_changed

STALE_AFTER = timedelta(seconds=30)
"""A notification in flight for longer than this has lost its sender: no request may take as long."""

SCAN_LIMIT = 500
"""Rows read at once where the first ones are not to be sent now."""


@dataclass(frozen=True, kw_only=True)
class ClaimedNotification:
    """A notification in flight, as its row stores it, the language of its reader, and the time of the claim. It is sent to `chat`, which belongs to `address`.

    `silent`: its reader is in their quiet hours. `late`: it is sent so long after `due_at` that the message says so.
    """

    id: int
    person: int
    address: int
    chat: int
    kind: str
    payload: Mapping[str, Any]
    due_at: datetime
    claimed_at: datetime
    language: str
    priority: int = Priority.BOOKING
    tries: int = 0
    silent: bool = False
    late: bool = False

    @property
    def at_most_once(self) -> bool:
        """Return whether it is not sent again where nobody knows whether it arrived."""
        return is_at_most_once(self.kind)


@dataclass(frozen=True)
class ClaimedBatch:
    """The notifications claimed at once. `more`: others may be due."""

    notifications: tuple[ClaimedNotification, ...] = ()
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class DeliveryResult:
    """The result of a delivery. Without a `status` the notification is queued again, until `retry_at`.

    `counts_as_try`: the next delay is twice as long. `message` is the id that Telegram gave to what was sent to `address`.
    """

    notification: int
    person: int
    status: DeliveryStatus | None
    address: int | None = None
    message: int | None = None
    reason: str = ""
    retry_at: datetime | None = None
    counts_as_try: bool = False


def ack_and_claim(
    session: Session, sender: str, now: datetime, results: Sequence[DeliveryResult], limit: int, zone: str
) -> ClaimedBatch:
    """Acknowledge results and claim at most `limit` other notifications, by priority. locks: notification

    The quiet hours of a person without a zone of their own are those of `zone`.
    """
    ack(session, sender, now, results)
    return claim(session, sender, now, limit, zone=zone) if limit else ClaimedBatch()


def claim(session: Session, sender: str, now: datetime, limit: int, zone: str) -> ClaimedBatch:
    """Claim notifications that are due. The others that are due are postponed, or dropped with their reason. locks: notification"""
    connection = session.connection()
    scan_limit = limit
    decided = _decide(session, scan_limit, now, zone)
    if len(decided) == scan_limit and not all(isinstance(step, SendNotification) for _, step in decided):
        scan_limit = max(limit, SCAN_LIMIT)
        decided = _decide(session, scan_limit, now, zone)
    sent = [(row, step) for row, step in decided if isinstance(step, SendNotification)][:limit]
    _apply_waits_and_drops(session, decided, now)
    if sent:
        ids = [row.id for row, _ in sent]
        connection.execute(rows.CLAIM, {"notifications": ids, "claimed_by": sender, "claimed_at": now})
    claimed = tuple(_claimed(row, step.silent, now) for row, step in sent)
    return ClaimedBatch(claimed, len(decided) == scan_limit)


@dataclass(frozen=True)
class SendNotification:
    """It is sent now. `silent`: without a sound."""

    silent: bool = False


@dataclass(frozen=True)
class WaitUntil:
    """It is postponed until the quiet hours of its reader end."""

    until: datetime


@dataclass(frozen=True)
class DropNotification:
    """It is not sent at all."""

    reason: str


Decision = SendNotification | WaitUntil | DropNotification


def delivery_decision(row: Any, now: datetime, zone: str) -> Decision:
    """Return the decision about a notification that is due.

    In the quiet hours of its reader a booking is sent silently, a reminder only where it would be too late afterwards, a broadcast never.
    """
    if row.late_after and row.late_after < now:
        return DropNotification("too late")
    if row.address is None or row.unreachable_at:
        return DropNotification("unreachable")
    if row.muted:
        return DropNotification("stopped by its reader")
    ends = quiet_hours_end(now, QuietHours(row.quiet_from, row.quiet_until, row.zone or zone))
    if ends is None:
        return SendNotification()
    late = row.late_after is not None and row.late_after < ends
    if row.priority == Priority.BOOKING or (row.priority == Priority.REMINDER and late):
        return SendNotification(silent=True)
    return WaitUntil(ends)


def _decide(session: Session, limit: int, now: datetime, zone: str) -> list[tuple[Any, Decision]]:
    """Return the first rows that are due, each with the decision about it."""
    found = session.connection().execute(rows.DUE_NOTIFICATIONS, {"now": now, "limit": limit}).all()
    return [(row, delivery_decision(row, now, zone)) for row in found]


def _apply_waits_and_drops(session: Session, decided: Sequence[tuple[Any, Decision]], now: datetime) -> None:
    """Write the decisions not to send, one statement for all rows with the same one."""
    ids_by_decision: dict[Decision, list[int]] = {}
    for row, step in decided:
        ids_by_decision.setdefault(step, []).append(row.id)
    for step, ids in ids_by_decision.items():
        if isinstance(step, WaitUntil):
            session.connection().execute(rows.set_values(ids, send_at=step.until))
        elif isinstance(step, DropNotification):
            dropped = {"state": DeliveryStatus.DROPPED.value, "ended_at": now, "reason": step.reason}
            session.connection().execute(rows.set_values(ids, **dropped))


def _claimed(row: Any, silent: bool, now: datetime) -> ClaimedNotification:
    return ClaimedNotification(
        id=row.id,
        person=row.person_id,
        address=row.address,
        chat=row.chat,
        kind=row.kind,
        payload=row.payload,
        due_at=row.send_at,
        claimed_at=now,
        language=row.language,
        priority=row.priority,
        tries=row.tries,
        silent=silent,
    )


def recover(
    session: Session,
    sender: str,
    now: datetime,
    results: Sequence[DeliveryResult],
    previous_leader_gone: bool,
) -> None:
    """Acknowledge results, then queue again what this sender claimed but never sent, and `reclaim_stale`. locks: notification

    Called while nothing of this sender is in flight.
    """
    ack(session, sender, now, results)
    session.connection().execute(rows.requeue_claimed_by(sender))
    reclaim_stale(session, sender, now, previous_leader_gone)


def ack(session: Session, sender: str, now: datetime, results: Sequence[DeliveryResult]) -> None:
    """Write the results of this sender's notifications. An unreachable address gets nothing until its person writes from it again. locks: notification"""
    if not results:
        return
    connection = session.connection()
    connection.execute(rows.ACKNOWLEDGE, [_ack_values(each, sender, now) for each in results])
    for lost in (each for each in results if each.status is DeliveryStatus.UNREACHABLE):
        connection.execute(set_unreachable(lost.address, now))
        mark_changed(session, ("person", lost.person))


def _ack_values(result: DeliveryResult, sender: str, now: datetime) -> dict[str, Any]:
    return {
        "notification": result.notification,
        "claimed_by": sender,
        "to_state": result.status.value if result.status else NotificationState.QUEUED,
        "ended": now if result.status else None,
        "address": result.address if result.message else None,
        "message": result.message,
        "reason": result.reason[:200],
        "add_tries": int(result.counts_as_try),
        "send_at_later": result.retry_at,
    }


def reclaim_stale(session: Session, sender: str, now: datetime, previous_leader_gone: bool) -> None:
    """Queue again what other senders lost in flight; what is sent at most once becomes unknown instead. locks: notification

    `previous_leader_gone`: no other sender lives. Otherwise only what has been in flight for longer than STALE_AFTER is lost.
    """
    stale_since = None if previous_leader_gone else now - STALE_AFTER
    connection = session.connection()
    unknown = {
        "state": DeliveryStatus.UNKNOWN.value,
        "ended_at": now,
        "reason": "in flight when Lorong stopped",
    }
    at_most_once = col(Notification.kind).in_(at_most_once_kinds())
    connection.execute(rows.reclaim(sender, stale_since, at_most_once, **unknown))
    connection.execute(rows.reclaim(sender, stale_since, ~at_most_once, state=NotificationState.QUEUED))
