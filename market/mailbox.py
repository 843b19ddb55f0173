"""The mailbox: letters written in the transaction of a change, to be sent when they are due."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlmodel import Session

from storage import letter as letters
from storage.given import given
from storage.insert import insert_all_once, insert_once
from storage.letter import Letter
from storage.store import touch

QUEUED = {"state": "queued", "reason": "", "tries": 0}
WAITING = letters.waiting(given("person"), given("notice"), given("about"))


PURGED = 5000


class Lane(IntEnum):
    """Which letter goes first when the wire is full."""

    BOOKING = 1
    REMINDER = 2
    BROADCAST = 3


class Fate(StrEnum):
    """What became of a letter."""

    SENT = "sent"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


def write_letter(
    session: Session,
    person: int,
    notice: str,
    *,
    about: str,
    facts: Mapping[str, Any],
    lane: Lane,
    due_at: datetime,
    late_after: datetime,
) -> None:
    """Tell `person` at `due_at`; after `late_after` it is not sent any more. The same (person, notice, about, due) is written once."""
    insert_once(
        session,
        Letter,
        person_id=person,
        notice=notice,
        about=about,
        facts=dict(facts),
        lane=int(lane),
        due_at=due_at,
        send_at=due_at,
        late_after=late_after,
        **QUEUED,
    )
    touch(session, "letter")


def write_each(
    session: Session,
    people: Iterable[tuple[int, str, Mapping[str, Any]]],
    notice: str,
    *,
    lane: Lane,
    due_at: datetime,
    late_after: datetime,
) -> None:
    """As `write_letter`, one to each of many, about something and with facts of their own, in one statement."""
    same = {
        "notice": notice,
        "lane": int(lane),
        "due_at": due_at,
        "send_at": due_at,
        "late_after": late_after,
    }
    rows = [
        {**same, "person_id": person, "about": about, "facts": dict(facts), **QUEUED}
        for person, about, facts in people
    ]
    insert_all_once(session, Letter, rows)
    touch(session, "letter")


def take_back(session: Session, person: int, notice: str, about: str) -> None:
    """Unwrite what still waits."""
    session.connection().execute(letters.unwrite(person, notice, about))
    touch(session, "letter")


def is_written(session: Session, person: int, notice: str, about: str) -> bool:
    """Whether such a letter still waits."""
    asked = {"person": person, "notice": notice, "about": about}
    return session.connection().execute(WAITING, asked).first() is not None


def purge(session: Session, now: datetime) -> int:
    """Forget letters that ended a month ago, so many at most that nobody waits long; how many. locks: letter"""
    return session.connection().execute(letters.purge(now, PURGED)).rowcount


def next_due(session: Session, after: datetime) -> tuple[datetime, str] | None:
    """When the next letter is due after a moment, and which notice it is."""
    row = session.connection().execute(letters.next_due(after)).first()
    return (row.send_at, row.notice) if row else None


def letters_kept(session: Session, person: int) -> int:
    """How many letters to this person are kept, sent or not."""
    return session.connection().execute(letters.count_of(person)).scalar_one()
