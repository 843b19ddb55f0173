"""What the timetable does about lines that nobody touches: ends holds that have run out."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.waitlist.ground import ground
from market.waitlist.settle import settle
from storage.drop import Drop, Line
from storage.waitlist import Hold


def lines_to_settle(session: Session, now: datetime) -> tuple[int, ...]:
    """Lines with a hold that has run out; in a paused drop none does."""
    ended = (
        select(Hold.line_id)
        .join(Line, col(Line.id) == col(Hold.line_id))
        .join(Drop, col(Drop.id) == col(Line.drop_id))
        .where(col(Hold.state) == "live", col(Hold.until) <= now, col(Drop.state) != "paused")
    )
    return tuple(session.exec(ended.distinct()))


def settle_line(session: Session, line: int, now: datetime) -> None:
    """A second pass finds nothing to do. locks: drop, line, hold, entry"""
    at = ground(session, line)
    if at:
        settle(session, at, now)


def next_hold_end(session: Session, after: datetime) -> datetime | None:
    """When the next hold runs out."""
    rows = select(Hold.until).where(col(Hold.state) == "live", col(Hold.until) > after)
    return session.exec(rows.order_by(col(Hold.until)).limit(1)).first()
