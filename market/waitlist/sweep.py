"""What the timetable does about lines that nobody touches: ends holds, gives numbers by lot when the time has come."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, func, or_, select

from market.waitlist.ground import LAST_CALL, ground
from market.waitlist.lot import draw
from market.waitlist.settle import settle
from storage.drop import Drop, Line, cut_off, free_beyond
from storage.waitlist import Entry, Hold


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
    heard = lines.where(col(Line.waiting) > 0, free_beyond(col(Line.told)))
    return tuple(line for line in session.exec(heard) if line)


def lines_to_draw(session: Session, now: datetime) -> tuple[int, ...]:
    """Lines whose entries wait for a lot that is due."""
    due = or_(col(Drop.draws_at) <= now, col(Drop.pot_until) <= now)
    drawn = (
        select(Entry.line_id)
        .join(Line, col(Line.id) == col(Entry.line_id))
        .join(Drop, col(Drop.id) == col(Line.drop_id))
    )
    return tuple(
        session.exec(drawn.where(col(Entry.state) == "waiting", col(Entry.number).is_(None), due).distinct())
    )


def settle_line(session: Session, line: int, now: datetime) -> None:
    """A second pass finds nothing to do. locks: drop, line, hold, entry"""
    at = ground(session, line)
    if at:
        settle(session, at, now)


def draw_line(session: Session, line: int, now: datetime, dice: Random) -> None:
    """Give the numbers that are due by lot, and hold for the first. locks: drop, line, entry"""
    at = ground(session, line)
    if at:
        draw(session, at, now, dice)
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


def next_lot(session: Session, after: datetime) -> datetime | None:
    """When the next numbers are given by lot."""
    waiting = select(Entry.line_id).where(col(Entry.state) == "waiting", col(Entry.number).is_(None))
    drops = select(Line.drop_id).where(col(Line.id).in_(waiting))
    rows = session.exec(select(Drop.draws_at, Drop.pot_until).where(col(Drop.id).in_(drops)))
    return min((at for row in rows for at in row if at and at > after), default=None)
