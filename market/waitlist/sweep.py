"""What the timetable does about lines that nobody touches: ends holds, gives numbers by lot when the time has come."""

from collections.abc import Iterable
from datetime import datetime
from random import Random

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, case, col, func, or_, select

from market.waitlist.ground import LAST_CALL, ground
from market.waitlist.lot import draw
from market.waitlist.settle import settle
from storage.drop import Drop, Line, Part
from storage.waitlist import Entry, Hold


def lines_to_settle(session: Session, now: datetime) -> tuple[int, ...]:
    """Lines with a hold that has run out, in a paused drop none does; and those in their last two hours with units free that nobody was told of."""
    return tuple({*_run_out(session, now), *_untold(session, now)})


def _run_out(session: Session, now: datetime) -> Iterable[int]:
    ended = (
        select(Hold.line_id)
        .join(Line, col(Line.id) == col(Hold.line_id))
        .join(Drop, col(Drop.id) == col(Line.drop_id))
        .where(col(Hold.state) == "live", col(Hold.until) <= now, col(Drop.state) != "paused")
    )
    return session.exec(ended.distinct())


def _untold(session: Session, now: datetime) -> Iterable[int]:
    """What was kept back for a party until the last two hours began."""
    other = aliased(Line)
    parts = (
        select(func.min(_spare(other) // col(Part.units)))
        .select_from(other)
        .join(Part, col(Part.line_id) == col(other.id))
        .where(col(Part.bundle_id) == col(Line.id))
    )
    begins = case((col(Line.starts_at).is_(None), col(Drop.ends_at)), else_=col(Line.starts_at))
    waiting = select(Line.id).join(Drop, col(Drop.id) == col(Line.drop_id)).where(col(Line.waiting) > 0)
    given = (col(Drop.state) == "published", col(Drop.hidden_at).is_(None), col(Drop.opens_at) <= now)
    last = (col(Drop.ends_at) > now, begins > now, begins <= now + LAST_CALL)
    free = func.coalesce(parts.scalar_subquery(), _spare(Line)) > col(Line.told)
    rows = waiting.where(*given, *last, _spare(Line) > col(Line.told), free)
    return [line for line in session.exec(rows) if line]


def _spare(line: type[Line]) -> ColumnElement[int]:
    return col(line.quantity) - col(line.claimed) - col(line.held)


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


def next_lot(session: Session, after: datetime) -> datetime | None:
    """When the next numbers are given by lot."""
    waiting = select(Entry.line_id).where(col(Entry.state) == "waiting", col(Entry.number).is_(None))
    drops = select(Line.drop_id).where(col(Line.id).in_(waiting))
    rows = session.exec(select(Drop.draws_at, Drop.pot_until).where(col(Drop.id).in_(drops)))
    return min((at for row in rows for at in row if at and at > after), default=None)
