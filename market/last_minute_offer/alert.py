"""The people who asked to hear of last-minute offers."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from market.alley import AlleyUnknown
from market.person import lock_unblocked_person
from storage.alley import Alley
from storage.last_minute_offer import LastMinuteAlert
from storage.person import Person


@dataclass(frozen=True)
class AlertChoice:
    """Whether a person hears of last-minute offers, and of which alley; None: of all."""

    on: bool
    alley: int | None = None


def alert_choice(session: Session, person: int) -> AlertChoice:
    """Return what a person chose; off where they never did."""
    row = session.get(LastMinuteAlert, person)
    return AlertChoice(on=False) if row is None or row.stopped_at else AlertChoice(True, row.alley_id)


def ask_for_last_minute_offers(session: Session, person: int, alley: int | None, now: datetime) -> None:
    """Let a person hear of last-minute offers in an alley, or in all. Raises Blocked, AlleyUnknown. locks: person"""
    lock_unblocked_person(session, person)
    if alley is not None:
        _refuse_closed(session, alley)
    row = session.get(LastMinuteAlert, person) or LastMinuteAlert(person_id=person, asked_at=now)
    row.alley_id, row.asked_at, row.stopped_at = alley, now, None
    session.add(row)


def _refuse_closed(session: Session, alley: int) -> None:
    row = session.get(Alley, alley)
    if row is None or row.closed_at is not None:
        raise AlleyUnknown


def stop_last_minute_offers(session: Session, person: int, now: datetime) -> None:
    """Let a person hear of no last-minute offer any more. That they were told tonight is kept, so that asking again tells them nothing twice. locks: person"""
    row = session.get(LastMinuteAlert, person, with_for_update={"key_share": True})
    if row is not None and row.stopped_at is None:
        row.stopped_at = now


def is_awake(session: Session, now: datetime, zone: str) -> ColumnElement[bool]:
    """Return the condition on a person that they are not in their quiet hours. Those of a person without a zone of their own are those of `zone`."""
    asked = select(Person.zone).where(col(Person.id).in_(select(LastMinuteAlert.person_id))).distinct()
    return or_(
        False, *(_is_awake_in(own, now.astimezone(ZoneInfo(own or zone))) for own in session.exec(asked))
    )


def _is_awake_in(zone: str, wall: datetime) -> ColumnElement[bool]:
    """Return the condition for the people of one zone, in which it is `wall`; `market.quiet_hours` has the rule for one person."""
    minute, start, end = wall.hour * 60 + wall.minute, col(Person.quiet_from), col(Person.quiet_until)
    in_one_day = and_(start <= end, or_(start > minute, end <= minute))
    over_midnight = and_(start > end, start > minute, end <= minute)
    return and_(col(Person.zone) == zone, or_(in_one_day, over_midnight))
