"""Reminders of one's own: a person's words and a moment, drafted when they were read, set by a tap, carried from there by a letter."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast
from sqlmodel import Session, col, delete, exists, or_, select

from market.own_letter import ABOUT, COMING, NOTICE, coming, take_back_all, write
from market.person import lock_person
from market.refusal import (
    ButtonForged,
    ReminderTooFar,
    ReminderUnknown,
    ReminderWordless,
    TooLong,
    TooManyReminders,
    WhenPassed,
)
from market.stall import on_one_line
from storage.column import LETTER
from storage.letter import Letter
from storage.reminder import Reminder

LONGEST, MOST = 200, 20
"""Signs of its words; those that wait for one person."""

AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class OwnReminder:
    """`zone`: by which clock `at` was read; a draft may lack its words or, `at` being None, its moment.

    `comes_at`: when its letter comes, later than `at` where it was put off; None where none waits.
    """

    id: int
    words: str
    at: datetime | None
    zone: str
    state: str
    comes_at: datetime | None


def draft_reminder(
    session: Session, person: int, words: str, at: datetime | None, zone: str, now: datetime
) -> OwnReminder:
    """Keep what was read, the words or the moment or both; nothing comes of it yet.

    Raises Banned, TooLong, WhenPassed, ReminderTooFar. locks: person
    """
    lock_person(session, person)
    due = _ahead(at, zone, now) if at else now
    row = Reminder(person_id=person, words=_fit(words), at=due, zone=zone, made_at=now)
    session.add(row)
    session.flush()
    return _facts(session, row)


def confirm_reminder(session: Session, person: int, reminder: int, now: datetime) -> OwnReminder:
    """Write its letter; one that is set already stays as it is.

    Raises Banned, ReminderUnknown, ReminderWordless, WhenPassed, TooManyReminders. locks: person, letter
    """
    row = _own(session, person, reminder)
    if row.state == "draft":
        if not row.words:
            raise ReminderWordless
        _ahead(row.at, row.zone, now)
        if len(coming(session, person)) >= MOST:
            raise TooManyReminders(MOST)
        row.state = "set"
        write(session, row)
    return _facts(session, row)


def change_reminder(
    session: Session, person: int, reminder: int, words: str, at: datetime | None, zone: str, now: datetime
) -> OwnReminder:
    """Other words, another moment read in `zone`, or both; what is "" or None stays. A letter that waits follows.

    Raises Banned, ReminderUnknown, TooLong, WhenPassed, ReminderTooFar. locks: person, letter
    """
    row = _own(session, person, reminder)
    row.words = _fit(words) or row.words
    if at:
        _move(session, row, at, zone, now)
    return _facts(session, row)


def later_reminder(session: Session, person: int, reminder: int, by: str, now: datetime) -> OwnReminder:
    """An hour later ("hour"), or at the same time on the next day ("day"). Its letter follows.

    Raises Banned, ReminderUnknown, ButtonForged, WhenPassed, ReminderTooFar. locks: person, letter
    """
    row = _own(session, person, reminder)
    if by not in ("hour", "day"):
        raise ButtonForged
    wall = row.at.astimezone(ZoneInfo(row.zone))
    later = row.at + timedelta(hours=1) if by == "hour" else wall + timedelta(days=1)
    _move(session, row, later.astimezone(row.at.tzinfo), row.zone, now)
    return _facts(session, row)


def undo_reminder(session: Session, person: int, reminder: int) -> bool:
    """Throw it away, with its letter; whether it was set. Raises Banned, ReminderUnknown. locks: person, letter"""
    row = _own(session, person, reminder)
    take_back_all(session, row)
    session.delete(row)
    return row.state == "set"


def own_reminder(session: Session, person: int, reminder: int) -> OwnReminder:
    """Raises ReminderUnknown where it is not this person's, or not there any more."""
    row = session.get(Reminder, reminder)
    if row is None or row.person_id != person:
        raise ReminderUnknown
    return _facts(session, row)


def reminder_of_letter(session: Session, reminder: int) -> OwnReminder:
    """The reminder that a letter brings. Raises ReminderUnknown where it was taken back."""
    row = session.get(Reminder, reminder)
    if row is None or row.state != "set":
        raise ReminderUnknown
    return _facts(session, row)


def waiting_reminders(session: Session, person: int) -> tuple[OwnReminder, ...]:
    """Those whose letter has yet to come, the next first."""
    letters = coming(session, person)
    rows = session.exec(select(Reminder).where(col(Reminder.id).in_([letter.reminder for letter in letters])))
    found = {row.id: row for row in rows}
    return tuple(
        _told(found[letter.reminder], letter.due_at) for letter in letters if letter.reminder in found
    )


def sweep_reminders(session: Session, now: datetime) -> int:
    """Forget those whose moment, and drafts whose making, is a month ago; how many. One that was put off again stays until it has come."""
    month = now - timedelta(days=LETTER.days or 0)
    over = or_(
        (col(Reminder.state) == "set") & (col(Reminder.at) < month),
        (col(Reminder.state) == "draft") & (col(Reminder.made_at) < month),
    )
    about = ABOUT + cast(col(Reminder.id), String)
    ahead = exists().where(
        col(Letter.person_id) == col(Reminder.person_id),
        col(Letter.notice) == NOTICE,
        or_(col(Letter.about) == about, col(Letter.about).startswith(about + "/")),
        col(Letter.state).in_(COMING),
    )
    return session.exec(delete(Reminder).where(over, ~ahead)).rowcount


def _own(session: Session, person: int, reminder: int) -> Reminder:
    """Its row, with its person locked. Raises Banned, ReminderUnknown. locks: person"""
    lock_person(session, person)
    row = session.get(Reminder, reminder)
    if row is None or row.person_id != person:
        raise ReminderUnknown
    return row


def _fit(words: str) -> str:
    """On one line. Raises TooLong."""
    line = on_one_line(words)
    if len(line) > LONGEST:
        raise TooLong(len(line), LONGEST)
    return line


def _ahead(at: datetime, zone: str, now: datetime) -> datetime:
    """Raises WhenPassed, ReminderTooFar."""
    if at <= now:
        raise WhenPassed(at, zone)
    if at > now + AHEAD:
        raise ReminderTooFar((now + AHEAD).astimezone(ZoneInfo(zone)).date())
    return at


def _move(session: Session, row: Reminder, at: datetime, zone: str, now: datetime) -> None:
    row.at, row.zone = _ahead(at, zone, now), zone
    if row.state == "set":
        take_back_all(session, row)
        write(session, row)


def _facts(session: Session, row: Reminder) -> OwnReminder:
    session.flush()
    mine = (each.due_at for each in coming(session, row.person_id) if each.reminder == row.id)
    return _told(row, next(mine, None))


def _told(row: Reminder, comes_at: datetime | None) -> OwnReminder:
    assert row.id is not None
    at = None if row.at == row.made_at else row.at
    return OwnReminder(row.id, row.words, at, row.zone, row.state, comes_at)
