"""Notifications in flight: which ones a sender claims, and how it acknowledges the results."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_
from sqlmodel import Session, col

from market.notification.kind import at_most_once_kinds, is_at_most_once, sounds_in_quiet_hours
from market.notification.outbox import DeliveryStatus
from market.notification.priority import Priority
from market.quiet_hours import QuietHours, quiet_hours_end
from storage import notification as rows
from storage.address import set_unreachable
from storage.notification import Notification, NotificationState
from storage.store import mark_changed

SCAN_LIMIT = 500
"""Rows read at once where the first ones are not to be sent now."""


@dataclass(frozen=True)
class Claimant:
    """A process in its term as the leader."""

    sender: str
    epoch: int


async def begin_freely() -> None:
    """Begin a request that nobody else could send."""


@dataclass(frozen=True, kw_only=True)
class ClaimedNotification:
    """A notification in flight, as its row stores it, the language of its reader, and the time of the claim. It is sent to `chat`, which belongs to `address`.

    `silent`: its reader is in their quiet hours. `late`: it is sent so long after `due_at` that the message says so.
    `begin` is called when its request is about to be made, and raises where it must not be.
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
    priority: int
    tries: int
    silent: bool
    late: bool = False
    begin: Callable[[], Awaitable[None]] = field(default=begin_freely, compare=False, repr=False)

    @property
    def at_most_once(self) -> bool:
        """Return whether it is not sent again where nobody knows whether it arrived."""
        return is_at_most_once(self.kind)


@dataclass(frozen=True)
class ClaimedBatch:
    """The notifications claimed at once. `more`: others may be due. `full`: the chats that may get no more of theirs now."""

    notifications: tuple[ClaimedNotification, ...] = ()
    more: bool = False
    full: frozenset[int] = frozenset()


Allowance = Callable[[int], int]
"""Returns how many notifications a chat may be sent now. It is asked in a writer's thread."""


def any_number(chat: int) -> int:
    """Return the allowance of a chat without a limit."""
    return SCAN_LIMIT


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
    session: Session,
    claimant: Claimant,
    now: datetime,
    results: Sequence[DeliveryResult],
    *,
    limit: int,
    zone: str,
    allowance: Allowance = any_number,
    full: Collection[int] = (),
) -> ClaimedBatch:
    """Acknowledge results and claim at most `limit` other notifications, by priority. locks: notification

    Of a chat no more are claimed than its `allowance`, and none of those that are known to be `full`: they stay as they are.
    The quiet hours of a person without a zone of their own are those of `zone`.
    """
    ack(session, claimant, now, results)
    if not limit:
        return ClaimedBatch()
    return claim(session, claimant, now, limit, zone=zone, allowance=allowance, full=full)


def claim(
    session: Session,
    claimant: Claimant,
    now: datetime,
    limit: int,
    *,
    zone: str,
    allowance: Allowance = any_number,
    full: Collection[int] = (),
) -> ClaimedBatch:
    """Claim notifications that are due. Those that are not to be sent now are postponed, or dropped with their reason. locks: notification"""
    connection = session.connection()
    scan_limit = limit
    decided = _decide(session, scan_limit, now, zone, full=full)
    sent, found_full = _within_allowance(decided, limit, allowance)
    if len(decided) == scan_limit and len(sent) < limit:
        scan_limit = max(limit, SCAN_LIMIT)
        decided = _decide(session, scan_limit, now, zone, full=full)
        sent, found_full = _within_allowance(decided, limit, allowance)
    _apply_waits_and_drops(session, decided, now)
    ids = {row.id for row, _ in sent}
    if sent:
        claiming = {"notifications": [*ids], "claimed_at": now, **_claimed_by(claimant)}
        ids = {*connection.execute(rows.CLAIM, claiming).scalars()}
    claimed = tuple(_claimed(row, step.silent, now) for row, step in sent if row.id in ids)
    more = len(decided) == scan_limit and len(claimed) == len(sent)
    return ClaimedBatch(claimed, more=more, full=found_full)


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

    In the quiet hours of its reader a booking is sent silently, a reminder only where it would be too late afterwards, a broadcast never. A kind that
    sounds in quiet hours is sent as at any hour.
    """
    if row.late_after and row.late_after < now:
        return DropNotification("too late")
    if row.address is None or row.unreachable_at:
        return DropNotification("unreachable")
    if row.muted:
        return DropNotification("stopped by its reader")
    ends = quiet_hours_end(now, QuietHours(row.quiet_from, row.quiet_until, row.zone or zone))
    if ends is None or sounds_in_quiet_hours(row.kind):
        return SendNotification()
    late = row.late_after is not None and row.late_after < ends
    if row.priority <= Priority.GENERAL or (row.priority == Priority.REMINDER and late):
        return SendNotification(silent=True)
    return WaitUntil(ends)


def has_work(session: Session, now: datetime, full: Collection[int] = ()) -> bool:
    """Return whether an outbox has anything to do: what is due, but for chats that are `full`, or what was left in flight."""
    return session.connection().execute(rows.HAS_WORK, {"now": now, "full": [*full]}).scalar_one()


def _decide(
    session: Session, limit: int, now: datetime, zone: str, *, full: Collection[int]
) -> list[tuple[Any, Decision]]:
    """Return the first rows that are due, each with the decision about it."""
    due = {"now": now, "limit": limit, "full": [*full]}
    found = session.connection().execute(rows.DUE_NOTIFICATIONS, due).all()
    return [(row, delivery_decision(row, now, zone)) for row in found]


def _within_allowance(
    decided: Sequence[tuple[Any, Decision]], limit: int, allowance: Allowance
) -> tuple[list[tuple[Any, SendNotification]], frozenset[int]]:
    """Return the first `limit` rows to send now, of each chat no more than its allowance, and the chats that had more."""
    sent, full, left = list[tuple[Any, SendNotification]](), set[int](), dict[int, int]()
    for row, step in decided:
        if len(sent) < limit and isinstance(step, SendNotification):
            left[row.chat] = left.get(row.chat, allowance(row.chat)) - 1
            if left[row.chat] < 0:
                full.add(row.chat)
            else:
                sent.append((row, step))
    return sent, frozenset(full)


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


def begin(
    session: Session,
    claimant: Claimant,
    now: datetime,
    results: Sequence[DeliveryResult],
    notifications: Sequence[int],
) -> set[int]:
    """Acknowledge results, then mark sends as begun; return those that this process may send. locks: notification"""
    ack(session, claimant, now, results)
    begun = {"notifications": notifications, "begun": now, **_claimed_by(claimant)}
    return {*session.connection().execute(rows.BEGIN, begun).scalars()}


def recover(session: Session, claimant: Claimant, now: datetime, results: Sequence[DeliveryResult]) -> None:
    """Acknowledge results, then queue again what this process claimed but never sent, and `reclaim_lost`. locks: notification

    Called while nothing of this process is in flight.
    """
    ack(session, claimant, now, results)
    session.connection().execute(rows.requeue_claimed_by(claimant.sender, claimant.epoch))
    reclaim_lost(session, claimant, now)


def ack(session: Session, claimant: Claimant, now: datetime, results: Sequence[DeliveryResult]) -> None:
    """Write the results of this process's notifications. An unreachable address gets nothing until its person writes from it again.

    What was dropped, since there was nothing to say, is as if it had not been queued where it is said once. locks: notification
    """
    if not results:
        return
    connection = session.connection()
    empty = [each.notification for each in results if each.status is DeliveryStatus.DROPPED]
    if empty:
        mine = _claimed_by(claimant)
        connection.execute(rows.GIVE_BACK, [{"notification": each, **mine} for each in empty])
    connection.execute(rows.ACKNOWLEDGE, [_ack_values(each, claimant, now) for each in results])
    for lost in (each for each in results if each.status is DeliveryStatus.UNREACHABLE):
        connection.execute(set_unreachable(lost.address, now))
        mark_changed(session, ("person", lost.person))


def _claimed_by(claimant: Claimant) -> dict[str, Any]:
    return {"claimed_by": claimant.sender, "claimed_epoch": claimant.epoch}


def _ack_values(result: DeliveryResult, claimant: Claimant, now: datetime) -> dict[str, Any]:
    return {
        **_claimed_by(claimant),
        "notification": result.notification,
        "to_state": result.status.value if result.status else NotificationState.QUEUED,
        "ended": now if result.status else None,
        "address": result.address if result.message else None,
        "message": result.message,
        "reason": result.reason[:200],
        "add_tries": int(result.counts_as_try),
        "send_at_later": result.retry_at,
    }


def reclaim_lost(session: Session, claimant: Claimant, now: datetime) -> None:
    """Queue again what leaders of earlier terms left in flight. What is sent at most once and was begun becomes unknown instead. locks: notification

    Whoever claimed it cannot begin it any more, even if that process lives.
    """
    connection = session.connection()
    unknown = {
        "state": DeliveryStatus.UNKNOWN.value,
        "ended_at": now,
        "reason": "in flight when Lorong stopped",
    }
    may_have_arrived = (
        col(Notification.kind).in_(at_most_once_kinds()),
        col(Notification.begun_at).is_not(None),
    )
    connection.execute(rows.reclaim(claimant.epoch, *may_have_arrived, **unknown))
    connection.execute(rows.reclaim(claimant.epoch, ~and_(*may_have_arrived), state=NotificationState.QUEUED))
