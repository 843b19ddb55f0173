"""A person's own reminders: a text and a time, once or again and again. A reminder is set, and sent as a notification."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast
from sqlmodel import Session, and_, col, delete, exists, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from locales.user_text import REMINDER
from market.notification.own_reminder_due import OwnReminderDue
from market.notification.personal_reminder import (
    ABOUT,
    IN_FLIGHT,
    queue_reminder,
    queued_reminders,
    withdraw_all,
)
from market.person import lock_people, lock_unblocked_person
from market.recurrence import Recurrence
from market.refusal import Refusal, WhenPassed
from market.reminder.refusals import ReminderUnknown
from market.text_checks import check_words, on_one_line
from storage.column import NOTIFICATION
from storage.notification import Notification
from storage.reminder import Reminder, ReminderState


@dataclass
class ReminderTooFar(Refusal):
    latest: date


@dataclass
class ReminderWordless(Refusal):
    pass


@dataclass
class TooManyReminders(Refusal):
    maximum: int


MAX_REMINDERS = 20
"""The longest text in characters, and the most reminders queued for one person."""

AHEAD = timedelta(days=366)

RemindAt = datetime | Recurrence
"""When to remind: once, or again and again."""


class PostponeStep(StrEnum):
    """The step by which a reminder is moved: an hour, or to the same time on the next day."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, kw_only=True)
class OwnReminder:
    """A person's own reminder. `zone` is the zone in which its time was read. The text of a draft may be empty, and its time `at` may be None.

    `comes_at`: when its notification is sent, another time than `at` where it was snoozed; None where none is queued.
    `repeats`: it goes on, and `at` is its next occurrence.
    """

    id: int
    words: str
    at: datetime | None
    zone: str
    state: ReminderState
    comes_at: datetime | None
    repeats: Recurrence | None = None


def draft_reminder(
    session: Session, person: int, words: str, remind_at: RemindAt | None, *, zone: str, now: datetime
) -> OwnReminder:
    """Store a draft with a text, a time or both. Nothing is queued yet.

    Raises Blocked, TooLong, WhenPassed, ReminderTooFar. locks: person
    """
    lock_unblocked_person(session, person)
    row = Reminder(person_id=person, words=_fit(words), at=now, zone=zone, made_at=now)
    if remind_at:
        _put_at(row, remind_at, zone, now)
    session.add(row)
    session.flush()
    return _facts(session, row)


def confirm_reminder(session: Session, person: int, reminder: int, now: datetime) -> OwnReminder:
    """Set a draft and queue its notification. A reminder that is set already does not change.

    Raises Blocked, ReminderUnknown, ReminderWordless, WhenPassed, TooManyReminders. locks: person, notification
    """
    row = _locked_reminder(session, person, reminder)
    if row.state == ReminderState.DRAFT:
        if not row.words:
            raise ReminderWordless
        _put_at(row, _recurrence(row) or row.at, row.zone, now)
        if len(waiting_reminders(session, person)) >= MAX_REMINDERS:
            raise TooManyReminders(MAX_REMINDERS)
        row.state = ReminderState.SET
        queue_reminder(session, row)
    return _facts(session, row)


def set_reminder(
    session: Session, person: int, words: str, remind_at: RemindAt | None, zone: str, now: datetime
) -> OwnReminder:
    """Store a reminder: set at once with its notification where it has a text and a time, else a draft.

    Raises Blocked, TooLong, WhenPassed, ReminderTooFar, TooManyReminders. locks: person, notification
    """
    drafted = draft_reminder(session, person, words, remind_at, zone=zone, now=now)
    return _set_if_complete(session, drafted, person, now)


def complete_reminder(
    session: Session,
    person: int,
    reminder: int,
    words: str,
    remind_at: RemindAt | None,
    zone: str,
    now: datetime,
) -> OwnReminder:
    """Change a reminder as `change_reminder` does, and set a draft that now has a text and a time.

    Raises Blocked, ReminderUnknown, TooLong, WhenPassed, ReminderTooFar, TooManyReminders. locks: person, notification
    """
    changed = change_reminder(session, person, reminder, words, remind_at=remind_at, zone=zone, now=now)
    return _set_if_complete(session, changed, person, now)


def change_reminder(
    session: Session,
    person: int,
    reminder: int,
    words: str,
    remind_at: RemindAt | None,
    zone: str,
    now: datetime,
) -> OwnReminder:
    """Change the text, the time (read in `zone`) or both; "" or None leaves it as it is. A queued notification moves with it.

    With a new time it repeats only where that says so.

    Raises Blocked, ReminderUnknown, TooLong, WhenPassed, ReminderTooFar. locks: person, notification
    """
    row = _locked_reminder(session, person, reminder)
    row.words = _fit(words) or row.words
    if remind_at:
        _move(session, row, remind_at, zone, now=now)
    return _facts(session, row)


def postpone_reminder(
    session: Session, person: int, reminder: int, step: PostponeStep, now: datetime
) -> OwnReminder:
    """Move a reminder an hour later, or to the same time on the next day. A queued notification moves with it.

    One that repeats does so at the later time from now on; of one for every day only the next occurrence can be a day later.

    Raises Blocked, ReminderUnknown, WhenPassed, ReminderTooFar. locks: person, notification
    """
    row = _locked_reminder(session, person, reminder)
    since = now if row.repeat_minute is None else max(row.at, now)
    _move(session, row, _later(row, step), row.zone, now=since)
    return _facts(session, row)


def undo_reminder(session: Session, person: int, reminder: int) -> bool:
    """Delete a reminder and its queued notification; return whether it was set. Raises Blocked, ReminderUnknown. locks: person, notification"""
    row = _locked_reminder(session, person, reminder)
    withdraw_all(session, row)
    session.delete(row)
    return row.state == ReminderState.SET


def own_reminder(session: Session, person: int, reminder: int) -> OwnReminder:
    """Return a reminder of this person. Raises ReminderUnknown where it is another person's or was deleted."""
    row = session.get(Reminder, reminder)
    if row is None or row.person_id != person:
        raise ReminderUnknown
    return _facts(session, row)


def reminder_of_notification(session: Session, reminder: int) -> OwnReminder:
    """Return the reminder for its notification. Raises ReminderUnknown where it was deleted."""
    row = session.get(Reminder, reminder)
    if row is None or row.state != ReminderState.SET:
        raise ReminderUnknown
    return _facts(session, row)


def waiting_reminders(session: Session, person: int) -> tuple[OwnReminder, ...]:
    """Return the reminders with a queued notification, the next first."""
    notifications = queued_reminders(session, person)
    rows = session.exec(
        select(Reminder).where(
            col(Reminder.id).in_([notification.reminder_id for notification in notifications])
        )
    )
    found = {row.id: row for row in rows}
    return tuple(
        _reminder_facts(row, notification.due_at)
        for notification in notifications
        if (row := found.pop(notification.reminder_id, None))
    )


def repeats_to_write(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the reminders that repeat and are due, so that their next occurrence must be written."""
    return tuple(reminder for reminder in session.exec(due_repeats(now)) if reminder is not None)


def due_repeats(now: datetime) -> SelectOfScalar[int | None]:
    """Return the ids of `repeats_to_write`."""
    return select(col(Reminder.id)).where(
        col(Reminder.repeat_minute).is_not(None),
        col(Reminder.state) == ReminderState.SET,
        col(Reminder.at) <= now,
    )


def write_next_occurrence(session: Session, reminder: int, now: datetime) -> None:
    """Queue the next occurrence of a reminder that repeats and is due, and the latest that was missed; those between are not sent.

    Nothing happens where another call has done it or the reminder was deleted. locks: person, notification
    """
    person = session.exec(select(Reminder.person_id).where(col(Reminder.id) == reminder)).first()
    if person is None:
        return
    lock_people(session, (person,))
    row = session.get(Reminder, reminder, populate_existing=True)
    recurrence = _recurrence(row) if row else None
    if row is None or recurrence is None or row.state != ReminderState.SET or row.at > now:
        return
    for due in (recurrence.latest(now, row.zone), recurrence.next_after(now, row.zone)):
        row.at = due
        queue_reminder(session, row)


def sweep_reminders(session: Session, now: datetime) -> int:
    """Delete reminders that were due, and drafts that were made, a month ago; return how many.

    A reminder with a queued notification stays, and so does one that repeats, however long nothing ran.
    """
    month = now - timedelta(days=NOTIFICATION.days or 0)
    over = or_(
        and_(
            col(Reminder.state) == ReminderState.SET,
            col(Reminder.at) < month,
            col(Reminder.repeat_minute).is_(None),
        ),
        (col(Reminder.state) == ReminderState.DRAFT) & (col(Reminder.made_at) < month),
    )
    about = ABOUT + cast(col(Reminder.id), String)
    ahead = exists().where(
        col(Notification.person_id) == col(Reminder.person_id),
        col(Notification.kind) == OwnReminderDue.kind,
        or_(col(Notification.about) == about, col(Notification.about).startswith(about + "/")),
        col(Notification.state).in_(IN_FLIGHT),
    )
    return session.exec(delete(Reminder).where(over, ~ahead)).rowcount


def _locked_reminder(session: Session, person: int, reminder: int) -> Reminder:
    """Lock the person and return the row of their reminder. Raises Blocked, ReminderUnknown. locks: person"""
    lock_unblocked_person(session, person)
    row = session.get(Reminder, reminder)
    if row is None or row.person_id != person:
        raise ReminderUnknown
    return row


def _set_if_complete(session: Session, reminder: OwnReminder, person: int, now: datetime) -> OwnReminder:
    if not reminder.words or reminder.at is None:
        return reminder
    return confirm_reminder(session, person, reminder.id, now)


def _fit(words: str) -> str:
    """Return the text as one line. Raises TooLong."""
    return check_words(on_one_line(words), REMINDER)


def _move(session: Session, row: Reminder, remind_at: RemindAt, zone: str, now: datetime) -> None:
    _put_at(row, remind_at, zone, now)
    if row.state == ReminderState.SET:
        withdraw_all(session, row)
        queue_reminder(session, row)


def _put_at(row: Reminder, remind_at: RemindAt, zone: str, now: datetime) -> None:
    """Set the time of a reminder, and whether it repeats. Raises WhenPassed, ReminderTooFar."""
    repeats = remind_at if isinstance(remind_at, Recurrence) else None
    due = remind_at.next_after(now, zone) if isinstance(remind_at, Recurrence) else remind_at
    if due <= now:
        raise WhenPassed(due, zone)
    if due > now + AHEAD:
        raise ReminderTooFar((now + AHEAD).astimezone(ZoneInfo(zone)).date())
    row.at, row.zone = due, zone
    row.repeat_minute = repeats.minute if repeats else None
    row.repeat_weekday = repeats.weekday if repeats else None


def _later(row: Reminder, step: PostponeStep) -> RemindAt:
    """Return the time of a reminder, or what it repeats at, an hour or a day later."""
    if recurrence := _recurrence(row):
        return recurrence.hour_later() if step is PostponeStep.HOUR else recurrence.day_later()
    if step is PostponeStep.HOUR:
        return row.at + timedelta(hours=1)
    return (row.at.astimezone(ZoneInfo(row.zone)) + timedelta(days=1)).astimezone(row.at.tzinfo)


def _recurrence(row: Reminder) -> Recurrence | None:
    if row.repeat_minute is None:
        return None
    return Recurrence(minute=row.repeat_minute, weekday=row.repeat_weekday)


def _facts(session: Session, row: Reminder) -> OwnReminder:
    session.flush()
    mine = (each.due_at for each in queued_reminders(session, row.person_id) if each.reminder_id == row.id)
    return _reminder_facts(row, next(mine, None))


def _reminder_facts(row: Reminder, comes_at: datetime | None) -> OwnReminder:
    assert row.id is not None
    remind_at = None if row.at == row.made_at else row.at
    return OwnReminder(
        id=row.id,
        words=row.words,
        at=remind_at,
        zone=row.zone,
        state=row.state,
        comes_at=comes_at,
        repeats=_recurrence(row),
    )
