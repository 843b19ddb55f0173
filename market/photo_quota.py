"""Photos that people send: who may, and how many of a stall are read and stored in a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, or_, select

from market.actor import Actor, Right, has_right, is_organiser
from market.person import lock_unblocked_person
from market.refusal import Refusal
from storage.insert import insert_once
from storage.picture import ReceivedPhoto
from storage.stall import Stall, StallApproval

MAX_OF_STALL, MAX_OF_PERSON, DAY = 60, 20, timedelta(days=1)


@dataclass
class TooManyPhotos(Refusal):
    """The quota of a day is used up; there is room for one more at `again`."""

    again: datetime
    zone: str


def may_post(session: Session, actor: Actor) -> bool:
    """Return whether photos of this person are looked at unasked: as staff who post or scan at a stall that was not turned down, or as organiser."""
    return _stall_of(session, actor.person) is not None or is_organiser(session, actor)


def count_photo(session: Session, actor: Actor, update: int, zone: str, now: datetime) -> None:
    """Count the photo of an update, once, before it is downloaded: 60 a day of a stall, 20 of a person without one.

    Raises Blocked; TooManyPhotos, whose time is in `zone`. locks: person
    """
    lock_unblocked_person(session, actor.person)
    stall = _stall_of(session, actor.person)
    if not insert_once(
        session, ReceivedPhoto, update_id=update, person_id=actor.person, stall_id=stall, received_at=now
    ):
        return
    whose = col(ReceivedPhoto.stall_id) == stall if stall else col(ReceivedPhoto.person_id) == actor.person
    _refuse_after(session, whose, MAX_OF_STALL if stall else MAX_OF_PERSON, zone, now=now)


def sweep_photo_counts(session: Session, now: datetime) -> None:
    """Delete counts older than a day."""
    session.connection().execute(delete(ReceivedPhoto).where(col(ReceivedPhoto.received_at) <= now - DAY))


def _refuse_after(
    session: Session, condition: ColumnElement[bool], maximum: int, zone: str, now: datetime
) -> None:
    newest = (
        select(ReceivedPhoto.received_at)
        .where(condition, col(ReceivedPhoto.received_at) > now - DAY)
        .order_by(col(ReceivedPhoto.received_at).desc())
        .limit(maximum + 1)
    )
    times = session.exec(newest).all()
    if len(times) > maximum:
        raise TooManyPhotos(times[-1] + DAY, zone)


def _stall_of(session: Session, person: int) -> int | None:
    works = or_(has_right(person, Right.STOCK), has_right(person, Right.SCAN))
    rows = select(Stall.id).where(works, col(Stall.state) != StallApproval.TURNED_DOWN)
    own_first = (col(Stall.owner_id) == person).desc()
    return session.exec(rows.order_by(own_first, col(Stall.id)).limit(1)).first()
