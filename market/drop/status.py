"""The status of a drop at a moment, decided from its values alone."""

from datetime import datetime
from enum import StrEnum

from market.drop.draw_state import closing
from market.drop.facts import DropFacts
from storage.drop import DropPolicy, DropState


class Status(StrEnum):
    UPCOMING = "upcoming"
    FREE = "free"
    FULL = "full"
    LAST = "last"
    DRAW = "draw"
    DRAWN = "drawn"
    POT = "pot"
    AWAITED = "awaited"
    """The pot is closed and not drawn yet: new entries get numbers after it."""

    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OVER = "over"


JOINABLE = frozenset(
    {Status.UPCOMING, Status.FREE, Status.FULL, Status.LAST, Status.DRAW, Status.POT, Status.AWAITED}
)


def is_joinable(drop: DropFacts, now: datetime) -> bool:
    """Return whether people can join, now or once it opens."""
    return status(drop, now) in JOINABLE and bool(drop.offered)


def status(drop: DropFacts, now: datetime) -> Status:
    """Return the first status that holds, in this order."""
    if drop.state == DropState.CANCELLED:
        return Status.CANCELLED
    if now >= drop.ends_at:
        return Status.OVER
    if drop.state == DropState.PAUSED:
        return Status.PAUSED
    if now < drop.opens_at:
        return Status.UPCOMING
    if drop.closes_at is not None and now >= drop.closes_at and drop.policy != DropPolicy.DRAW:
        return Status.CLOSED
    return _open(drop, now)


def _open(drop: DropFacts, now: datetime) -> Status:
    closes = closing(drop)
    if closes is None or not drop.awaits_draw(now):
        return _given_out(drop, now)
    if drop.policy == DropPolicy.DRAW:
        return Status.DRAW if now < closes else Status.DRAWN
    return Status.POT if now < closes else Status.AWAITED


def _given_out(drop: DropFacts, now: datetime) -> Status:
    if drop.free:
        return Status.FREE
    return Status.LAST if drop.calling(now) else Status.FULL
