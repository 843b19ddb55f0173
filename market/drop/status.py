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
    WAITLIST_FULL = "waitlist_full"
    LAST = "last"
    DRAW = "draw"
    DRAWN = "drawn"
    POT = "pot"
    AWAITED = "awaited"
    """The pot is closed and not drawn yet: new entries get numbers after it."""

    STOPPED = "stopped"
    """The organisers have stopped its market day."""

    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OVER = "over"


JOINABLE = frozenset(
    {Status.UPCOMING, Status.FREE, Status.FULL, Status.LAST, Status.DRAW, Status.POT, Status.AWAITED}
)
GIVEN_OUT = frozenset({Status.FREE, Status.FULL, Status.WAITLIST_FULL, Status.LAST})
"""Units go to those who join, in their order."""


def is_joinable(drop: DropFacts, now: datetime) -> bool:
    """Return whether people can join, now or once it opens."""
    return status(drop, now) in JOINABLE and bool(drop.offered)


def full_items(drop: DropFacts, drop_status: Status) -> frozenset[int]:
    """Return the items of an open drop that a newcomer could neither have nor wait for. Before a draw everybody may enter."""
    if drop_status not in GIVEN_OUT:
        return frozenset()
    return frozenset(item.id for item in drop.offered if drop.is_full(item))


def open_items(drop: DropFacts, drop_status: Status) -> frozenset[int]:
    """Return the items that can be joined now."""
    if drop_status not in JOINABLE or drop_status is Status.UPCOMING:
        return frozenset()
    return frozenset(item.id for item in drop.offered) - full_items(drop, drop_status)


def status(drop: DropFacts, now: datetime) -> Status:
    """Return the first status that holds, in this order."""
    if drop.state == DropState.CANCELLED:
        return Status.CANCELLED
    if now >= drop.ends_at:
        return Status.OVER
    if drop.stop_kind is not None:
        return Status.STOPPED
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
    if drop.calling(now):
        return Status.LAST
    return Status.WAITLIST_FULL if drop.offered and all(map(drop.is_full, drop.offered)) else Status.FULL
