"""Subscribing to an alley: neighbours are notified of its market days beforehand. Their address is neither asked nor stored."""

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
    """An alley as shown to a neighbour. `since`: when they subscribed, None where they have not."""

    alley: int
    code: str
    name: str
    city: str
    zone: str
    since: datetime | None


def neighbourhood(session: Session, person: int, alley: int) -> Neighbourhood:
    """Return an alley as shown to this person. Raises AlleyUnknown."""
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
    """Return the alley of a link by its code, in either case, as `neighbourhood`. Raises LinkUnknown."""
    alley = session.exec(select(Alley.id).where(col(Alley.code) == code.upper())).first()
    if alley is None:
        raise LinkUnknown
    return neighbourhood(session, person, alley)


def subscribe(session: Session, person: int, alley: int, now: datetime) -> Neighbourhood:
    """Subscribe a person. Market days that are due already are notified at once, the others when they are due. Raises AlleyUnknown."""
    neighbourhood(session, person, alley)
    insert_once(session, Neighbour, person_id=person, alley_id=alley, since=now)
    mark_changed(session, "notification")
    return neighbourhood(session, person, alley)


def unsubscribe(session: Session, person: int, alley: int) -> Neighbourhood:
    """Unsubscribe a person and delete their queued digests. Raises AlleyUnknown. locks: notification"""
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
