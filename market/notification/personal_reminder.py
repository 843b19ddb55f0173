"""The letter that brings a reminder of one's own: written when it is set, written anew when it is changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.notification.outbox import Priority, notify, withdraw
from market.quiet_hours import QuietHours, quiet_hours_end
from storage.notification import Notification, NotificationState
from storage.person import Person
from storage.reminder import Reminder

OWN_REMINDER, ABOUT = "OwnReminder", "reminder:"
IN_FLIGHT = (NotificationState.QUEUED, NotificationState.SENDING)
LATE, LATE_IN_QUIET_HOURS = timedelta(hours=12), timedelta(minutes=30)
"""What is too late before its person wakes does not wait for that: it goes at the time that they said."""


@dataclass(frozen=True)
class QueuedReminder:
    """A letter that has yet to come."""

    reminder: int
    about: str
    due_at: datetime


def late_after(due_at: datetime, quiet_hours: QuietHours) -> datetime:
    """From when on a letter that is to come at `due_at` is of no use: soon where its person rests, or it would wait until they wake."""
    return due_at + (LATE_IN_QUIET_HOURS if quiet_hours_end(due_at, quiet_hours) else LATE)


def queue_reminder(session: Session, row: Reminder) -> None:
    """For a reminder that is set. locks: letter"""
    person = session.get_one(Person, row.person_id)
    quiet_hours = QuietHours(person.quiet_from, person.quiet_until, person.zone or row.zone)
    notify(
        session,
        row.person_id,
        OWN_REMINDER,
        about=_about(row),
        payload={"reminder": row.id},
        priority=Priority.REMINDER,
        due_at=row.at,
        late_after=late_after(row.at, quiet_hours),
    )


def withdraw_all(session: Session, row: Reminder) -> None:
    """What waits of a reminder, put off or not, does not come. locks: letter"""
    for notification in queued_reminders(session, row.person_id):
        if notification.reminder == row.id:
            withdraw(session, row.person_id, OWN_REMINDER, notification.about)


def queued_reminders(session: Session, person: int) -> list[QueuedReminder]:
    """Letters of their own reminders that have yet to come, the next first."""
    rows = select(Notification.payload, Notification.about, Notification.due_at).where(
        col(Notification.person_id) == person,
        col(Notification.kind) == OWN_REMINDER,
        col(Notification.state).in_(IN_FLIGHT),
    )
    found = session.exec(rows.order_by(col(Notification.due_at), col(Notification.id))).all()
    return [QueuedReminder(payload["reminder"], about, due_at) for payload, about, due_at in found]


def _about(row: Reminder) -> str:
    return f"{ABOUT}{row.id}"
