"""Opening a draw: a secret is chosen and its commitment published, before anybody enters."""

from datetime import datetime
from random import Random

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from market.draw.proof import commitment
from storage.beacon_kind import BeaconKind
from storage.draw import Draw
from storage.drop import Drop, DropPolicy, DropState, Item
from storage.store import mark_changed

SECRET = 32


def open_draws(session: Session, drop: Drop, beacon: BeaconKind, now: datetime, rng: Random) -> None:
    """Open a draw for each item of a drawn drop that has none; `beacon` is the kind that will decide. The drop is locked."""
    if drop.policy == DropPolicy.QUEUE:
        return
    of_drop = select(Item.id).where(col(Item.drop_id) == drop.id).order_by(col(Item.id))
    undrawn = set(session.exec(of_drop.where(*_undrawn())))
    for place, item in enumerate(session.exec(of_drop).all(), 1):
        if item is None or item not in undrawn:
            continue
        secret = rng.randbytes(SECRET).hex()
        session.add(
            Draw(
                item_id=item,
                name=f"{drop.code}-{place}",
                secret=secret,
                commitment=commitment(secret),
                opened_at=now,
                beacon=beacon,
            )
        )
    mark_changed(session, "drop")


def delete_draws(session: Session, drop: int) -> None:
    """Delete the draws of a drop that is a draft again and has no entries."""
    items = session.exec(select(Item.id).where(col(Item.drop_id) == drop)).all()
    session.connection().execute(delete(Draw).where(col(Draw.item_id).in_(items)))


def drops_to_open(session: Session, now: datetime) -> tuple[int, ...]:
    """Return published drops that are drawn and whose items have no draw yet."""
    found = session.exec(undrawn_drops(now).order_by(col(Drop.ends_at), col(Drop.id)))
    return tuple(drop for drop in found if drop)


def undrawn_drops(now: datetime) -> SelectOfScalar[int | None]:
    """Return the ids of `drops_to_open`."""
    undrawn = select(Item.id).where(col(Item.drop_id) == col(Drop.id), *_undrawn())
    return select(col(Drop.id)).where(
        col(Drop.policy) != DropPolicy.QUEUE,
        col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
        col(Drop.ends_at) > now,
        undrawn.exists(),
    )


def open_drop(session: Session, drop: int, beacon: BeaconKind, now: datetime, rng: Random) -> None:
    """As `open_draws`, for the scheduled job. locks: drop"""
    row = session.exec(select(Drop).where(col(Drop.id) == drop).with_for_update(key_share=True)).first()
    if row and row.state in (DropState.PUBLISHED, DropState.PAUSED):
        open_draws(session, row, beacon, now, rng=rng)


def _undrawn() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of items that can be joined and have no draw."""
    drawn = select(Draw.id).where(col(Draw.item_id) == col(Item.id))
    return col(Item.offered).is_(True), ~drawn.exists()
