"""Packaging that is handled together: units by type and single pieces, all of one stream."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from market.packaging.movement import Cause, Route, StockPoint, assets_at, lock_untagged, move_units
from market.packaging.packaging_type import packaging_row
from market.packaging.refusals import StreamsMixed, TooFewUnits
from storage.packaging import PackagingAsset, PackagingStock, PackagingType, Stream


@dataclass(frozen=True, kw_only=True)
class Crate:
    """Units without a serial, by the id of their type, and pieces by their id."""

    units: Mapping[int, int] = field(default_factory=dict)
    assets: tuple[int, ...] = ()


def stream_of(session: Session, crate: Crate) -> Stream:
    """Return the one stream of a crate. Raises PackagingTypeUnknown, TooFewUnits for none of a type, StreamsMixed for both streams and for nothing."""
    known = sorted({*crate.units, *_types(session, crate).values()})
    kinds = [packaging_row(session, packaging) for packaging in known]
    for kind in kinds:
        if crate.units.get(kind.id or 0, 1) < 1:
            raise TooFewUnits(0, kind.name)
    streams = {kind.stream for kind in kinds}
    if len(streams) != 1:
        raise StreamsMixed
    return streams.pop()


def crate_at(session: Session, point: StockPoint, stream: Stream) -> Crate:
    """Return all units and pieces of a stream at a point. locks: stock"""
    stocked = select(PackagingType).join(PackagingStock, col(PackagingStock.type_id) == col(PackagingType.id))
    here = col(PackagingStock.place_id) == point.place, col(PackagingStock.state) == point.state
    kinds = session.exec(stocked.where(*here, col(PackagingType.stream) == stream)).all()
    units = {kind.id or 0: lock_untagged(session, kind, point) for kind in sorted(kinds, key=_type_id)}
    assets = [asset for kind in kinds for asset in assets_at(session, kind.id or 0, point)]
    return Crate(units={kind: count for kind, count in units.items() if count}, assets=tuple(assets))


def _type_id(kind: PackagingType) -> int:
    return kind.id or 0


def move_crate(
    session: Session, crate: Crate, source: StockPoint, target: StockPoint, *, cause: Cause
) -> None:
    """Move all of a crate. Raises TooFewUnits, AssetElsewhere. locks: asset, stock"""
    kinds = _types(session, crate)
    for asset in sorted(crate.assets):
        route = Route(source=source, target=target, asset=asset)
        move_units(session, packaging_row(session, kinds[asset]), 1, route=route, cause=cause)
    route = Route(source=source, target=target)
    for packaging in sorted(crate.units):
        kind = packaging_row(session, packaging)
        move_units(session, kind, crate.units[packaging], route=route, cause=cause)


def units_in(session: Session, crate: Crate) -> Counter[int]:
    """Return the units of a crate by type, with its pieces."""
    return Counter(crate.units) + Counter(_types(session, crate).values())


def _types(session: Session, crate: Crate) -> dict[int, int]:
    """Return the type of each piece, by its id."""
    rows = select(PackagingAsset.id, PackagingAsset.type_id).where(col(PackagingAsset.id).in_(crate.assets))
    return {asset: packaging for asset, packaging in session.exec(rows) if asset}
