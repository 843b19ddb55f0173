"""Returnable packaging: its types, where its units are, and how they came there."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Select,
    UniqueConstraint,
    select,
)
from sqlmodel import col

from locales.units import ItemUnit
from locales.user_text import PACKAGING
from storage.column import AUTOINCREMENT, BIG, OWNER, PUBLIC, TRACE, column, enum_column, one_of
from storage.param import Param
from storage.row import Row


class Stream(StrEnum):
    """The two kinds of packaging that never share a crate, a wash or a slot."""

    HALAL = "halal"
    OTHER = "other"


class PackagingPolicy(StrEnum):
    """The condition for a borrower: a deposit, or nothing and a fee for each day too late."""

    DEPOSIT = "deposit"
    LATE_FEE = "late_fee"


class PackagingState(StrEnum):
    """The states of a unit."""

    CLEAN = "clean"
    OUT = "out"
    RETURNED = "returned"
    WASHING = "washing"
    QUARANTINED = "quarantined"
    RETIRED = "retired"
    LOST = "lost"


class PlaceKind(StrEnum):
    """The kind of a place."""

    HUB = "hub"
    STALL = "stall"
    LOAN = "loan"
    HAUL = "haul"


class MovementReason(StrEnum):
    """Why units moved."""

    BOUGHT = "bought"
    LENT = "lent"
    UNRECORDED = "unrecorded"
    TAKEN_BACK = "taken_back"
    SWAPPED_IN = "swapped_in"
    SWAPPED_OUT = "swapped_out"
    WASH_STARTED = "wash_started"
    WASH_DONE = "wash_done"
    SENT = "sent"
    ARRIVED = "arrived"
    DAMAGED = "damaged"
    MIXED = "mixed"
    RELEASED = "released"
    WORN_OUT = "worn_out"
    FOUND = "found"
    COUNTED_LOST = "counted_lost"
    WRITTEN_OFF = "written_off"
    BACK_AFTER_ALL = "back_after_all"
    UNDONE = "undone"


class PackagingType(Row, table=True):
    """A kind of packaging. Money is in minor units for each unit; `price` is what a lost one costs its borrower at most.

    It is due `free_days` after it went out. `buy_cost`, `wash_cost` and `haul_cost` are what one unit costs the market: once, each wash, each use.
    `single`: each piece is an asset with a serial; `has_lid`: a piece is a body and a lid. Not lent any more since `ended_at`.
    """

    __tablename__ = "packaging_type"
    __table_args__ = (
        UniqueConstraint("id", "stream", name="packaging_type_stream_key"),
        CheckConstraint(one_of("unit", ItemUnit), name="packaging_type_unit"),
        CheckConstraint(one_of("stream", Stream), name="packaging_type_stream"),
        CheckConstraint(
            "(policy = 'deposit' AND deposit > 0 AND fee_per_day = 0) "
            "OR (policy = 'late_fee' AND deposit = 0 AND fee_per_day > 0 AND price > 0)",
            name="packaging_type_policy",
        ),
        CheckConstraint("price >= 0", name="packaging_type_price"),
        CheckConstraint("free_days BETWEEN 1 AND 365", name="packaging_type_free_days"),
        CheckConstraint("buy_cost >= 0 AND wash_cost >= 0 AND haul_cost >= 0", name="packaging_type_cost"),
        CheckConstraint("grams >= 1 AND expected_uses >= 1", name="packaging_type_use"),
        CheckConstraint("NOT has_lid OR single", name="packaging_type_lid"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    code: str = column(PUBLIC, max_length=14, unique=True)
    name: str = column(PUBLIC, max_length=PACKAGING.longest)
    unit: ItemUnit = enum_column(PUBLIC, ItemUnit, 8)
    stream: Stream = enum_column(PUBLIC, Stream, 8)
    policy: PackagingPolicy = enum_column(PUBLIC, PackagingPolicy, 8)
    deposit: int = column(PUBLIC, default=0, sa_type=BigInteger)
    free_days: int = column(PUBLIC, default=14)
    fee_per_day: int = column(PUBLIC, default=0, sa_type=BigInteger)
    price: int = column(PUBLIC, default=0, sa_type=BigInteger)
    buy_cost: int = column(PUBLIC, default=0, sa_type=BigInteger)
    wash_cost: int = column(PUBLIC, default=0, sa_type=BigInteger)
    haul_cost: int = column(PUBLIC, default=0, sa_type=BigInteger)
    grams: int = column(PUBLIC, default=1)
    expected_uses: int = column(PUBLIC, default=1)
    single: bool = column(PUBLIC, default=False)
    has_lid: bool = column(PUBLIC, default=False)
    currency: str = column(PUBLIC, max_length=3)
    made_at: datetime = column(PUBLIC)
    ended_at: datetime | None = column(PUBLIC, default=None)


class PackagingPlace(Row, table=True):
    """A place of units: a hub, a stall, or what a loan or a haul refers to as its own."""

    __tablename__ = "packaging_place"
    __table_args__ = (
        CheckConstraint(one_of("kind", PlaceKind), name="packaging_place_kind"),
        CheckConstraint("(kind = 'hub') = (hub_id IS NOT NULL)", name="packaging_place_of_hub"),
        CheckConstraint("(kind = 'stall') = (stall_id IS NOT NULL)", name="packaging_place_of_stall"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    kind: PlaceKind = enum_column(TRACE, PlaceKind, 8)
    hub_id: int | None = column(TRACE, default=None, foreign_key="hub.id", unique=True)
    stall_id: int | None = column(TRACE, default=None, foreign_key="stall.id", unique=True)


class Haul(Row, table=True):
    """Clean or returned units of one stream on the way from a place to another; `place_id` is the haul's own place.

    What did not arrive by `received_at` is still on the way, until it arrives or is counted lost.
    """

    __tablename__ = "haul"
    __table_args__ = (
        UniqueConstraint("id", "stream", name="haul_stream_key"),
        CheckConstraint(one_of("stream", Stream), name="haul_stream"),
        CheckConstraint("state IN ('clean', 'returned')", name="haul_state"),
        CheckConstraint("from_id <> to_id", name="haul_ends"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    stream: Stream = enum_column(TRACE, Stream, 8)
    state: PackagingState = enum_column(TRACE, PackagingState, 12)
    place_id: int = column(TRACE, foreign_key="packaging_place.id", unique=True, sa_type=BIG)
    from_id: int = column(TRACE, foreign_key="packaging_place.id", index=True, sa_type=BIG)
    to_id: int = column(TRACE, foreign_key="packaging_place.id", index=True, sa_type=BIG)
    sent_by: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    sent_at: datetime = column(TRACE)
    received_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    received_at: datetime | None = column(TRACE, default=None)


class Wash(Row, table=True):
    """A load of one stream that is washed in one place."""

    __tablename__ = "wash"
    __table_args__ = (
        UniqueConstraint("id", "stream", name="wash_stream_key"),
        CheckConstraint(one_of("stream", Stream), name="wash_stream"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    stream: Stream = enum_column(TRACE, Stream, 8)
    place_id: int = column(TRACE, foreign_key="packaging_place.id", index=True, sa_type=BIG)
    by_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    started_at: datetime = column(TRACE)
    done_at: datetime | None = column(TRACE, default=None)


class PackagingStock(Row, table=True):
    """Units of a type that are in a place in a state: the sum of the movements to it less those from it."""

    __tablename__ = "packaging_stock"
    __table_args__ = (
        UniqueConstraint("place_id", "type_id", "state", name="packaging_stock_once"),
        CheckConstraint(one_of("state", PackagingState), name="packaging_stock_state"),
        CheckConstraint("units >= 0", name="packaging_stock_units"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    place_id: int = column(TRACE, foreign_key="packaging_place.id", sa_type=BIG)
    type_id: int = column(TRACE, foreign_key="packaging_type.id", index=True)
    state: PackagingState = enum_column(TRACE, PackagingState, 12)
    units: int = column(TRACE, default=0)


class PackagingAsset(Row, table=True):
    """A single piece of a type, by its serial. `lid_missing`: only the body is there. Its trips and washes are in its movements."""

    __tablename__ = "packaging_asset"
    __table_args__ = (
        UniqueConstraint("type_id", "serial", name="packaging_asset_serial"),
        CheckConstraint(one_of("state", PackagingState), name="packaging_asset_state"),
        Index("packaging_asset_in_place", "place_id", "type_id", "state"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    type_id: int = column(TRACE, foreign_key="packaging_type.id")
    serial: str = column(TRACE, max_length=16)
    place_id: int = column(TRACE, foreign_key="packaging_place.id", sa_type=BIG)
    state: PackagingState = enum_column(TRACE, PackagingState, 12)
    lid_missing: bool = column(TRACE, default=False)
    bought_at: datetime = column(TRACE)


class PackagingMovement(Row, table=True):
    """Units that moved from a place and state to another. None for a place: they entered the books, or their unrecorded issue was undone.

    A row is never changed but for `by_id`, and never deleted; a trigger refuses it. Its stream is that of its type, haul and wash.
    """

    __tablename__ = "packaging_movement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["type_id", "stream"],
            ["packaging_type.id", "packaging_type.stream"],
            name="packaging_movement_stream",
        ),
        ForeignKeyConstraint(
            ["haul_id", "stream"], ["haul.id", "haul.stream"], name="packaging_movement_haul"
        ),
        ForeignKeyConstraint(
            ["wash_id", "stream"], ["wash.id", "wash.stream"], name="packaging_movement_wash"
        ),
        CheckConstraint("units >= 1", name="packaging_movement_units"),
        CheckConstraint("asset_id IS NULL OR units = 1", name="packaging_movement_asset"),
        CheckConstraint(one_of("reason", MovementReason), name="packaging_movement_reason"),
        CheckConstraint(one_of("from_state", PackagingState), name="packaging_movement_from_state"),
        CheckConstraint(one_of("to_state", PackagingState), name="packaging_movement_to_state"),
        CheckConstraint("(from_id IS NULL) = (from_state IS NULL)", name="packaging_movement_from"),
        CheckConstraint("(to_id IS NULL) = (to_state IS NULL)", name="packaging_movement_to"),
        CheckConstraint("from_id IS NOT NULL OR to_id IS NOT NULL", name="packaging_movement_ends"),
        Index("packaging_movement_of_type", "type_id", "made_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    type_id: int = column(TRACE)
    stream: Stream = enum_column(TRACE, Stream, 8)
    units: int = column(TRACE)
    from_id: int | None = column(
        TRACE, default=None, foreign_key="packaging_place.id", index=True, sa_type=BIG
    )
    from_state: PackagingState | None = enum_column(TRACE, PackagingState, 12, default=None)
    to_id: int | None = column(TRACE, default=None, foreign_key="packaging_place.id", index=True, sa_type=BIG)
    to_state: PackagingState | None = enum_column(TRACE, PackagingState, 12, default=None)
    reason: MovementReason = enum_column(TRACE, MovementReason, 16)
    scan_id: int | None = column(TRACE, default=None, foreign_key="scan.id", index=True, sa_type=BIG)
    haul_id: int | None = column(TRACE, default=None, index=True, sa_type=BIG)
    wash_id: int | None = column(TRACE, default=None, index=True, sa_type=BIG)
    asset_id: int | None = column(
        TRACE, default=None, foreign_key="packaging_asset.id", index=True, sa_type=BIG
    )
    reverses_id: int | None = column(
        TRACE, default=None, foreign_key="packaging_movement.id", unique=True, sa_type=BIG
    )
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
    made_at: datetime = column(TRACE)


def types_of(types: Sequence[int] | Param) -> Select[*tuple[Any, ...]]:
    """Return what a drop's card shows of these types."""
    columns = [getattr(PackagingType, name) for name in ("id", "name", "free_days", "fee_per_day", "price")]
    return select(*columns).where(col(PackagingType.id).in_(types))
