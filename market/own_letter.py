"""The letter that brings a reminder of one's own: written when it is set, written anew when it is changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.mailbox import Lane, take_back, write_letter
from market.rest import Rest, rest_end
from storage.letter import Letter
from storage.person import Person
from storage.reminder import Reminder

NOTICE, ABOUT = "OwnReminder", "reminder:"
COMING = ("queued", "sending")
LATE, LATE_IN_REST = timedelta(hours=12), timedelta(minutes=30)
"""What is too late before its person wakes does not wait for that: it goes at the time that they said."""


@dataclass(frozen=True)
class Coming:
    """A letter that has yet to come."""

    reminder: int
    about: str
    due_at: datetime


def late_after(at: datetime, rest: Rest) -> datetime:
    """From when on a letter that is to come at `at` is of no use: soon where its person rests, or it would wait until they wake."""
    return at + (LATE_IN_REST if rest_end(at, rest) else LATE)


def write(session: Session, row: Reminder) -> None:
    """For a reminder that is set. locks: letter"""
    person = session.get_one(Person, row.person_id)
    rest = Rest(person.rest_from, person.rest_until, person.zone or row.zone)
    write_letter(
        session,
        row.person_id,
        NOTICE,
        about=_about(row),
        facts={"reminder": row.id},
        lane=Lane.REMINDER,
        due_at=row.at,
        late_after=late_after(row.at, rest),
    )


def take_back_all(session: Session, row: Reminder) -> None:
    """What waits of a reminder, put off or not, does not come. locks: letter"""
    for letter in coming(session, row.person_id):
        if letter.reminder == row.id:
            take_back(session, row.person_id, NOTICE, letter.about)


def coming(session: Session, person: int) -> list[Coming]:
    """Letters of their own reminders that have yet to come, the next first."""
    rows = select(Letter.facts, Letter.about, Letter.due_at).where(
        col(Letter.person_id) == person, col(Letter.notice) == NOTICE, col(Letter.state).in_(COMING)
    )
    found = session.exec(rows.order_by(col(Letter.due_at), col(Letter.id))).all()
    return [Coming(facts["reminder"], about, due_at) for facts, about, due_at in found]


def _about(row: Reminder) -> str:
    return f"{ABOUT}{row.id}"
