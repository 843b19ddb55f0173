"""The scheduled work on items that nobody acts on: it ends expired holds and begins last calls."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from market.drop.facts import LAST_CALL
from market.drop.locked_item import lock_item
from market.waitlist.allocate import allocate
from storage.draw import Draw
from storage.drop import Drop, DropPolicy, DropState, Item, cut_off, is_shown, is_stopped, more_available_than
from storage.heartbeat import in_outage
from storage.stall import Stall
from storage.waitlist import Hold, HoldState


def items_to_allocate(session: Session, now: datetime) -> tuple[int, ...]:
    """Return items with an expired hold, and those whose last call has begun with available units.

    Holds of stopped drops are left out, and all holds during an outage.
    """
    to_call = (item for item in session.exec(items_to_call(now)) if item)
    return tuple(dict.fromkeys((*_run_out(session, now), *to_call)))


def _run_out(session: Session, now: datetime) -> tuple[int, ...]:
    found = tuple(session.exec(items_with_expired_holds(now).distinct()))
    return () if found and in_outage(session) else found


def items_with_expired_holds(now: datetime) -> SelectOfScalar[int]:
    """Return the item of each hold that has run out, also during an outage."""
    return (
        select(Hold.item_id)
        .join(Item, col(Item.id) == col(Hold.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(*_expired(now))
    )


def _expired(now: datetime) -> tuple[ColumnElement[bool], ...]:
    runs = col(Drop.state) != DropState.PAUSED, col(Drop.stopped_at).is_(None)
    return col(Hold.state) == HoldState.LIVE, col(Hold.until) <= now, *runs


def items_to_call(now: datetime) -> SelectOfScalar[int | None]:
    """Return items in their last call, with units that the waiting people were not notified of."""
    begun = col(Drop.ends_at) > now, col(Drop.starts_at) <= now + LAST_CALL
    near = (*begun, cut_off() > now, cut_off() <= now + LAST_CALL)
    given_out = (
        col(Drop.state) == DropState.PUBLISHED,
        is_shown(),
        ~is_stopped(),
        col(Drop.opens_at) <= now,
    )
    items = select(col(Item.id)).join(Drop, col(Drop.id) == col(Item.drop_id))
    items = items.join(Stall, col(Stall.id) == col(Drop.stall_id))
    items = items.outerjoin(Draw, col(Draw.item_id) == col(Item.id)).where(*near, *given_out)
    numbered = or_(col(Drop.policy) == DropPolicy.QUEUE, col(Draw.drawn_at).is_not(None))
    return items.where(
        col(Item.waiting) > 0,
        col(Item.live_minutes).is_(None),
        more_available_than(col(Item.announced_units)),
        numbered,
    )


def allocate_item(session: Session, item: int, now: datetime) -> None:
    """Allocate an item. A second call finds nothing to do. locks: drop, item, hold, entry"""
    locked = lock_item(session, item)
    if locked:
        allocate(session, locked, now)


def allocation_lag(session: Session, now: datetime) -> float:
    """Return for how many seconds the units of an expired hold have waited to be given on; 0 where none have."""
    first = select(func.min(Hold.until)).join(Item, col(Item.id) == col(Hold.item_id))
    first = first.join(Drop, col(Drop.id) == col(Item.drop_id)).where(*_expired(now))
    since = session.exec(first).one()
    return (now - since).total_seconds() if since else 0.0


def next_hold_end(session: Session, since: datetime) -> datetime | None:
    """Return when the next hold expires."""
    ahead = col(Hold.state) == HoldState.LIVE, col(Hold.until) > since
    return session.exec(select(func.min(Hold.until)).where(*ahead)).one()


def next_call(session: Session, since: datetime) -> datetime | None:
    """Return when the next last call begins of an item for which somebody waits."""
    ends = select(func.min(cut_off())).join(Drop, col(Drop.id) == col(Item.drop_id))
    first = session.exec(ends.where(col(Item.waiting) > 0, cut_off() > since + LAST_CALL)).one()
    return first - LAST_CALL if first else None
