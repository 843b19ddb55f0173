"""Digests: the letters that tell neighbours what was noted. Which are missing is read off the letters there are, so that each is written once, in pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from market.mailbox import Lane, write_each
from market.neighbour.evening import BEFOREHAND, evenings
from market.neighbour.note import about, facts_of, noted, useful_until
from market.refusal import EveningGone, NotNeighbour
from storage.alley import Alley
from storage.letter import Letter
from storage.neighbour import Evening, Neighbour

NEAR, CHANGED = "EveningNear", "EveningChanged"
PIECE = 500
"""Letters that one transaction writes at most."""


@dataclass(frozen=True)
class Told:
    """An evening as a letter tells it. `stalls` 0: it does not take place; `late`: it was noted too late to be told beforehand."""

    day: date
    starts_at: datetime
    ends_at: datetime
    stalls: int
    late: bool


@dataclass(frozen=True)
class Digest:
    """`again`: they had a letter about this week before."""

    alley: int
    name: str
    city: str
    zone: str
    again: bool
    evenings: tuple[Told, ...]


def is_missing(session: Session, alley: int, now: datetime) -> bool:
    """Whether `write_digests` would write something."""
    return any(
        _missing(session, alley, week, rows, now, 1) for week, rows in noted(session, alley, now).items()
    )


def write_digests(session: Session, alley: int, contact: str, now: datetime) -> int:
    """Write to neighbours who lack what is noted, a piece at most; how many. `contact` is whom to turn to."""
    for week, rows in noted(session, alley, now).items():
        missing = _missing(session, alley, week, rows, now, PIECE)
        for notice, again in ((NEAR, False), (CHANGED, True)):
            people = [person for person, heard in missing if heard == again]
            facts = facts_of(rows, contact, now)
            write_each(
                session,
                [(person, about(alley, week), facts) for person in people],
                notice,
                lane=Lane.REMINDER,
                due_at=max(now, _told_at(rows)),
                late_after=useful_until(rows, now),
            )
        if missing:
            return len(missing)
    return 0


def digest(session: Session, letter: int, alley: int, week: date) -> Digest:
    """What a letter in hand tells: of what was noted, all that its reader has not heard of. Raises NotNeighbour, EveningGone."""
    row = session.get_one(Letter, letter)
    neighbour = session.get(Neighbour, (row.person_id, alley))
    if neighbour is None:
        raise NotNeighbour
    before = select(Letter).where(
        col(Letter.person_id) == row.person_id,
        col(Letter.about) == about(alley, week),
        col(Letter.state) == "sent",
        col(Letter.due_at) < row.due_at,
    )
    heard = session.exec(before.order_by(col(Letter.due_at).desc())).first()
    place = session.get_one(Alley, alley)
    found = _told(session, neighbour, place, week, heard, row.taken_at or row.send_at)
    if not found:
        raise EveningGone
    return Digest(alley, place.name, place.city, place.zone, heard is not None, found)


def _told(
    session: Session, reader: Neighbour, alley: Alley, week: date, heard: Letter | None, now: datetime
) -> tuple[Told, ...]:
    """Hours and stalls as they are now. Called off is what they knew of; who hears of this week for the first time need not know what has begun."""
    on = evenings(session, reader.alley_id, alley.zone, now)
    told = []
    for row in noted(session, reader.alley_id, now).get(week, []):
        found = on.get(row.day)
        new = row.told_at > heard.due_at if heard else row.starts_at > now
        if new and heard and not row.stalls and row.day.isoformat() in heard.facts["on"]:
            told.append(Told(row.day, row.starts_at, row.ends_at, 0, False))
        elif new and row.stalls and found:
            told.append(Told(row.day, found.starts_at, found.ends_at, found.stalls, _late(row, reader.since)))
    return tuple(told)


def _late(row: Evening, since: datetime) -> bool:
    """Not where they came to listen too late themselves."""
    return row.starts_at - row.told_at < BEFOREHAND <= row.starts_at - since


def _missing(
    session: Session, alley: int, week: date, rows: Sequence[Evening], now: datetime, most: int
) -> Sequence[tuple[int, bool]]:
    """Neighbours without a letter about how this week was last noted, and whether they had one before; by their ids."""
    heard = _has_letter(alley, week, col(Letter.state).in_(("sending", "sent")))
    people = select(Neighbour.person_id, heard).where(
        col(Neighbour.alley_id) == alley, ~_has_letter(alley, week, col(Letter.due_at) >= _told_at(rows))
    )
    if not any(row.stalls and row.starts_at > now for row in rows):
        people = people.where(heard)
    found = session.exec(people.order_by(col(Neighbour.person_id)).limit(most)).all()
    return [(person, bool(again)) for person, again in found]


def _has_letter(alley: int, week: date, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    theirs = select(Letter.person_id).where(col(Letter.about) == about(alley, week), condition)
    return col(Neighbour.person_id).in_(theirs)


def _told_at(rows: Sequence[Evening]) -> datetime:
    return max(row.told_at for row in rows)
