"""Refusing what cannot be done while an organiser's stop of the market day runs."""

from datetime import datetime

from sqlalchemy.orm import object_session
from sqlmodel import Session

from market.drop.facts import DropFacts
from market.drop.locked_item import LockedItem
from market.drop.refusals import MarketDayCalledOff, WaitsForRain
from storage.stop import Stop, StopKind


def refuse_stopped_item(locked: LockedItem) -> None:
    """Refuse a locked item of a drop that is stopped. Raises MarketDayCalledOff, WaitsForRain."""
    if locked.drop.stop_id is not None:
        session = object_session(locked.drop)
        assert isinstance(session, Session), "it was locked in a session"
        stop = session.get_one(Stop, locked.drop.stop_id)
        refuse_stop(stop.kind, stop.final_at, locked.alley.zone)


def refuse_stopped_drop(drop: DropFacts) -> None:
    """As `refuse_stopped_item`, for a drop as it was read."""
    if drop.stop_kind and drop.stop_until:
        refuse_stop(drop.stop_kind, drop.stop_until, drop.alley.zone)


def refuse_stop(kind: StopKind, until: datetime, zone: str) -> None:
    """Refuse what a stop of this kind holds up. `zone` is the alley's. Raises MarketDayCalledOff, WaitsForRain."""
    if kind == StopKind.CALLED_OFF:
        raise MarketDayCalledOff
    raise WaitsForRain(until, zone)
