"""The state of a draw: when its entries close, and whether it has been drawn."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session, col, select

from market.beacon import AHEAD
from storage.draw import Draw
from storage.drop import DropPolicy

BEFORE = timedelta(minutes=4)
"""Entries close this long before the draw where the drop names no closing time."""


class Timed(Protocol):
    """A drop, as a row or as values."""

    @property
    def policy(self) -> DropPolicy: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def draws_at(self) -> datetime | None: ...
    @property
    def pot_until(self) -> datetime | None: ...


def closing(drop: Timed) -> datetime | None:
    """Return when the list of entries is made; None where nothing is drawn."""
    if drop.policy == DropPolicy.POT:
        return drop.pot_until
    if drop.policy != DropPolicy.DRAW or drop.draws_at is None:
        return None
    return drop.closes_at or drop.draws_at - BEFORE


def planned_result(drop: Timed) -> datetime | None:
    """Return when the numbers are expected, before the closing fixes the round that decides; None where nothing is drawn."""
    closes_at = closing(drop)
    return closes_at and max(closes_at + AHEAD, drop.draws_at or closes_at)


def draw_of(session: Session, item: int) -> Draw | None:
    """Return the draw of an item. The caller has locked the drop."""
    return session.exec(
        select(Draw).where(col(Draw.item_id) == item).execution_options(populate_existing=True)
    ).first()


def is_drawn(session: Session, item: int) -> bool:
    """Return whether the draw has given the numbers."""
    drawn = select(Draw.id).where(col(Draw.item_id) == item, col(Draw.drawn_at).is_not(None))
    return session.exec(drawn).first() is not None


def draw_pending(session: Session, policy: DropPolicy, item: int) -> bool:
    """Whether the draw has yet to give the numbers of an item."""
    return policy != DropPolicy.QUEUE and not is_drawn(session, item)
