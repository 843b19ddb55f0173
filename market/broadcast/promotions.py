"""Promotional broadcasts: one a week in this market, of any author."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.broadcast.refusals import PromotionalTooSoon
from market.broadcast.start_time import broadcast_start
from storage.broadcast import Broadcast, BroadcastKind, BroadcastState

PROMOTION_INTERVAL = timedelta(days=7)


def next_promotional(session: Session, starts_at: datetime, excluded_id: int) -> datetime | None:
    """Return the next time from `starts_at` on when a promotional broadcast may begin; None where it may at `starts_at`. `excluded_id` is not counted."""
    first = first_apart(
        [moment for one, moment in _begun(session, starts_at) if one != excluded_id], starts_at
    )
    return None if first == starts_at else first


def require_apart(session: Session, broadcast: int, starts_at: datetime, zone: str) -> None:
    """Refuse a promotional broadcast that may not begin at `starts_at`. Raises PromotionalTooSoon.

    All promotional rows are locked, so that of two sent at the same moment the second sees the first. locks: broadcast
    """
    every = (
        select(Broadcast.id)
        .where(col(Broadcast.kind) == BroadcastKind.PROMOTIONAL)
        .order_by(col(Broadcast.id))
    )
    session.exec(every.with_for_update(key_share=True)).all()
    later = next_promotional(session, starts_at, excluded_id=broadcast)
    if later:
        raise PromotionalTooSoon(later, zone)


def first_apart(moments: list[datetime], starts_at: datetime) -> datetime:
    """Return the first time from `starts_at` on that is a week away from each of `moments`."""
    for moment in sorted(moments):
        if abs(moment - starts_at) < PROMOTION_INTERVAL:
            starts_at = moment + PROMOTION_INTERVAL
    return starts_at


def _begun(session: Session, starts_at: datetime) -> list[tuple[int, datetime]]:
    """Return the promotional broadcasts that began within the week before `starts_at` or are scheduled."""
    begun = col(Broadcast.started_at) > starts_at - PROMOTION_INTERVAL
    rows = select(Broadcast).where(
        col(Broadcast.kind) == BroadcastKind.PROMOTIONAL,
        begun | (col(Broadcast.state) == BroadcastState.SCHEDULED),
    )
    return [
        (row.id or 0, row.started_at or broadcast_start(session, row, starts_at).moment(starts_at))
        for row in session.exec(rows, execution_options={"populate_existing": True})
    ]
