"""Snoozing, finishing and muting reminders. Each works for any notification with the priority of reminders, by its own reader."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from market.notification.kind import (
    ReminderKind,
    UnreadableNotification,
    current_name,
    read_notification,
)
from market.notification.outbox import notify, withdraw
from market.notification.own_reminder_due import OwnReminderDue
from market.person import lock_unblocked_person
from market.quiet_hours import QuietHours, quiet_hours_end
from market.reminder.refusals import RemindersStopped, ReminderUnknown, SnoozePassed, SnoozeTooLate
from market.reminder.relevance import refuse_moved, useful_until
from market.reminder.repeat import repeat_subject
from market.reminder.snooze_choices import SnoozeDelay, snooze_choices, snooze_until
from storage.insert import insert_once
from storage.notification import Notification, NotificationState
from storage.person import Person
from storage.reminder import Mute
from storage.store import mark_changed

TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class ReceivedReminder:
    """A reminder that its reader received. `repeat_at`: when its repeat is sent, None where none is queued.

    `zone` is the reader's own, or else the market's; `stopped`: they muted its kind.
    """

    notification: int
    reminder: ReminderKind
    repeat_at: datetime | None
    stopped: bool
    zone: str


def reminded(session: Session, person: int, notification: int, zone: str) -> ReceivedReminder:
    """Return a reminder of this person. `zone` is the market's.

    Raises ReminderUnknown where it is another person's, is no reminder, or was purged.
    """
    row, reminder = _own_reminder(session, person, notification)
    reader = session.get_one(Person, person)
    here = reader.zone or zone
    waits = select(Notification).where(
        col(Notification.person_id) == person,
        col(Notification.kind) == row.kind,
        col(Notification.about) == repeat_subject(row.about, reminder.repeat_key()),
        col(Notification.state) == NotificationState.QUEUED,
    )
    repeat = session.exec(waits).first()
    return ReceivedReminder(
        notification=notification,
        reminder=reminder,
        repeat_at=_repeat_goes_out_at(repeat, _quiet_hours(reader, zone)) if repeat else None,
        stopped=session.get(Mute, (person, row.kind)) is not None,
        zone=here,
    )


def snooze_ways(session: Session, notification: int, zone: str) -> tuple[SnoozeDelay, ...]:
    """Return the delays that the reader can choose from when the reminder is sent: those before it is too late, or all for an own reminder.

    `zone` counts for a reader without a zone of their own.
    """
    row = session.get_one(Notification, notification)
    here = session.get_one(Person, row.person_id).zone or zone
    sent_at = row.claimed_at or row.send_at
    own = row.kind == OwnReminderDue.kind
    return snooze_choices(sent_at, sent_at + TWO_DAYS if own else _late_after(row), here)


def snooze(
    session: Session, person: int, notification: int, choice: SnoozeDelay, zone: str, now: datetime
) -> datetime:
    """Queue a repeat for the time that `choice` means in the reader's zone, in place of an earlier repeat; return when it is sent.

    `zone` is the market's. Raises Blocked, ReminderUnknown, RemindersStopped, SnoozePassed, ReminderMoved, SnoozeTooLate, and
    MarketDayEmpty where nothing of its market day is left. locks: person, notification
    """
    lock_unblocked_person(session, person)
    row, reminder = _own_reminder(session, person, notification)
    if session.get(Mute, (person, row.kind)):
        raise RemindersStopped
    reader = session.get_one(Person, person)
    here = reader.zone or zone
    due = snooze_until(choice, now, here)
    if due is None:
        raise SnoozePassed
    refuse_moved(session, reminder, row, here)
    late_after = useful_until(session, reminder, row, due, quiet_hours=_quiet_hours(reader, zone))
    if due >= late_after:
        raise SnoozeTooLate(late_after, here)
    about = repeat_subject(row.about, reminder.repeat_key())
    withdraw(session, person, type(reminder), about)
    notify(session, person, reminder, due, about=about, late_after=late_after)
    return goes_out_at(due, late_after, _quiet_hours(reader, zone))


def mark_done(session: Session, person: int, notification: int) -> None:
    """Withdraw its repeat: it is not sent again. Raises Blocked, ReminderUnknown. locks: person, notification"""
    lock_unblocked_person(session, person)
    row, reminder = _own_reminder(session, person, notification)
    withdraw(session, person, type(reminder), repeat_subject(row.about, reminder.repeat_key()))


def mute_kind(session: Session, person: int, notification: int, now: datetime) -> None:
    """Mute the kind of a reminder. What is queued stays, and the outbox drops it. Raises Blocked, ReminderUnknown. locks: person"""
    lock_unblocked_person(session, person)
    row, _ = _own_reminder(session, person, notification)
    insert_once(session, Mute, person_id=person, kind=row.kind, since=now)
    mark_changed(session, "notification")


def unmute(session: Session, person: int, kind: str) -> None:
    """Send reminders of this kind again. Nothing changes where they are sent. Raises Blocked. locks: person"""
    lock_unblocked_person(session, person)
    session.exec(delete(Mute).where(col(Mute.person_id) == person, col(Mute.kind) == current_name(kind)))
    mark_changed(session, "notification")


def goes_out_at(due: datetime, late_after: datetime, quiet_hours: QuietHours) -> datetime:
    """Return when a reminder that is due is sent: after the quiet hours, or at once where that would be too late."""
    end = quiet_hours_end(due, quiet_hours)
    return due if end is None or end > late_after else end


def _repeat_goes_out_at(notification: Notification, quiet_hours: QuietHours) -> datetime:
    return goes_out_at(notification.send_at, _late_after(notification), quiet_hours)


def _own_reminder(session: Session, person: int, notification: int) -> tuple[Notification, ReminderKind]:
    """Return the row of a reminder and what it stores. Raises ReminderUnknown, also where the payload cannot be read."""
    row = session.get(Notification, notification)
    if row is None or row.person_id != person:
        raise ReminderUnknown
    try:
        read = read_notification(row.kind, row.payload)
    except UnreadableNotification as error:
        raise ReminderUnknown from error
    if not isinstance(read, ReminderKind):
        raise ReminderUnknown
    return row, read


def _late_after(notification: Notification) -> datetime:
    assert notification.late_after is not None, "every reminder has a time after which it is too late"
    return notification.late_after


def _quiet_hours(reader: Person, zone: str) -> QuietHours:
    return QuietHours(reader.quiet_from, reader.quiet_until, reader.zone or zone)
