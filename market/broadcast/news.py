"""Promotional broadcasts: one a week in this market, whoever writes them."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.broadcast.audience import PROMOTIONAL
from market.broadcast.when import when_of
from market.refusal import PromotionalTooSoon
from storage.broadcast import Broadcast

APART = timedelta(days=7)


def next_promotional(session: Session, at: datetime, but: int = 0) -> datetime | None:
    """When the next promotional broadcast may begin, from `at` on; None: it may at `at`. `but` is itself not counted."""
    first = first_apart([moment for one, moment in _begun(session, at) if one != but], at)
    return None if first == at else first


def must_be_apart(session: Session, broadcast: int, at: datetime, zone: str) -> None:
    """Whether this promotional broadcast may begin at `at`. Raises PromotionalTooSoon.

    Of two that are sent at one moment the second sees the first. locks: broadcast, every promotional one
    """
    every = select(Broadcast.id).where(col(Broadcast.kind) == PROMOTIONAL).order_by(col(Broadcast.id))
    session.exec(every.with_for_update(key_share=True)).all()
    later = next_promotional(session, at, but=broadcast)
    if later:
        raise PromotionalTooSoon(later, zone)


def first_apart(moments: list[datetime], at: datetime) -> datetime:
    """The first moment from `at` on that is a week away from each of `moments`."""
    for moment in sorted(moments):
        if abs(moment - at) < APART:
            at = moment + APART
    return at


def _begun(session: Session, at: datetime) -> list[tuple[int, datetime]]:
    """Those that began within the week before, or are scheduled."""
    begun = col(Broadcast.started_at) > at - APART
    rows = select(Broadcast).where(
        col(Broadcast.kind) == PROMOTIONAL, begun | (col(Broadcast.state) == "scheduled")
    )
    return [
        (row.id or 0, row.started_at or when_of(session, row, at).moment(at))
        for row in session.exec(rows, execution_options={"populate_existing": True})
    ]
