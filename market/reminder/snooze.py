"""Putting a reminder off, being done with it, and wanting no more of its kind: of any letter in the lane of reminders, by its own reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from market.notification.outbox import Priority, notify, withdraw
from market.notification.personal_reminder import OWN_REMINDER as OWN
from market.person import lock_person
from market.quiet_hours import QuietHours, quiet_hours_end
from market.reminder.refusals import RemindersStopped, ReminderUnknown, SnoozePassed, SnoozeTooLate
from market.reminder.relevance import refuse_moved, useful_until
from market.reminder.repeat import repeat_subject
from market.reminder.snooze_choices import snooze_choices, snooze_until
from storage.insert import insert_once
from storage.notification import Notification, NotificationState
from storage.person import Person
from storage.reminder import Mute
from storage.store import mark_changed

TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class ReceivedReminder:
    """A reminder that its reader got. `repeat_at`: when its repeat goes out, None where none waits.

    `zone` is the reader's own, or else the market's; `stopped`: they want no more of these.
    """

    notification: int
    kind: str
    payload: Mapping[str, Any]
    repeat_at: datetime | None
    stopped: bool
    zone: str


def reminded(session: Session, person: int, notification: int, zone: str) -> ReceivedReminder:
    """`zone` is the market's. Raises ReminderUnknown where it is not this person's, no reminder, or forgotten by now."""
    row = _own_reminder_row(session, person, notification)
    reader = session.get_one(Person, person)
    here = reader.zone or zone
    waits = select(Notification).where(
        col(Notification.person_id) == person,
        col(Notification.kind) == row.kind,
        col(Notification.about) == repeat_subject(row.about, row.payload),
        col(Notification.state) == NotificationState.QUEUED,
    )
    repeat = session.exec(waits).first()
    return ReceivedReminder(
        notification=notification,
        kind=row.kind,
        payload=row.payload,
        repeat_at=_repeat_goes_out_at(repeat, _quiet_hours(reader, zone)) if repeat else None,
        stopped=session.get(Mute, (person, row.kind)) is not None,
        zone=here,
    )


def snooze_ways(session: Session, notification: int, zone: str) -> tuple[str, ...]:
    """How a letter can be put off by its reader from when it goes out, one's own reminder in any way; `zone` where they named none."""
    row = session.get_one(Notification, notification)
    here = session.get_one(Person, row.person_id).zone or zone
    left = row.claimed_at or row.send_at
    return snooze_choices(left, left + TWO_DAYS if row.kind == OWN else _late_after(row), here)


def snooze(
    session: Session, person: int, notification: int, choice: str, zone: str, now: datetime
) -> datetime:
    """Write it again, to come as `choice` says on the reader's wall; in place of a repeat that waits. When it comes.

    `zone` is the market's. Raises Banned, ReminderUnknown, RemindersStopped, SnoozePassed, ReminderMoved, SnoozeTooLate, and
    DropUnknown, DropCancelled, DropPaused where that is what became of its drop. locks: person, letter
    """
    lock_person(session, person)
    row = _own_reminder_row(session, person, notification)
    if session.get(Mute, (person, row.kind)):
        raise RemindersStopped
    reader = session.get_one(Person, person)
    here = reader.zone or zone
    due = snooze_until(choice, now, here)
    if due is None:
        raise SnoozePassed
    refuse_moved(session, row, here)
    late_after = useful_until(session, row, due, _quiet_hours(reader, zone))
    if due >= late_after:
        raise SnoozeTooLate(late_after, here)
    about = repeat_subject(row.about, row.payload)
    withdraw(session, person, row.kind, about)
    notify(
        session,
        person,
        row.kind,
        about=about,
        payload=row.payload,
        priority=Priority.REMINDER,
        due_at=due,
        late_after=late_after,
    )
    return goes_out_at(due, late_after, _quiet_hours(reader, zone))


def mark_done(session: Session, person: int, notification: int) -> None:
    """It need not come again: what its reader put off is taken back. Raises Banned, ReminderUnknown. locks: person, letter"""
    lock_person(session, person)
    row = _own_reminder_row(session, person, notification)
    withdraw(session, person, row.kind, repeat_subject(row.about, row.payload))


def mute_kind(session: Session, person: int, notification: int, now: datetime) -> None:
    """No more letters of its notice; what is written stays, and the mailbox drops it. Raises Banned, ReminderUnknown. locks: person"""
    lock_person(session, person)
    row = _own_reminder_row(session, person, notification)
    insert_once(session, Mute, person_id=person, kind=row.kind, since=now)
    mark_changed(session, "notification")


def unmute(session: Session, person: int, kind: str) -> None:
    """Letters of this notice come again. Nothing changes where they do. Raises Banned. locks: person"""
    lock_person(session, person)
    session.exec(delete(Mute).where(col(Mute.person_id) == person, col(Mute.kind) == kind))
    mark_changed(session, "notification")


def goes_out_at(due: datetime, late_after: datetime, quiet_hours: QuietHours) -> datetime:
    """When a reminder that is due goes out: when rest is over, or at once where that would be too late."""
    end = quiet_hours_end(due, quiet_hours)
    return due if end is None or end > late_after else end


def _repeat_goes_out_at(notification: Notification, quiet_hours: QuietHours) -> datetime:
    return goes_out_at(notification.send_at, _late_after(notification), quiet_hours)


def _own_reminder_row(session: Session, person: int, notification: int) -> Notification:
    row = session.get(Notification, notification)
    if row is None or row.person_id != person or row.priority != Priority.REMINDER:
        raise ReminderUnknown
    return row


def _late_after(notification: Notification) -> datetime:
    assert notification.late_after is not None, "a reminder ends with its matter"
    return notification.late_after


def _quiet_hours(reader: Person, zone: str) -> QuietHours:
    return QuietHours(reader.quiet_from, reader.quiet_until, reader.zone or zone)
