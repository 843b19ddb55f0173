"""The heartbeat of the market, and the outages that its gaps show."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, Float, Select, func, select
from sqlmodel import Session, col

from storage.column import AUTOINCREMENT, PUBLIC, column
from storage.database_clock import read_database_seconds
from storage.row import Row

TOLERANCE = 60.0
"""Seconds without a heartbeat from which it is an outage; a restart for an update takes less."""


class Heartbeat(Row, table=True):
    """One row. `beat` is when the market was last open to people: this process ran, its database could be written and Telegram answered.

    It is in seconds of the database's clock, so that a market whose own clock is moved has no outage.
    """

    __tablename__ = "heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="heartbeat_alone"),)

    id: int = column(PUBLIC, primary_key=True, sa_column_kwargs={"autoincrement": False})
    beat: float = column(PUBLIC, sa_type=Float)


class Outage(Row, table=True):
    """A time in which the market was closed to people, by the market's clock. Drops up to `cursor` are credited, and at `credited_at` all were."""

    __tablename__ = "outage"
    __table_args__ = (CheckConstraint("began_at < ended_at", name="outage_hours"), AUTOINCREMENT)

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    began_at: datetime = column(PUBLIC)
    ended_at: datetime = column(PUBLIC, index=True)
    cursor: int = column(PUBLIC, default=0)
    credited_at: datetime | None = column(PUBLIC, default=None)


def seconds_since_beat(session: Session) -> float | None:
    """Return the seconds since the last heartbeat; None before the first."""
    beat = session.connection().execute(select(col(Heartbeat.beat))).scalar()
    return None if beat is None else read_database_seconds(session) - beat


def in_outage(session: Session) -> bool:
    """Return whether the market is closed to people now, or is not yet credited for a time in which it was."""
    silent_for = seconds_since_beat(session)
    if silent_for is None:
        return False
    return silent_for > TOLERANCE or session.connection().execute(uncredited()).first() is not None


def uncredited() -> Select[int | None]:
    """Return the first outage that is not credited."""
    open_outages = select(col(Outage.id)).where(col(Outage.credited_at).is_(None))
    return open_outages.order_by(col(Outage.id)).limit(1)


def was_away(session: Session, since: datetime, until: datetime) -> bool:
    """Return whether an outage overlaps these hours."""
    overlapping = select(func.count()).where(col(Outage.began_at) < until, col(Outage.ended_at) > since)
    return bool(session.connection().execute(overlapping).scalar_one())


def outage_around(session: Session, moment: datetime) -> Outage | None:
    """Return the outage that a moment fell into; None for none."""
    found = select(Outage).where(col(Outage.began_at) <= moment, col(Outage.ended_at) >= moment)
    return session.scalars(found.order_by(col(Outage.id).desc()).limit(1)).first()


def outages_between(
    session: Session, since: datetime, until: datetime
) -> Sequence[tuple[datetime, datetime]]:
    """Return the outages that overlap with a time, each from when to when."""
    rows = select(col(Outage.began_at), col(Outage.ended_at)).where(
        col(Outage.began_at) <= until, col(Outage.ended_at) >= since
    )
    return [(began_at, ended_at) for began_at, ended_at in session.connection().execute(rows)]
