"""Putting a reminder off, being done with it, and wanting no more of its kind: of any letter in the lane of reminders, by its own reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from market.mailbox import Lane, take_back, write_letter
from market.own_letter import NOTICE as OWN
from market.person import lock_person
from market.refusal import RemindersStopped, ReminderUnknown, SnoozePassed, SnoozeTooLate
from market.reminder.later import choices, put_off
from market.reminder.matter import of_use_until, refuse_moved
from market.reminder.repeat import again
from market.rest import Rest, rest_end
from storage.insert import insert_once
from storage.letter import Letter
from storage.person import Person
from storage.reminder import Mute
from storage.store import touch

TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True)
class Reminded:
    """A reminder that its reader got. `again_at`: when its repeat goes out, None where none waits.

    `zone` is the reader's own, or else the market's; `stopped`: they want no more of these.
    """

    letter: int
    notice: str
    facts: Mapping[str, Any]
    again_at: datetime | None
    stopped: bool
    zone: str


def reminded(session: Session, person: int, letter: int, zone: str) -> Reminded:
    """`zone` is the market's. Raises ReminderUnknown where it is not this person's, no reminder, or forgotten by now."""
    row = _own(session, person, letter)
    reader = session.get_one(Person, person)
    here = reader.zone or zone
    waits = select(Letter).where(
        col(Letter.person_id) == person,
        col(Letter.notice) == row.notice,
        col(Letter.about) == again(row.about, row.facts),
        col(Letter.state) == "queued",
    )
    repeat = session.exec(waits).first()
    return Reminded(
        letter,
        row.notice,
        row.facts,
        _leaves(repeat, _rest(reader, zone)) if repeat else None,
        session.get(Mute, (person, row.notice)) is not None,
        here,
    )


def ways_of(session: Session, letter: int, zone: str) -> tuple[str, ...]:
    """How a letter can be put off by its reader from when it goes out, one's own reminder in any way; `zone` where they named none."""
    row = session.get_one(Letter, letter)
    here = session.get_one(Person, row.person_id).zone or zone
    left = row.taken_at or row.send_at
    return choices(left, left + TWO_DAYS if row.notice == OWN else _late_after(row), here)


def snooze(session: Session, person: int, letter: int, how: str, zone: str, now: datetime) -> datetime:
    """Write it again, to come as `how` says on the reader's wall; in place of a repeat that waits. When it comes.

    `zone` is the market's. Raises Banned, ReminderUnknown, RemindersStopped, SnoozePassed, ReminderMoved, SnoozeTooLate, and
    DropUnknown, DropCancelled, DropPaused where that is what became of its drop. locks: person, letter
    """
    lock_person(session, person)
    row = _own(session, person, letter)
    if session.get(Mute, (person, row.notice)):
        raise RemindersStopped
    reader = session.get_one(Person, person)
    here = reader.zone or zone
    due = put_off(how, now, here)
    if due is None:
        raise SnoozePassed
    refuse_moved(session, row, here)
    late_after = of_use_until(session, row, due, _rest(reader, zone))
    if due >= late_after:
        raise SnoozeTooLate(late_after, here)
    about = again(row.about, row.facts)
    take_back(session, person, row.notice, about)
    write_letter(
        session,
        person,
        row.notice,
        about=about,
        facts=row.facts,
        lane=Lane.REMINDER,
        due_at=due,
        late_after=late_after,
    )
    return leaves(due, late_after, _rest(reader, zone))


def mark_done(session: Session, person: int, letter: int) -> None:
    """It need not come again: what its reader put off is taken back. Raises Banned, ReminderUnknown. locks: person, letter"""
    lock_person(session, person)
    row = _own(session, person, letter)
    take_back(session, person, row.notice, again(row.about, row.facts))


def stop(session: Session, person: int, letter: int, now: datetime) -> None:
    """No more letters of its notice; what is written stays, and the mailbox drops it. Raises Banned, ReminderUnknown. locks: person"""
    lock_person(session, person)
    row = _own(session, person, letter)
    insert_once(session, Mute, person_id=person, notice=row.notice, since=now)
    touch(session, "letter")


def unmute(session: Session, person: int, notice: str) -> None:
    """Letters of this notice come again. Nothing changes where they do. Raises Banned. locks: person"""
    lock_person(session, person)
    session.exec(delete(Mute).where(col(Mute.person_id) == person, col(Mute.notice) == notice))
    touch(session, "letter")


def leaves(due: datetime, late_after: datetime, rest: Rest) -> datetime:
    """When a reminder that is due goes out: when rest is over, or at once where that would be too late."""
    end = rest_end(due, rest)
    return due if end is None or end > late_after else end


def _leaves(letter: Letter, rest: Rest) -> datetime:
    return leaves(letter.send_at, _late_after(letter), rest)


def _own(session: Session, person: int, letter: int) -> Letter:
    row = session.get(Letter, letter)
    if row is None or row.person_id != person or row.lane != Lane.REMINDER:
        raise ReminderUnknown
    return row


def _late_after(letter: Letter) -> datetime:
    assert letter.late_after is not None, "a reminder ends with its matter"
    return letter.late_after


def _rest(reader: Person, zone: str) -> Rest:
    return Rest(reader.rest_from, reader.rest_until, reader.zone or zone)
