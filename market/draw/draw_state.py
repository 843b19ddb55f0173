"""How far a draw is: when its entries close, and whether it has been drawn."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session, col, select

from storage.draw import Draw
from storage.drop import DropPolicy

BEFORE = timedelta(minutes=4)
"""Entries of a draw that names no time for it close so long before it is drawn."""


class Timed(Protocol):
    """A drop, as a row or as facts."""

    @property
    def policy(self) -> DropPolicy: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def draws_at(self) -> datetime | None: ...
    @property
    def pot_until(self) -> datetime | None: ...


def closing(drop: Timed) -> datetime | None:
    """When the list of those who are drawn is made; None where nobody is."""
    if drop.policy == DropPolicy.POT:
        return drop.pot_until
    if drop.policy != DropPolicy.DRAW or drop.draws_at is None:
        return None
    return drop.closes_at or drop.draws_at - BEFORE


def draw_of(session: Session, item: int) -> Draw | None:
    """A line's draw, for who has locked its drop."""
    return session.exec(
        select(Draw).where(col(Draw.item_id) == item).execution_options(populate_existing=True)
    ).first()


def is_drawn(session: Session, item: int) -> bool:
    """Whether its numbers have been given."""
    drawn = select(Draw.id).where(col(Draw.item_id) == item, col(Draw.drawn_at).is_not(None))
    return session.exec(drawn).first() is not None
