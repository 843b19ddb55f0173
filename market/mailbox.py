"""The mailbox: letters written in the transaction of a change, taken by one sender when due, and what became of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from sqlmodel import Session

from storage import letter as letters
from storage.given import given
from storage.insert import insert_all_once, insert_once
from storage.letter import Letter
from storage.person import set_reachable
from storage.store import touch

QUEUED = {"state": "queued", "reason": "", "tries": 0}
WAITING = letters.waiting(given("person"), given("notice"), given("about"))


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


ORPHANED = timedelta(minutes=2)
"""A letter in a sender's hand longer than this has lost its sender: more than any request may take."""


@dataclass(frozen=True)
class Due:
    """A letter in a sender's hand, and the language of its reader."""

    id: int
    person: int
    notice: str
    facts: Mapping[str, Any]
    due_at: datetime
    language: str
    lane: int = Lane.BOOKING

    @property
    def once(self) -> bool:
        """Whether never is better than twice: so with an announcement, while a ticket is rather sent again."""
        return self.lane == Lane.BROADCAST


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


def take(session: Session, sender: str, now: datetime, most: int) -> tuple[Due, ...]:
    """Take at most `most` due letters in hand, first lane first; those too late are dropped. locks: letter"""
    connection = session.connection()
    connection.execute(letters.drop_late(now))
    rows = connection.execute(letters.due(now, most)).all()
    connection.execute(letters.hand_to(sender, [row.id for row in rows], now))
    return tuple(Due(*row) for row in rows)


def put_back(session: Session, letter: int, sender: str) -> None:
    """It was not sent, for certain: it waits again."""
    session.connection().execute(letters.end(letter, sender, state="queued"))


def finish(
    session: Session,
    letter: int,
    sender: str,
    fate: Fate,
    now: datetime,
    message: int | None = None,
    reason: str = "",
) -> None:
    """Say what became of a letter in this sender's hand. A reader who cannot be reached is not written to until they write again."""
    connection = session.connection()
    connection.execute(
        letters.end(letter, sender, state=fate.value, ended_at=now, message_id=message, reason=reason[:200])
    )
    if fate is Fate.UNREACHABLE:
        connection.execute(set_reachable(letters.reader(letter), now))


def purge(session: Session, now: datetime) -> int:
    """Forget letters that ended a month ago; how many. locks: letter"""
    return session.connection().execute(letters.purge(now)).rowcount


def orphans(session: Session, sender: str, now: datetime, alone: bool) -> None:
    """Letters whose sender is gone wait again, a ticket rather twice than never; what became of an announcement stays unknown.

    `alone`: no other sender lives; else one is gone whose letters are in hand too long. locks: letter
    """
    before = None if alone else now - ORPHANED
    connection = session.connection()
    unknown = {"state": Fate.UNKNOWN.value, "ended_at": now, "reason": "in flight when Lorong stopped"}
    connection.execute(letters.orphaned(sender, before, letters.announced(), **unknown))
    connection.execute(letters.orphaned(sender, before, ~letters.announced(), state="queued"))


def next_due(session: Session, after: datetime) -> tuple[datetime, str] | None:
    """When the next letter is due after a moment, and which notice it is."""
    row = session.connection().execute(letters.next_due(after)).first()
    return (row.due_at, row.notice) if row else None


def letters_kept(session: Session, person: int) -> int:
    """How many letters to this person are kept, sent or not."""
    return session.connection().execute(letters.count_of(person)).scalar_one()
