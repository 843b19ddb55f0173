"""What the timetable does about lines that nobody touches: ends holds that have run out."""

from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from market.drop.facts import LAST_CALL
from market.waitlist.ground import ground
from market.waitlist.settle import settle
from storage.draw import Draw
from storage.drop import Drop, Line, cut_off, free_beyond
from storage.waitlist import Hold


def lines_to_settle(session: Session, now: datetime) -> tuple[int, ...]:
    """Lines with a hold that has run out, and those of which free units are everyone's from now on; not in a paused drop."""
    return tuple(dict.fromkeys((*_run_out(session, now), *_to_call(session, now))))


def _run_out(session: Session, now: datetime) -> tuple[int, ...]:
    ended = (
        select(Hold.line_id)
        .join(Line, col(Line.id) == col(Hold.line_id))
        .join(Drop, col(Drop.id) == col(Line.drop_id))
        .where(col(Hold.state) == "live", col(Hold.until) <= now, col(Drop.state) != "paused")
    )
    return tuple(session.exec(ended.distinct()))


def _to_call(session: Session, now: datetime) -> tuple[int, ...]:
    """In the last two hours, with units that nobody who waits has heard of."""
    near = (col(Drop.ends_at) > now, cut_off() > now, cut_off() <= now + LAST_CALL)
    given_out = (col(Drop.state) == "published", col(Drop.hidden_at).is_(None), col(Drop.opens_at) <= now)
    lines = select(Line.id).join(Drop, col(Drop.id) == col(Line.drop_id)).where(*near, *given_out)
    drawn = col(Line.id).in_(select(Draw.line_id).where(col(Draw.drawn_at).is_not(None)))
    numbered = or_(col(Drop.policy) == "queue", drawn)
    heard = lines.where(col(Line.waiting) > 0, free_beyond(col(Line.told)), numbered)
    return tuple(line for line in session.exec(heard) if line)


def settle_line(session: Session, line: int, now: datetime) -> None:
    """A second pass finds nothing to do. locks: drop, line, hold, entry"""
    at = ground(session, line)
    if at:
        settle(session, at, now)


def next_hold_end(session: Session, after: datetime) -> datetime | None:
    """When the next hold runs out."""
    rows = select(Hold.until).where(col(Hold.state) == "live", col(Hold.until) > after)
    return session.exec(rows.order_by(col(Hold.until)).limit(1)).first()


def next_call(session: Session, after: datetime) -> datetime | None:
    """When the next last call of a line begins for which somebody waits."""
    ends = select(func.min(cut_off())).join(Drop, col(Drop.id) == col(Line.drop_id))
    first = session.exec(ends.where(col(Line.waiting) > 0, cut_off() > after + LAST_CALL)).one()
    return first - LAST_CALL if first else None
