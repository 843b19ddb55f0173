"""What a broadcast does by itself: each step is worked out from the rows, so that it goes on after a crash."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from market.broadcast.audience import PROMOTIONAL
from market.broadcast.letters import bring_along, lock_broadcast
from market.broadcast.news import APART
from market.broadcast.pausing import close, stop
from market.broadcast.progress import counts, progress
from market.broadcast.scheduling import beginning
from market.broadcast.sending import PIECE, begin, write_letters
from storage.broadcast import Broadcast

TOO_SOON = "too soon"


def underway(session: Session) -> tuple[int, ...]:
    """Broadcasts whose author has yet to read how they ended."""
    rows = select(Broadcast.id).where(col(Broadcast.state) != "draft", col(Broadcast.told_at).is_(None))
    return tuple(one or 0 for one in session.exec(rows.order_by(col(Broadcast.id))))


def go_on(session: Session, broadcast: int, admins: Collection[int], now: datetime) -> bool:
    """One step of whatever it has to do; whether there may be another. locks: broadcast, letter"""
    row = lock_broadcast(session, broadcast)
    if row.state == "scheduled":
        return _begin_if_due(session, row, admins, now)
    if bring_along(session, row, now):
        return True
    if row.state == "sending" and row.reached is not None:
        return write_letters(session, row, admins, PIECE, now)
    if row.state in ("sending", "paused"):
        close(session, row, now)
    return False


def told(session: Session, broadcast: int, now: datetime) -> None:
    """Its author has read the last word: from now on the counts are those that were kept. locks: broadcast"""
    row = lock_broadcast(session, broadcast)
    found = progress(session, broadcast, now)
    if row.told_at is None and found.ended:
        row.counts, row.total, row.told_at = counts(found), sum(found.fates.values()), now


def _begin_if_due(session: Session, row: Broadcast, admins: Collection[int], now: datetime) -> bool:
    when = beginning(session, row, now)
    if when.over:
        stop(row, when.over, now)
    elif not when.ahead(now):
        if row.kind == PROMOTIONAL and _another_began(session, row, now):
            stop(row, TOO_SOON, now)
        else:
            begin(session, row, admins, now)
        return True
    return False


def _another_began(session: Session, row: Broadcast, now: datetime) -> bool:
    """They were a week apart until a drop was moved."""
    others = select(Broadcast.id).where(col(Broadcast.kind) == PROMOTIONAL, col(Broadcast.id) != row.id)
    return session.exec(others.where(col(Broadcast.started_at) > now - APART).limit(1)).first() is not None
