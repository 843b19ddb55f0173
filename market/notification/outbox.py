"""The mailbox: letters written in the transaction of a change, to be sent when they are due."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlmodel import Session

from storage import notification as letters
from storage.insert import insert_all_once, insert_once
from storage.notification import Notification, NotificationState
from storage.param import param
from storage.store import mark_changed

QUEUED = {"state": NotificationState.QUEUED, "reason": "", "tries": 0}
QUEUED_NOTIFICATION = letters.queued_notification(param("person"), param("kind"), param("about"))


PURGE_LIMIT = 5000


class Priority(IntEnum):
    """Which letter goes first when the wire is full."""

    BOOKING = 1
    REMINDER = 2
    BROADCAST = 3


class DeliveryStatus(StrEnum):
    """What became of a letter."""

    SENT = NotificationState.SENT.value
    UNREACHABLE = NotificationState.UNREACHABLE.value
    FAILED = NotificationState.FAILED.value
    UNKNOWN = NotificationState.UNKNOWN.value
    DROPPED = NotificationState.DROPPED.value


def notify(
    session: Session,
    person: int,
    kind: str,
    *,
    about: str,
    payload: Mapping[str, Any],
    priority: Priority,
    due_at: datetime,
    late_after: datetime,
) -> None:
    """Tell `person` at `due_at`; after `late_after` it is not sent any more. The same (person, notice, about, due) is written once."""
    insert_once(
        session,
        Notification,
        person_id=person,
        kind=kind,
        about=about,
        payload=dict(payload),
        priority=int(priority),
        due_at=due_at,
        send_at=due_at,
        late_after=late_after,
        **QUEUED,
    )
    mark_changed(session, "notification")


def notify_each(
    session: Session,
    people: Iterable[tuple[int, str, Mapping[str, Any]]],
    kind: str,
    *,
    priority: Priority,
    due_at: datetime,
    late_after: datetime,
) -> None:
    """As `notify`, one to each of many, about something and with facts of their own, in one statement."""
    same = {
        "kind": kind,
        "priority": int(priority),
        "due_at": due_at,
        "send_at": due_at,
        "late_after": late_after,
    }
    rows = [
        {**same, "person_id": person, "about": about, "payload": dict(payload), **QUEUED}
        for person, about, payload in people
    ]
    insert_all_once(session, Notification, rows)
    mark_changed(session, "notification")


def withdraw(session: Session, person: int, kind: str, about: str) -> None:
    """Unwrite what still waits."""
    session.connection().execute(letters.delete_queued(person, kind, about))
    mark_changed(session, "notification")


def is_queued(session: Session, person: int, kind: str, about: str) -> bool:
    """Whether such a letter still waits."""
    asked = {"person": person, "kind": kind, "about": about}
    return session.connection().execute(QUEUED_NOTIFICATION, asked).first() is not None


def purge(session: Session, now: datetime) -> int:
    """Forget letters that ended a month ago, so many at most that nobody waits long; how many. locks: letter"""
    return session.connection().execute(letters.purge(now, PURGE_LIMIT)).rowcount


def next_due(session: Session, since: datetime) -> tuple[datetime, str] | None:
    """When the next letter is due after a moment, and which notice it is."""
    row = session.connection().execute(letters.next_due(since)).first()
    return (row.send_at, row.kind) if row else None


def count_notifications(session: Session, person: int) -> int:
    """How many letters to this person are kept, sent or not."""
    return session.connection().execute(letters.count_of(person)).scalar_one()
