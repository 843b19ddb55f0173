"""Listening: who lives near an alley may ask to hear of its evenings beforehand. Where they live is not asked and not kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from market.alley import AlleyUnknown
from market.neighbour.record_market_days import digest_subjects
from market.refusal import LinkUnknown
from storage.alley import Alley
from storage.insert import insert_once
from storage.neighbour import Neighbour
from storage.notification import Notification, NotificationState
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
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
    neighbour = session.get(Neighbour, (person, alley))
    return Neighbourhood(
        alley=alley,
        code=row.code,
        name=row.name,
        city=row.city,
        zone=row.zone,
        since=neighbour.since if neighbour else None,
    )


def neighbourhood_by_code(session: Session, person: int, code: str) -> Neighbourhood:
    """As `neighbourhood`, by the code of its link, in either case. Raises LinkUnknown."""
    alley = session.exec(select(Alley.id).where(col(Alley.code) == code.upper())).first()
    if alley is None:
        raise LinkUnknown
    return neighbourhood(session, person, alley)


def subscribe(session: Session, person: int, alley: int, now: datetime) -> Neighbourhood:
    """From now on they are told; what is ahead by then is told them at once, or when it is due. Raises AlleyUnknown."""
    neighbourhood(session, person, alley)
    insert_once(session, Neighbour, person_id=person, alley_id=alley, since=now)
    mark_changed(session, "notification")
    return neighbourhood(session, person, alley)


def unsubscribe(session: Session, person: int, alley: int) -> Neighbourhood:
    """What waits for them is taken back. Raises AlleyUnknown. locks: letter"""
    neighbour = col(Neighbour.person_id) == person, col(Neighbour.alley_id) == alley
    session.connection().execute(delete(Neighbour).where(*neighbour))
    waits = (
        col(Notification.person_id) == person,
        col(Notification.state) == NotificationState.QUEUED,
        digest_subjects(alley),
    )
    session.connection().execute(delete(Notification).where(*waits))
    mark_changed(session, "notification")
    return neighbourhood(session, person, alley)
