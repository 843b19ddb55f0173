"""The outbox: notifications are stored in the transaction of the change they report, and sent when they are due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, literal, select
from sqlmodel import Session

from market.notification.kind import NotificationKind
from market.notification.priority import Priority
from storage import notification as rows
from storage.insert import insert_all_once, insert_of, insert_once, json_object
from storage.notification import Notification, NotificationState
from storage.param import param
from storage.store import mark_changed

QUEUED_NOTIFICATION = rows.queued_notification(param("person"), param("kind"), param("about"))
BACKLOG = rows.overdue_since([each for each in Priority if each != Priority.BROADCAST])
HELD_BACK = "held back after a restore"
"""The reason of a notification that was due when a backup was made, in the database that was restored from it."""
PURGE_LIMIT = 5000
"""Notifications deleted in one transaction at most, so that no other write waits long."""


class DeliveryStatus(StrEnum):
    """The final status of a notification."""

    SENT = NotificationState.SENT.value
    UNREACHABLE = NotificationState.UNREACHABLE.value
    FAILED = NotificationState.FAILED.value
    UNKNOWN = NotificationState.UNKNOWN.value
    DROPPED = NotificationState.DROPPED.value


def notify(
    session: Session,
    person_id: int,
    notification: NotificationKind,
    due_at: datetime,
    *,
    about: str,
    late_after: datetime | None = None,
    address: int | None = None,
    send_at: datetime | None = None,
    once: str | None = None,
) -> None:
    """Queue a notification to one person, to be sent at `due_at` and dropped after `late_after`, by default the kind's own rule.

    It is sent to an `address` of theirs, by default to the one they wrote from last. The same (person, kind, about, due_at) is queued once,
    and of one `once` nobody is queued two. What was due a while ago counts from `send_at`.
    """
    values = row_values(notification, due_at, about=about, late_after=late_after)
    more = {"address_id": address, "send_at": send_at, "once": once}
    given = {name: value for name, value in more.items() if value is not None}
    insert_once(session, Notification, **{"person_id": person_id, **values, **given})
    mark_changed(session, "notification")


def notify_once(
    session: Session,
    due: Select[*tuple[Any, ...]],
    notification: NotificationKind,
    *,
    about: str,
    once: str,
) -> int:
    """Queue a notification that was not written ahead to each person that `due` selects, in one INSERT ... SELECT; return how many are new.

    `due` has the columns person_id, due_at, send_at and late_after. Nobody is queued two of the same `once`, whenever they are due.
    """
    found, columns = due.subquery().c, Notification.__table__.c  # type: ignore[attr-defined]
    own = {name: found[name] for name in ("person_id", "due_at", "send_at", "late_after")}
    same = {
        "kind": notification.kind,
        "about": about,
        "once": once,
        "priority": int(notification.urgency()),
        "state": NotificationState.QUEUED,
        "reason": "",
        "tries": 0,
    }
    shared = [literal(value, columns[name].type) for name, value in same.items()]
    rows = select(*own.values(), *shared, json_object(session, notification.to_payload()))
    rows = rows.where(found.person_id.is_not(None))  # SQLite takes ON CONFLICT for a join without one
    insert = insert_of(session, Notification).from_select([*own, *same, "payload"], rows)
    new = insert.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    mark_changed(session, "notification")
    return session.connection().execute(new).rowcount


def notify_each(
    session: Session,
    people: Iterable[tuple[int, str, NotificationKind]],
    due_at: datetime,
    late_after: datetime | Mapping[str, datetime] | None = None,
) -> None:
    """Queue many notifications in one statement: for each person the subject and the notification. Otherwise as `notify`.

    `late_after` may differ by subject.
    """
    queued = [
        {
            "person_id": person,
            **row_values(
                notification,
                due_at,
                about=about,
                late_after=late_after[about] if isinstance(late_after, Mapping) else late_after,
            ),
        }
        for person, about, notification in people
    ]
    insert_all_once(session, Notification, queued)
    mark_changed(session, "notification")


def notify_selected(
    session: Session,
    people: Select[*tuple[Any, ...]],
    notification: NotificationKind,
    due_at: datetime,
    *,
    about: str = "",
    late_after: datetime | None = None,
) -> int:
    """Queue a notification to each person that a statement selects, in one INSERT ... SELECT; return how many are new.

    The columns of `people` behind its first, the person, replace the fields of their names, and one named "about" the subject. Otherwise as `notify`.
    """
    values = row_values(notification, due_at, about=about, late_after=late_after)
    person, *others = people.subquery().c
    own = {each.name: each for each in others}
    columns = Notification.__table__.c  # type: ignore[attr-defined]
    same = [
        own.pop("about") if name == "about" and "about" in own else literal(value, columns[name].type)
        for name, value in values.items()
        if name != "payload"
    ]
    payload = json_object(session, {**values.pop("payload"), **own})
    rows = select(person, *same, payload).where(person.is_not(None))
    insert = insert_of(session, Notification).from_select(["person_id", *values, "payload"], rows)
    once = insert.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    mark_changed(session, "notification")
    return session.connection().execute(once).rowcount


def row_values(
    notification: NotificationKind, due_at: datetime, *, about: str, late_after: datetime | None = None
) -> dict[str, Any]:
    """Return the columns of a queued row, all but its person. Raises ValueError where nothing says when it is too late."""
    late_after = late_after or notification.late_after(due_at)
    if late_after is None:
        raise ValueError(f"{notification.kind} has no rule of lateness: give late_after")
    return {
        "kind": notification.kind,
        "about": about,
        "payload": notification.to_payload(),
        "priority": int(notification.urgency()),
        "due_at": due_at,
        "send_at": due_at,
        "late_after": late_after,
        "state": NotificationState.QUEUED,
        "reason": "",
        "tries": 0,
    }


def withdraw(session: Session, person_id: int, kind: type[NotificationKind], about: str) -> None:
    """Delete the queued notifications of this kind and subject to one person."""
    session.connection().execute(rows.delete_queued(person_id, kind.kind, about))
    mark_changed(session, "notification")


def withdraw_all(session: Session, kind: type[NotificationKind], abouts: Sequence[str]) -> None:
    """Delete the queued notifications of this kind about any of these subjects, to anybody."""
    session.connection().execute(rows.delete_queued_about(abouts, kind.kind))
    mark_changed(session, "notification")


def is_queued(session: Session, person_id: int, kind: type[NotificationKind], about: str) -> bool:
    """Return whether a notification of this kind and subject is queued for one person."""
    asked = {"person": person_id, "kind": kind.kind, "about": about}
    return session.connection().execute(QUEUED_NOTIFICATION, asked).first() is not None


def purge(session: Session, now: datetime) -> int:
    """Delete notifications that ended a month ago, at most PURGE_LIMIT; return how many. locks: notification"""
    return session.connection().execute(rows.purge(now, PURGE_LIMIT)).rowcount


def hold_back_restored(session: Session, made_at: datetime, now: datetime) -> int:
    """Drop the personal notifications that were due when the backup was made that this database was restored from: they may have gone out since.

    Returns how many. Announcements are paused instead. locks: notification
    """
    dropped = {"state": DeliveryStatus.DROPPED.value, "reason": HELD_BACK, "ended_at": now}
    return sum(
        session.connection().execute(statement.values(**dropped)).rowcount
        for statement in rows.due_or_in_flight(made_at)
    )


@dataclass(frozen=True)
class Backlog:
    """The notifications that are due and not sent: since when (None: nothing is due), and how many."""

    since: datetime | None
    count: int


def backlog(session: Session, now: datetime) -> Backlog:
    """Return what is due of all but announcements, which take their time."""
    since, count = session.connection().execute(BACKLOG, {"now": now}).one()
    return Backlog(since, count)


def next_due(session: Session, since: datetime) -> tuple[datetime, str] | None:
    """Return the send time and the kind of the next notification after `since`."""
    row = session.connection().execute(rows.next_due(since)).first()
    return (row.send_at, row.kind) if row else None


def reader_of(session: Session, notification: int) -> int:
    """Return the person to whom a notification is."""
    return session.get_one(Notification, notification).person_id


def count_notifications(session: Session, person: int) -> int:
    """Return the number of stored notifications to this person, sent or not."""
    return session.connection().execute(rows.count_of(person)).scalar_one()
