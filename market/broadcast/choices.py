"""The choices offered to an organiser who prepares a broadcast."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.drop.refusals import DropUnknown
from storage.alley import Alley
from storage.drop import Drop, DropState, DropTag, is_shown
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.stall import Stall


@dataclass(frozen=True)
class BroadcastChoice:
    """A choice with a name. `at` is the start of a drop."""

    id: int
    name: str
    at: datetime | None = None


@dataclass(frozen=True)
class MarketDayChoice:
    """A market day to choose, with the name of its alley."""

    id: int
    alley: str
    day: date


def tags_in_use(session: Session, actor: Actor) -> tuple[str, ...]:
    """Return the tags of visible drops, the most frequent first. Raises NotOrganiser."""
    require_organiser(session, actor)
    rows = select(DropTag.tag).join(Drop, col(Drop.id) == col(DropTag.drop_id))
    rows = rows.join(Stall, col(Stall.id) == col(Drop.stall_id)).where(is_shown()).group_by(col(DropTag.tag))
    return tuple(session.exec(rows.order_by(func.count().desc(), col(DropTag.tag))))


def coming_drops(session: Session, actor: Actor, now: datetime) -> tuple[BroadcastChoice, ...]:
    """Return the visible drops that are neither cancelled nor over, ordered by start. Raises NotOrganiser."""
    require_organiser(session, actor)
    rows = select(Drop.id, Drop.name, Drop.starts_at).join(Stall, col(Stall.id) == col(Drop.stall_id))
    ahead = is_shown(), col(Drop.state) != DropState.CANCELLED, col(Drop.ends_at) > now
    rows = rows.where(*ahead).order_by(col(Drop.starts_at), col(Drop.id))
    return tuple(BroadcastChoice(drop or 0, name, at) for drop, name, at in session.exec(rows))


def coming_drop(session: Session, actor: Actor, drop: int, now: datetime) -> BroadcastChoice:
    """Return one of `coming_drops`. Raises NotOrganiser, DropUnknown."""
    return DropUnknown.unless(
        next((one for one in coming_drops(session, actor, now) if one.id == drop), None)
    )


def coming_market_days(session: Session, actor: Actor, now: datetime) -> tuple[MarketDayChoice, ...]:
    """Return the market days with a stall that is not over, ordered by date and alley. Raises NotOrganiser."""
    require_organiser(session, actor)
    ahead = select(col(StallDay.market_day_id)).where(
        col(StallDay.state) == StallDayState.ON, col(StallDay.ends_at) > now
    )
    rows = (
        _market_days()
        .where(col(MarketDay.id).in_(ahead))
        .order_by(col(MarketDay.day), col(Alley.name), col(MarketDay.id))
    )
    return tuple(MarketDayChoice(*row) for row in session.connection().execute(rows))


def market_day_choice(session: Session, market_day: int) -> MarketDayChoice | None:
    """Return a market day, also one that is over; None for none."""
    found = session.connection().execute(_market_days().where(col(MarketDay.id) == market_day)).first()
    return MarketDayChoice(*found) if found else None


def _market_days() -> Select[*tuple[Any, ...]]:
    rows = select(col(MarketDay.id), col(Alley.name), col(MarketDay.day))
    return rows.join(Alley, col(Alley.id) == col(MarketDay.alley_id))


def coming_stalls(session: Session, actor: Actor, now: datetime) -> tuple[BroadcastChoice, ...]:
    """Return the stalls of `coming_drops`, ordered by name. Raises NotOrganiser."""
    require_organiser(session, actor)
    ahead = is_shown(), col(Drop.state) != DropState.CANCELLED, col(Drop.ends_at) > now
    rows = select(Stall.id, Stall.name).join(Drop, col(Drop.stall_id) == col(Stall.id)).where(*ahead)
    found = session.exec(rows.distinct().order_by(col(Stall.name), col(Stall.id)))
    return tuple(BroadcastChoice(stall or 0, name) for stall, name in found)
