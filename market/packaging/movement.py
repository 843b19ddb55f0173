"""Moving units: the stock and the movement that explains it are written together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.packaging.refusals import AssetElsewhere, PackagingMovedOn, TooFewUnits
from storage.insert import insert_once
from storage.packaging import (
    MovementReason,
    PackagingAsset,
    PackagingMovement,
    PackagingPlace,
    PackagingState,
    PackagingStock,
    PackagingType,
    PlaceKind,
)


@dataclass(frozen=True)
class StockPoint:
    """A place, by its row, and a state in it."""

    place: int
    state: PackagingState


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why and when units moved, and by whom: None for the system. `scan`, `haul` and `wash` are rows of these."""

    reason: MovementReason
    by: int | None
    at: datetime
    scan: int | None = None
    haul: int | None = None
    wash: int | None = None
    reverses: int | None = None


@dataclass(frozen=True, kw_only=True)
class Route:
    """From one point to another; None is outside of the books. An asset moves alone."""

    source: StockPoint | None
    target: StockPoint | None
    asset: int | None = None


def move_units(session: Session, packaging: PackagingType, units: int, *, route: Route, cause: Cause) -> None:
    """Move units, all or none. Raises TooFewUnits, AssetElsewhere. locks: asset, stock"""
    session.flush()
    if route.asset is not None:
        _move_asset(session, packaging, route, route.asset)
    _lock_stock(session, packaging, route)
    if route.source:
        _take(session, packaging, units, route.source, tagged=route.asset is not None)
    if route.target:
        _add(session, packaging, units, route.target)
    session.add(
        PackagingMovement(
            type_id=packaging.id or 0,
            stream=packaging.stream,
            units=units,
            from_id=route.source.place if route.source else None,
            from_state=route.source.state if route.source else None,
            to_id=route.target.place if route.target else None,
            to_state=route.target.state if route.target else None,
            reason=cause.reason,
            scan_id=cause.scan,
            haul_id=cause.haul,
            wash_id=cause.wash,
            asset_id=route.asset,
            reverses_id=cause.reverses,
            by_id=cause.by,
            made_at=cause.at,
        )
    )
    session.flush()


def units_at(session: Session, packaging: int, point: StockPoint) -> int:
    """Return how many units of a type are at a point."""
    rows = select(PackagingStock.units).where(*_is_at(packaging, point))
    return session.exec(rows).first() or 0


def lock_untagged(session: Session, packaging: PackagingType, point: StockPoint) -> int:
    """Lock the stock of a point, and return how many units there go without a serial. locks: stock"""
    rows = select(PackagingStock.units).where(*_is_at(packaging.id or 0, point))
    units = session.exec(rows.with_for_update(key_share=True)).first() or 0
    return max(0, units - (_assets_at(session, packaging, point) if packaging.single else 0))


def assets_at(session: Session, packaging: int, point: StockPoint) -> list[int]:
    """Return the pieces with a serial at a point, in the order of their ids."""
    rows = select(PackagingAsset.id).where(
        col(PackagingAsset.place_id) == point.place,
        col(PackagingAsset.type_id) == packaging,
        col(PackagingAsset.state) == point.state,
    )
    return [asset for asset in session.exec(rows.order_by(col(PackagingAsset.id))) if asset]


def standing_movements(session: Session, *conditions: ColumnElement[bool]) -> list[PackagingMovement]:
    """Return the movements that are neither reversed nor a reversal, the last first."""
    undoing = aliased(PackagingMovement)
    rows = (
        select(PackagingMovement)
        .outerjoin(undoing, col(undoing.reverses_id) == col(PackagingMovement.id))
        .where(*conditions, col(PackagingMovement.reverses_id).is_(None), col(undoing.id).is_(None))
        .order_by(col(PackagingMovement.id).desc())
    )
    session.flush()
    return list(session.exec(rows).all())


def reverse_movements(session: Session, scan: int, actor_id: int | None, now: datetime) -> None:
    """Move back what a scan moved, the last first. Raises PackagingMovedOn where it has moved on. locks: asset, stock"""
    reverse_each(session, standing_movements(session, col(PackagingMovement.scan_id) == scan), actor_id, now)


def reverse_each(
    session: Session, movements: Iterable[PackagingMovement], actor_id: int | None, now: datetime
) -> None:
    """Move back what these movements moved. Raises PackagingMovedOn where it has moved on. locks: asset, stock"""
    for row in movements:
        try:
            _reverse(session, row, actor_id, now)
        except (TooFewUnits, AssetElsewhere):
            raise PackagingMovedOn from None


def is_still_there(session: Session, row: PackagingMovement) -> bool:
    """Return whether what a movement moved is where it was put, so that it can be moved back now."""
    if row.to_id is None or row.to_state is None:
        return True
    packaging, point = session.get_one(PackagingType, row.type_id), StockPoint(row.to_id, row.to_state)
    if row.asset_id is not None:
        asset = session.get_one(PackagingAsset, row.asset_id, populate_existing=True)
        return (asset.place_id, asset.state) == (point.place, point.state)
    kept = _assets_at(session, packaging, point) if packaging.single else 0
    return units_at(session, row.type_id, point) - kept >= row.units


def take_out_movements(session: Session, scan: int, now: datetime) -> None:
    """Move back what a scan moved that counts no more, the last first. What has moved on from its place was never in the books, and enters as unrecorded.

    Raises PackagingMovedOn where a piece with a serial has moved on. locks: asset, stock
    """
    for row in standing_movements(session, col(PackagingMovement.scan_id) == scan):
        _enter_missing(session, row, now)
        try:
            _reverse(session, row, None, now)
        except (TooFewUnits, AssetElsewhere):
            raise PackagingMovedOn from None


def assets_moved(session: Session, scan: int, reason: MovementReason | None = None) -> tuple[int, ...]:
    """Return the pieces with a serial that a scan moved, for this reason or any, whether it still stands or not."""
    rows = select(PackagingMovement.asset_id).where(
        col(PackagingMovement.scan_id) == scan,
        col(PackagingMovement.reverses_id).is_(None),
        col(PackagingMovement.asset_id).is_not(None),
    )
    if reason is not None:
        rows = rows.where(col(PackagingMovement.reason) == reason)
    return tuple(sorted({asset for asset in session.exec(rows) if asset}))


def _enter_missing(session: Session, row: PackagingMovement, now: datetime) -> None:
    """Enter the counted units that are not in the hub or stall where a movement put them. locks: stock"""
    if row.to_id is None or row.to_state is None or row.asset_id is not None:
        return
    if session.get_one(PackagingPlace, row.to_id).kind is PlaceKind.LOAN:
        return
    packaging, point = session.get_one(PackagingType, row.type_id), StockPoint(row.to_id, row.to_state)
    missing = row.units - lock_untagged(session, packaging, point)
    if missing > 0:
        cause = Cause(reason=MovementReason.UNRECORDED, by=None, at=now)
        move_units(session, packaging, missing, route=Route(source=None, target=point), cause=cause)


def _reverse(session: Session, row: PackagingMovement, actor_id: int | None, now: datetime) -> None:
    back = Route(
        source=StockPoint(row.to_id, row.to_state) if row.to_id and row.to_state else None,
        target=StockPoint(row.from_id, row.from_state) if row.from_id and row.from_state else None,
        asset=row.asset_id,
    )
    cause = Cause(reason=MovementReason.UNDONE, by=actor_id, at=now, scan=row.scan_id, reverses=row.id)
    move_units(session, session.get_one(PackagingType, row.type_id), row.units, route=back, cause=cause)


def _lock_stock(session: Session, packaging: PackagingType, route: Route) -> None:
    """Lock the stock of both points in the order of their ids, so that two opposite movements never wait for each other. locks: stock"""
    points = [point for point in (route.source, route.target) if point]
    if route.target:
        key = {"place_id": route.target.place, "type_id": packaging.id or 0, "state": route.target.state}
        insert_once(session, PackagingStock, **key, units=0)
    here = or_(*(and_(*_is_at(packaging.id or 0, point)) for point in points))
    rows = select(PackagingStock.id).where(here).order_by(col(PackagingStock.id))
    session.exec(rows.with_for_update(key_share=True)).all()


def _take(session: Session, packaging: PackagingType, units: int, point: StockPoint, *, tagged: bool) -> None:
    """Take units from a point. Of a type of single pieces those with a serial only go by it."""
    kept = 0 if tagged or not packaging.single else _assets_at(session, packaging, point)
    left = col(PackagingStock.units) - units
    taken = update(PackagingStock).where(*_is_at(packaging.id or 0, point), left >= kept)
    if session.connection().execute(taken.values(units=left)).rowcount != 1:
        there = units_at(session, packaging.id or 0, point) - kept
        raise TooFewUnits(max(0, there), packaging.name)


def _add(session: Session, packaging: PackagingType, units: int, point: StockPoint) -> None:
    more = col(PackagingStock.units) + units
    added = update(PackagingStock).where(*_is_at(packaging.id or 0, point)).values(units=more)
    assert session.connection().execute(added).rowcount == 1, "the row was made just now"


def _move_asset(session: Session, packaging: PackagingType, route: Route, asset: int) -> None:
    """Set the place of an asset of the type that is where the route begins. A new one was written where the route ends. Raises AssetElsewhere. locks: asset"""
    if route.source is None or route.target is None:
        return
    moved = update(PackagingAsset).where(
        col(PackagingAsset.id) == asset,
        col(PackagingAsset.type_id) == packaging.id,
        col(PackagingAsset.place_id) == route.source.place,
        col(PackagingAsset.state) == route.source.state,
    )
    there = moved.values(place_id=route.target.place, state=route.target.state)
    if session.connection().execute(there).rowcount != 1:
        raise AssetElsewhere(session.get_one(PackagingAsset, asset).serial)
    session.expire(session.get_one(PackagingAsset, asset))


def _assets_at(session: Session, packaging: PackagingType, point: StockPoint) -> int:
    rows = select(func.count()).where(
        col(PackagingAsset.place_id) == point.place,
        col(PackagingAsset.type_id) == packaging.id,
        col(PackagingAsset.state) == point.state,
    )
    return session.exec(rows).one()


def _is_at(packaging: int, point: StockPoint) -> tuple[Any, ...]:
    return (
        col(PackagingStock.place_id) == point.place,
        col(PackagingStock.type_id) == packaging,
        col(PackagingStock.state) == point.state,
    )
