"""Outages of a market day: organisers say when the power goes and when it is back, and the minutes are counted."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from market.actor import Actor, require_organiser
from market.alley import lock_organised_alley
from market.power.refusals import NoPowerCut, PowerCutRuns, PowerDayOver
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.power import PowerCut

HALF_DAY, MINUTE = timedelta(hours=12), timedelta(minutes=1)


@dataclass(frozen=True)
class CutFacts:
    """The whole minutes that a market day was without power, and since when it is, None while it has power."""

    minutes: int = 0
    since: datetime | None = None


def power_gone(session: Session, actor: Actor, market_day: int, now: datetime) -> None:
    """Note that the power of a market day is gone. Raises NotOrganiser, Blocked, AlleyUnknown, PowerDayOver, PowerCutRuns. locks: person, alley"""
    running, zone = _lock_running(session, actor, market_day)
    if running is not None:
        raise PowerCutRuns(running.began_at, zone)
    hours = select(func.min(col(StallDay.starts_at)), func.max(col(StallDay.ends_at))).where(
        col(StallDay.market_day_id) == market_day, col(StallDay.state) == StallDayState.ON
    )
    starts_at, ends_at = session.execute(hours).one()
    if starts_at is None or not starts_at - HALF_DAY <= now < ends_at:
        raise PowerDayOver
    session.add(PowerCut(market_day_id=market_day, began_at=now, began_by=actor.person))


def power_back(session: Session, actor: Actor, market_day: int, now: datetime) -> None:
    """Note that the power of a market day is back. An outage of less than a minute was noted by mistake and is deleted.

    Raises NotOrganiser, Blocked, AlleyUnknown, NoPowerCut. locks: person, alley
    """
    running, _ = _lock_running(session, actor, market_day)
    if running is None:
        raise NoPowerCut
    if now - running.began_at < MINUTE:
        session.delete(running)
    else:
        running.ended_at, running.ended_by = now, actor.person


def market_day_cuts(session: Session, actor: Actor, market_day: int, now: datetime) -> CutFacts:
    """Return the outages of a market day. Raises NotOrganiser."""
    require_organiser(session, actor)
    return cuts_of(session, [market_day], now).get(market_day, CutFacts())


def cuts_of(session: Session, market_days: Any, now: datetime) -> Mapping[int, CutFacts]:
    """Return the outages of those market days, by ids or a selection, that had one, between their first start and their last end.

    Only after a check of authority.
    """
    rows = (
        select(
            col(PowerCut.id),
            col(PowerCut.market_day_id),
            col(PowerCut.began_at),
            col(PowerCut.ended_at),
            func.min(col(StallDay.starts_at)).label("opens_at"),
            func.max(col(StallDay.ends_at)).label("closes_at"),
        )
        .join(StallDay, col(StallDay.market_day_id) == col(PowerCut.market_day_id))
        .where(col(PowerCut.market_day_id).in_(market_days), col(StallDay.state) == StallDayState.ON)
        .group_by(
            col(PowerCut.id), col(PowerCut.market_day_id), col(PowerCut.began_at), col(PowerCut.ended_at)
        )
    )
    dark, since = defaultdict[int, timedelta](timedelta), dict[int, datetime]()
    for row in session.execute(rows):
        began, ended = max(row.began_at, row.opens_at), min(row.ended_at or now, row.closes_at)
        dark[row.market_day_id] += max(ended - began, timedelta())
        if row.ended_at is None and now < row.closes_at:
            since[row.market_day_id] = row.began_at
    return {day: CutFacts(time // MINUTE, since.get(day)) for day, time in dark.items()}


def _lock_running(session: Session, actor: Actor, market_day: int) -> tuple[PowerCut | None, str]:
    """Lock the alley of a market day for an organiser, and return the outage that runs, and the alley's zone.

    Raises NotOrganiser, Blocked, AlleyUnknown. locks: person, alley
    """
    day = session.get(MarketDay, market_day)
    alley = lock_organised_alley(session, actor, day.alley_id if day else None)
    rows = select(PowerCut).where(col(PowerCut.market_day_id) == market_day, col(PowerCut.ended_at).is_(None))
    return session.scalars(rows).first(), alley.zone
