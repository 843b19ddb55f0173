"""The notification of a person's own reminder: queued when the reminder is set, and again when it is changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.notification.outbox import notify, withdraw
from market.notification.own_reminder_due import OwnReminderDue
from market.quiet_hours import QuietHours, quiet_hours_end
from storage.notification import Notification, NotificationState
from storage.person import Person
from storage.reminder import Reminder

ABOUT = "reminder:"
IN_FLIGHT = (NotificationState.QUEUED, NotificationState.SENDING)
LATE, LATE_IN_QUIET_HOURS = timedelta(hours=12), timedelta(minutes=30)
"""In quiet hours it may be at most 30 minutes late, so it is sent at the time that was set instead of after them."""


@dataclass(frozen=True)
class QueuedReminder:
    """A queued notification of a person's own reminder."""

    reminder_id: int
    about: str
    due_at: datetime


def late_after(due_at: datetime, quiet_hours: QuietHours) -> datetime:
    """Return the time after which an own reminder is too late: soon after `due_at` in quiet hours, else half a day."""
    return due_at + (LATE_IN_QUIET_HOURS if quiet_hours_end(due_at, quiet_hours) else LATE)


def queue_reminder(session: Session, row: Reminder) -> None:
    """Queue the notification of a reminder that is set. locks: notification"""
    person = session.get_one(Person, row.person_id)
    quiet_hours = QuietHours(person.quiet_from, person.quiet_until, person.zone or row.zone)
    notify(
        session,
        row.person_id,
        OwnReminderDue(reminder_id=row.id or 0),
        row.at,
        about=_about(row),
        late_after=late_after(row.at, quiet_hours),
    )


def is_repeating(session: Session, reminder: int) -> bool:
    """Return whether a reminder repeats; False where it was deleted."""
    row = session.get(Reminder, reminder)
    return row is not None and row.repeat_minute is not None


def withdraw_all(session: Session, row: Reminder) -> None:
    """Withdraw the queued notification of a reminder, also a snoozed one. locks: notification"""
    for notification in queued_reminders(session, row.person_id):
        if notification.reminder_id == row.id:
            withdraw(session, row.person_id, OwnReminderDue, notification.about)


def queued_reminders(session: Session, person: int) -> list[QueuedReminder]:
    """Return the queued notifications of a person's own reminders, the next first."""
    rows = select(Notification.payload, Notification.about, Notification.due_at).where(
        col(Notification.person_id) == person,
        col(Notification.kind) == OwnReminderDue.kind,
        col(Notification.state).in_(IN_FLIGHT),
    )
    found = session.exec(rows.order_by(col(Notification.due_at), col(Notification.id))).all()
    return [
        QueuedReminder(OwnReminderDue.read(payload).reminder_id, about, due_at)
        for payload, about, due_at in found
    ]


def _about(row: Reminder) -> str:
    return f"{ABOUT}{row.id}"
