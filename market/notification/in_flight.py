"""A sender's hand: which letters it takes and which it leaves, and what became of those it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from market.notification.outbox import DeliveryStatus, Priority
from market.quiet_hours import QuietHours, quiet_hours_end
from storage import notification as letters
from storage.notification import NotificationState
from storage.person import set_reachable
from storage.store import mark_changed

STALE_AFTER = timedelta(seconds=30)
"""A letter in a sender's hand longer than this has lost its sender: more than any request may take."""

SCAN_LIMIT = 500
"""So many letters are looked at in one go where the first ones are not to be sent."""


@dataclass(frozen=True, kw_only=True)
class ClaimedNotification:
    """A letter in a sender's hand, and the language of its reader. `silent`: its reader rests."""

    id: int
    person: int
    kind: str
    payload: Mapping[str, Any]
    due_at: datetime
    language: str
    priority: int = Priority.BOOKING
    tries: int = 0
    silent: bool = False

    @property
    def at_most_once(self) -> bool:
        """Whether never is better than twice: so with an announcement, while a ticket is rather sent again, and a change is made again."""
        return self.priority == Priority.BROADCAST and "message" not in self.payload


@dataclass(frozen=True)
class ClaimedBatch:
    """`more`: there may be others that are due."""

    notifications: tuple[ClaimedNotification, ...] = ()
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class DeliveryResult:
    """What became of a letter in hand; without a `status` it waits again, until `retry_at`; `counts_as_try`: it was a try of its own."""

    notification: int
    person: int
    status: DeliveryStatus | None
    message: int | None = None
    reason: str = ""
    retry_at: datetime | None = None
    counts_as_try: bool = False


def ack_and_claim(
    session: Session, sender: str, now: datetime, results: Sequence[DeliveryResult], limit: int, zone: str
) -> ClaimedBatch:
    """Note what became of letters in this sender's hand, and take at most `limit` others, first lane first. locks: letter

    Whoever rests and has said no `zone` of their own rests in this one.
    """
    ack(session, sender, now, results)
    return claim(session, sender, now, limit, zone=zone) if limit else ClaimedBatch()


def claim(session: Session, sender: str, now: datetime, limit: int, zone: str) -> ClaimedBatch:
    """Take letters that are due in hand; the others that are due are put off or dropped with their reason. locks: letter"""
    connection = session.connection()
    scan_limit = limit
    rows = connection.execute(letters.DUE_NOTIFICATIONS, {"now": now, "limit": scan_limit}).all()
    steps = [delivery_decision(row, now, zone) for row in rows]
    if len(rows) == scan_limit and not all(isinstance(one, SendNotification) for one in steps):
        scan_limit = max(limit, SCAN_LIMIT)
        rows = connection.execute(letters.DUE_NOTIFICATIONS, {"now": now, "limit": scan_limit}).all()
        steps = [delivery_decision(row, now, zone) for row in rows]
    sent = [(row, one) for row, one in zip(rows, steps, strict=True) if isinstance(one, SendNotification)][
        :limit
    ]
    _apply_waits_and_drops(session, rows, steps, now)
    if sent:
        ids = [row.id for row, _ in sent]
        connection.execute(letters.CLAIM, {"notifications": ids, "claimed_by": sender, "claimed_at": now})
    return ClaimedBatch(tuple(_claimed(row, one.silent) for row, one in sent), len(rows) == scan_limit)


@dataclass(frozen=True)
class SendNotification:
    silent: bool = False


@dataclass(frozen=True)
class WaitUntil:
    until: datetime


@dataclass(frozen=True)
class DropNotification:
    reason: str


def delivery_decision(row: Any, now: datetime, zone: str) -> SendNotification | WaitUntil | DropNotification:
    """What is done with a letter that may leave now: own bookings break a reader's rest without a sound, a reminder where it would else be
    too late, an announcement never.
    """
    if row.late_after and row.late_after < now:
        return DropNotification("too late")
    if row.unreachable_at:
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


def _apply_waits_and_drops(
    session: Session,
    rows: Sequence[Any],
    steps: Sequence[SendNotification | WaitUntil | DropNotification],
    now: datetime,
) -> None:
    """Those that are done alike, together."""
    alike: dict[SendNotification | WaitUntil | DropNotification, list[int]] = {}
    for row, one in zip(rows, steps, strict=True):
        alike.setdefault(one, []).append(row.id)
    for one, ids in alike.items():
        if isinstance(one, WaitUntil):
            session.connection().execute(letters.set_values(ids, send_at=one.until))
        elif isinstance(one, DropNotification):
            dropped = {"state": DeliveryStatus.DROPPED.value, "ended_at": now, "reason": one.reason}
            session.connection().execute(letters.set_values(ids, **dropped))


def _claimed(row: Any, silent: bool) -> ClaimedNotification:
    payload = {**row.payload, "notification": row.id}
    return ClaimedNotification(
        id=row.id,
        person=row.person_id,
        kind=row.kind,
        payload=payload,
        due_at=row.send_at,
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
    """Before a sender with an empty hand takes anything: what it has in hand by the rows, and what has not ended, was never begun. locks: letter

    Then what other senders have lost, as `reclaim_stale`.
    """
    ack(session, sender, now, results)
    session.connection().execute(letters.requeue_claimed_by(sender))
    reclaim_stale(session, sender, now, previous_leader_gone)


def ack(session: Session, sender: str, now: datetime, results: Sequence[DeliveryResult]) -> None:
    """Say what became of letters in this sender's hand. A reader who cannot be reached is not written to until they write again. locks: letter"""
    if not results:
        return
    connection = session.connection()
    connection.execute(letters.ACKNOWLEDGE, [_ack_values(one, sender, now) for one in results])
    for lost in {one.person for one in results if one.status is DeliveryStatus.UNREACHABLE}:
        connection.execute(set_reachable(lost, now))
        mark_changed(session, ("person", lost))


def _ack_values(one: DeliveryResult, sender: str, now: datetime) -> dict[str, Any]:
    return {
        "notification": one.notification,
        "claimed_by": sender,
        "to_state": one.status.value if one.status else NotificationState.QUEUED,
        "ended": now if one.status else None,
        "message": one.message,
        "reason": one.reason[:200],
        "add_tries": int(one.counts_as_try),
        "send_at_later": one.retry_at,
    }


def reclaim_stale(session: Session, sender: str, now: datetime, previous_leader_gone: bool) -> None:
    """Letters whose sender is gone wait again, a ticket rather twice than never; what became of an announcement stays unknown.

    `previous_leader_gone`: no other sender lives; else one is gone whose letters are in hand too long. locks: letter
    """
    stale_since = None if previous_leader_gone else now - STALE_AFTER
    connection = session.connection()
    unknown = {
        "state": DeliveryStatus.UNKNOWN.value,
        "ended_at": now,
        "reason": "in flight when Lorong stopped",
    }
    connection.execute(letters.reclaim(sender, stale_since, letters.is_announcement(), **unknown))
    connection.execute(
        letters.reclaim(sender, stale_since, ~letters.is_announcement(), state=NotificationState.QUEUED)
    )
