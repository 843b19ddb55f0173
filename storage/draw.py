"""Draws and what is published of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Select, case, func, select, text
from sqlmodel import col

from storage.beacon_kind import BeaconKind
from storage.column import AUTOINCREMENT, BIG, PUBLIC, column, enum_column, one_of
from storage.param import Param
from storage.row import Row
from storage.waitlist import Entry, EntryState


class Draw(Row, table=True):
    """The draw of one item. Opening commits to a secret, closing fixes the list's root and a beacon's round, whose randomness decides.

    Bytes are in lower-case hex. The scores contain `name`. Nobody may see the secret before `closed_at`.
    """

    __tablename__ = "draw"
    __table_args__ = (
        CheckConstraint(one_of("beacon", BeaconKind), name="draw_beacon"),
        CheckConstraint("(closed_at IS NULL) = (root IS NULL)", name="draw_closed"),
        CheckConstraint("(closed_at IS NULL) = (round IS NULL)", name="draw_round"),
        CheckConstraint("(drawn_at IS NULL) = (randomness IS NULL)", name="draw_drawn"),
        CheckConstraint("drawn_at IS NULL OR closed_at IS NOT NULL", name="draw_in_turn"),
        Index(
            "draw_ahead",
            "item_id",
            sqlite_where=text("drawn_at IS NULL"),
            postgresql_where=text("drawn_at IS NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True, sa_type=BIG)
    item_id: int = column(PUBLIC, foreign_key="item.id", unique=True)
    name: str = column(PUBLIC, max_length=32, unique=True)
    secret: str = column(PUBLIC, max_length=64)
    commitment: str = column(PUBLIC, max_length=64)
    opened_at: datetime = column(PUBLIC)
    closed_at: datetime | None = column(PUBLIC, default=None)
    entries: int = column(PUBLIC, default=0)
    root: str | None = column(PUBLIC, default=None, max_length=64)
    beacon: BeaconKind = enum_column(PUBLIC, BeaconKind, 8)
    round: int | None = column(PUBLIC, default=None, sa_type=BigInteger)
    randomness: str | None = column(PUBLIC, default=None, max_length=64)
    signature: str = column(PUBLIC, default="", max_length=192)
    drawn_at: datetime | None = column(PUBLIC, default=None)


def draws_of(items: Sequence[int] | Param) -> Select[*tuple[Any, ...]]:
    """Return what a drop's card shows of each item's draw; `entries` counts those so far while it is open."""
    so_far = select(func.count()).where(
        col(Entry.item_id) == col(Draw.item_id),
        col(Entry.state) == EntryState.WAITING,
        col(Entry.number).is_(None),
    )
    counted = case((col(Draw.closed_at).is_(None), so_far.scalar_subquery()), else_=col(Draw.entries))
    columns = (
        Draw.item_id,
        Draw.name,
        Draw.beacon,
        Draw.commitment,
        Draw.closed_at,
        Draw.round,
        Draw.drawn_at,
    )
    return select(*map(col, columns), counted.label("entries")).where(col(Draw.item_id).in_(items))
