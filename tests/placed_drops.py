"""Drops that tests add or change as rows: one that is no draft gets a stall day, as publishing would have given it one.

`tests/market/market_day` does without: there the market alone places drops.
"""

from typing import Any

from sqlalchemy import Connection, case, event, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite

from market.market_day.day import day_of
from storage.alley import Alley
from storage.drop import Drop, DropState
from storage.market_day import MarketDay, StallDay, StallDayState


def place_added_drops() -> None:
    """Let each drop that is added or changed without its stall day have that of its alley and start; a draft has none."""
    event.listen(Drop, "before_insert", place_new)
    event.listen(Drop, "before_update", place_changed)


def place_new(_mapper: object, connection: Connection, drop: Drop) -> None:
    if drop.state != DropState.DRAFT and drop.stall_day_id is None:
        _place(connection, drop)


def place_changed(_mapper: object, connection: Connection, drop: Drop) -> None:
    changed = {name for name in ("stall_day_id", "stall_id", "alley_id") if _differs(drop, name)}
    if drop.state == DropState.DRAFT:
        drop.stall_day_id = drop.placed_at = None
    elif drop.stall_day_id is None or (changed and "stall_day_id" not in changed):
        _place(connection, drop)


def _differs(drop: Drop, name: str) -> bool:
    return bool(inspect(drop).attrs[name].history.has_changes())


def _place(connection: Connection, drop: Drop) -> None:
    alleys, days, stall_days = Alley.__table__.c, MarketDay.__table__.c, StallDay.__table__.c
    zone = connection.execute(select(alleys.zone).where(alleys.id == drop.alley_id)).scalar()
    if zone is None:
        return  # the database refuses it
    place = {"alley_id": drop.alley_id, "day": day_of(drop.starts_at, zone)}
    _once(connection, MarketDay, **place, made_at=drop.created_at)
    of_alley = days.alley_id == place["alley_id"], days.day == place["day"]
    market_day = connection.execute(select(days.id).where(*of_alley)).scalar_one()
    hours = {"starts_at": drop.starts_at, "ends_at": drop.ends_at}
    shared = {"market_day_id": market_day, "stall_id": drop.stall_id}
    _once(connection, StallDay, **shared, **place, **hours, state=StallDayState.OFF, made_at=drop.created_at)
    of_stall = stall_days.market_day_id == market_day, stall_days.stall_id == drop.stall_id
    drop.stall_day_id = connection.execute(select(stall_days.id).where(*of_stall)).scalar_one()
    drop.placed_at = drop.created_at
    if drop.state != DropState.CANCELLED:
        _fit(connection, drop)


def _once(connection: Connection, table: type[Any], **values: Any) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), values)


def _fit(connection: Connection, drop: Drop) -> None:
    """Let the day be on, and last as long as the drops that are on."""
    row = StallDay.__table__.c
    off = row.state == StallDayState.OFF
    hours = {
        "starts_at": case((off | (row.starts_at > drop.starts_at), drop.starts_at), else_=row.starts_at),
        "ends_at": case((off | (row.ends_at < drop.ends_at), drop.ends_at), else_=row.ends_at),
    }
    connection.execute(
        update(StallDay).where(row.id == drop.stall_day_id).values(state=StallDayState.ON, **hours)
    )
