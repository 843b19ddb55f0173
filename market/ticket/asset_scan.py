"""A piece with a serial that comes back by itself: whoever brings it gets its deposit, as for a bottle."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from market.actor import Actor
from market.packaging.asset import find_asset
from market.packaging.refusals import AssetElsewhere
from market.ticket.scan import AS_USUAL, PackagingReturn, take_packaging_back


def take_asset_back(
    session: Session,
    actor: Actor,
    packaging: str,
    serial: str,
    *,
    now: datetime,
    packaging_return: PackagingReturn = AS_USUAL,
) -> int:
    """Take a piece back by the code of its type and its serial, without its ticket, and return the scan's id.

    Raises AssetUnknown, AssetElsewhere where it is not out, and as `take_packaging_back`. locks: person, drop, item, booking, loan, asset, stock
    """
    asset = find_asset(session, packaging, serial)
    if asset.ticket is None:
        raise AssetElsewhere(asset.serial)
    return take_packaging_back(
        session,
        actor,
        asset.ticket,
        1,
        now=now,
        packaging_return=replace(packaging_return, assets=(asset.id,)),
    )
