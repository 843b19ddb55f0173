"""How a drop stands at a moment, decided from its facts alone."""

from datetime import datetime
from enum import StrEnum

from market.drop.facts import DropFacts


class Status(StrEnum):
    UPCOMING = "upcoming"
    FREE = "free"
    FULL = "full"
    LAST = "last"
    DRAW = "draw"
    DRAWN = "drawn"
    POT = "pot"
    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OVER = "over"


def status(drop: DropFacts, now: datetime) -> Status:
    """The first that holds, in this order."""
    if drop.state == "cancelled":
        return Status.CANCELLED
    if now >= drop.ends_at:
        return Status.OVER
    if drop.state == "paused":
        return Status.PAUSED
    if now < drop.opens_at:
        return Status.UPCOMING
    if drop.closes_at is not None and now >= drop.closes_at and drop.policy != "draw":
        return Status.CLOSED
    return _open(drop, now)


def _open(drop: DropFacts, now: datetime) -> Status:
    if drop.draws_at is not None and now < drop.draws_at:
        return Status.DRAW if drop.closes_at is None or now < drop.closes_at else Status.DRAWN
    if drop.pot_until is not None and now < drop.pot_until:
        return Status.POT
    if drop.free:
        return Status.FREE
    return Status.LAST if drop.called(now) else Status.FULL
