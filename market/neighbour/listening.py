"""Listening: who lives near an alley may ask to hear of its evenings beforehand. Where they live is not asked and not kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from market.neighbour.note import abouts
from market.refusal import AlleyUnknown, LinkUnknown
from storage.alley import Alley
from storage.insert import insert_once
from storage.letter import Letter
from storage.neighbour import Neighbour
from storage.store import touch


@dataclass(frozen=True)
class Neighbourhood:
    """An alley as one who lives near it sees it; `since` when they are told beforehand, None: they are not."""

    alley: int
    code: str
    name: str
    city: str
    zone: str
    since: datetime | None


def neighbourhood(session: Session, person: int, alley: int) -> Neighbourhood:
    """Raises AlleyUnknown."""
    row = session.get(Alley, alley)
    if row is None:
        raise AlleyUnknown
    own = session.get(Neighbour, (person, alley))
    return Neighbourhood(alley, row.code, row.name, row.city, row.zone, own.since if own else None)


def neighbourhood_by_code(session: Session, person: int, code: str) -> Neighbourhood:
    """As `neighbourhood`, by the code of its link, in either case. Raises LinkUnknown."""
    alley = session.exec(select(Alley.id).where(col(Alley.code) == code.upper())).first()
    if alley is None:
        raise LinkUnknown
    return neighbourhood(session, person, alley)


def listen(session: Session, person: int, alley: int, now: datetime) -> Neighbourhood:
    """From now on they are told; what is ahead by then is told them at once, or when it is due. Raises AlleyUnknown."""
    neighbourhood(session, person, alley)
    insert_once(session, Neighbour, person_id=person, alley_id=alley, since=now)
    touch(session, "letter")
    return neighbourhood(session, person, alley)


def stop_listening(session: Session, person: int, alley: int) -> Neighbourhood:
    """What waits for them is taken back. Raises AlleyUnknown. locks: letter"""
    own = col(Neighbour.person_id) == person, col(Neighbour.alley_id) == alley
    session.connection().execute(delete(Neighbour).where(*own))
    waits = col(Letter.person_id) == person, col(Letter.state) == "queued", abouts(alley)
    session.connection().execute(delete(Letter).where(*waits))
    touch(session, "letter")
    return neighbourhood(session, person, alley)
