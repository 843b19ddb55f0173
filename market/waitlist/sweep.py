"""The scheduled work on items that nobody acts on: it ends expired holds and begins last calls."""

from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from market.drop.facts import LAST_CALL
from market.drop.locked_item import lock_item
from market.waitlist.allocate import allocate
from storage.draw import Draw
from storage.drop import Drop, DropPolicy, DropState, Item, cut_off, is_shown, more_available_than
from storage.heartbeat import in_outage
from storage.stall import Stall
from storage.waitlist import Hold, HoldState


def items_to_allocate(session: Session, now: datetime) -> tuple[int, ...]:
    """Return items with an expired hold, and those whose last call has begun with available units.

    Holds of stopped drops are left out, and all holds during an outage.
    """
    return tuple(dict.fromkeys((*_run_out(session, now), *_to_call(session, now))))


def _run_out(session: Session, now: datetime) -> tuple[int, ...]:
    ended = (
        select(Hold.item_id)
        .join(Item, col(Item.id) == col(Hold.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Hold.state) == HoldState.LIVE, col(Hold.until) <= now)
        .where(col(Drop.state) != DropState.PAUSED, col(Drop.stopped_at).is_(None))
    )
    found = tuple(session.exec(ended.distinct()))
    return () if found and in_outage(session) else found


def _to_call(session: Session, now: datetime) -> tuple[int, ...]:
    """Return items in their last call, with units that the waiting people were not notified of."""
    near = (col(Drop.ends_at) > now, cut_off() > now, cut_off() <= now + LAST_CALL)
    given_out = (
        col(Drop.state) == DropState.PUBLISHED,
        is_shown(),
        col(Drop.opens_at) <= now,
    )
    items = select(Item.id).join(Drop, col(Drop.id) == col(Item.drop_id)).where(*near, *given_out)
    items = items.join(Stall, col(Stall.id) == col(Drop.stall_id))
    drawn = col(Item.id).in_(select(Draw.item_id).where(col(Draw.drawn_at).is_not(None)))
    numbered = or_(col(Drop.policy) == DropPolicy.QUEUE, drawn)
    heard = items.where(col(Item.waiting) > 0, more_available_than(col(Item.announced_units)), numbered)
    return tuple(item for item in session.exec(heard) if item)


def allocate_item(session: Session, item: int, now: datetime) -> None:
    """Allocate an item. A second call finds nothing to do. locks: drop, item, hold, entry"""
    locked = lock_item(session, item)
    if locked:
        allocate(session, locked, now)


def next_hold_end(session: Session, since: datetime) -> datetime | None:
    """Return when the next hold expires."""
    rows = select(Hold.until).where(col(Hold.state) == HoldState.LIVE, col(Hold.until) > since)
    return session.exec(rows.order_by(col(Hold.until)).limit(1)).first()


def next_call(session: Session, since: datetime) -> datetime | None:
    """Return when the next last call begins of an item for which somebody waits."""
    ends = select(func.min(cut_off())).join(Drop, col(Drop.id) == col(Item.drop_id))
    first = session.exec(ends.where(col(Item.waiting) > 0, cut_off() > since + LAST_CALL)).one()
    return first - LAST_CALL if first else None
