"""What the timetable does about lines that nobody touches: ends holds that have run out."""

from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from market.drop.facts import LAST_CALL
from market.drop.locked_item import lock_item
from market.waitlist.allocate import allocate
from storage.draw import Draw
from storage.drop import Drop, Item, cut_off, more_available_than
from storage.waitlist import Hold


def items_to_allocate(session: Session, now: datetime) -> tuple[int, ...]:
    """Lines with a hold that has run out, and those of which free units are everyone's from now on; not in a paused drop."""
    return tuple(dict.fromkeys((*_run_out(session, now), *_to_call(session, now))))


def _run_out(session: Session, now: datetime) -> tuple[int, ...]:
    ended = (
        select(Hold.item_id)
        .join(Item, col(Item.id) == col(Hold.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Hold.state) == "live", col(Hold.until) <= now, col(Drop.state) != "paused")
    )
    return tuple(session.exec(ended.distinct()))


def _to_call(session: Session, now: datetime) -> tuple[int, ...]:
    """In the last two hours, with units that nobody who waits has heard of."""
    near = (col(Drop.ends_at) > now, cut_off() > now, cut_off() <= now + LAST_CALL)
    given_out = (col(Drop.state) == "published", col(Drop.hidden_at).is_(None), col(Drop.opens_at) <= now)
    items = select(Item.id).join(Drop, col(Drop.id) == col(Item.drop_id)).where(*near, *given_out)
    drawn = col(Item.id).in_(select(Draw.item_id).where(col(Draw.drawn_at).is_not(None)))
    numbered = or_(col(Drop.policy) == "queue", drawn)
    heard = items.where(col(Item.waiting) > 0, more_available_than(col(Item.announced_units)), numbered)
    return tuple(item for item in session.exec(heard) if item)


def allocate_item(session: Session, item: int, now: datetime) -> None:
    """A second pass finds nothing to do. locks: drop, line, hold, entry"""
    locked = lock_item(session, item)
    if locked:
        allocate(session, locked, now)


def next_hold_end(session: Session, since: datetime) -> datetime | None:
    """When the next hold runs out."""
    rows = select(Hold.until).where(col(Hold.state) == "live", col(Hold.until) > since)
    return session.exec(rows.order_by(col(Hold.until)).limit(1)).first()


def next_call(session: Session, since: datetime) -> datetime | None:
    """When the next last call of a line begins for which somebody waits."""
    ends = select(func.min(cut_off())).join(Drop, col(Drop.id) == col(Item.drop_id))
    first = session.exec(ends.where(col(Item.waiting) > 0, cut_off() > since + LAST_CALL)).one()
    return first - LAST_CALL if first else None
