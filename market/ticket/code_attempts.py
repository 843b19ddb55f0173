"""Wrong ticket codes: how many a person, and a stall with all who work for it, may try within an hour."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, select

from market.actor import Actor
from market.ticket.refusals import TooManyCodes
from market.ticket.scan import scanning_stalls
from storage.ticket import FailedCodeAttempt

MAX_OF_PERSON, MAX_OF_STALL, HOUR = 10, 100, timedelta(hours=1)


def refuse_guessing(session: Session, person: int, zone: str, now: datetime) -> None:
    """Refuse every code, also a right one, after too many wrong ones. Raises TooManyCodes, whose time is in `zone`."""
    stalls = scanning_stalls(session, person)[:1]
    limits = [(col(FailedCodeAttempt.person_id) == person, MAX_OF_PERSON)]
    limits += [(col(FailedCodeAttempt.stall_id) == stall, MAX_OF_STALL) for stall in stalls]
    for whose, maximum in limits:
        _refuse_after(session, whose, maximum, zone, now=now)


def count_failed_code(session: Session, actor: Actor, now: datetime) -> None:
    """Count a wrong code, and delete this person's that are older than an hour."""
    session.connection().execute(
        delete(FailedCodeAttempt).where(
            col(FailedCodeAttempt.person_id) == actor.person,
            col(FailedCodeAttempt.attempted_at) <= now - HOUR,
        )
    )
    stall = next(iter(scanning_stalls(session, actor.person)), None)
    session.add(FailedCodeAttempt(person_id=actor.person, stall_id=stall, attempted_at=now))


def _refuse_after(
    session: Session, condition: ColumnElement[bool], maximum: int, zone: str, now: datetime
) -> None:
    """Raises TooManyCodes, with the time at which there is room for one more."""
    newest = (
        select(FailedCodeAttempt.attempted_at)
        .where(condition, col(FailedCodeAttempt.attempted_at) > now - HOUR)
        .order_by(col(FailedCodeAttempt.attempted_at).desc())
        .limit(maximum)
    )
    times = session.exec(newest).all()
    if len(times) >= maximum:
        raise TooManyCodes(times[-1] + HOUR, zone)
