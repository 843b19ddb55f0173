"""Drops: what a stall releases at one time, and the items in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Select,
    and_,
    case,
    exists,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from locales.packaging_kind import PackagingKind
from locales.stock import ADULTS
from locales.units import ItemUnit
from locales.user_text import ALLERGENS, DROP, ITEM, OPTIONS, REASON, WORDS
from storage.alley import Alley
from storage.column import AUTOINCREMENT, PUBLIC, column, enum_column, one_of
from storage.market_day import StallNote
from storage.param import Param
from storage.permit import is_permitted
from storage.pitch import pitch_code
from storage.row import Row
from storage.stall import Stall, StallApproval
from storage.stop import Stop, moved_to


class DropState(StrEnum):
    """The states of a drop: a draft is published, may be paused and resumed, and ends cancelled or over."""

    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"
    CANCELLED = "cancelled"


TAKES_PLACE = (DropState.PUBLISHED, DropState.PAUSED)


class DropPolicy(StrEnum):
    """The order in which people are served: by joining, by a draw, or by a draw among those who join in the first minutes."""

    QUEUE = "queue"
    DRAW = "draw"
    POT = "pot"


class Fitting(StrEnum):
    """The rule for an entry that asks for more units than are left: all wait for it, it is skipped, or it is split."""

    STRICT = "strict"
    FIT = "fit"
    SPLIT = "split"


class Weighing(StrEnum):
    """The chances in a draw: the same for everybody, or one more for each earlier draw without success."""

    EQUAL = "equal"
    PATIENCE = "patience"


class Drop(Row, table=True):
    """A drop: its waitlist is open from `opens_at` to `closes_at` (None: `ends_at`), collection runs from `starts_at` to `ends_at`.

    A draw has `draws_at`, a pot `pot_until`. An entry that asks for too many units may be skipped `skips` times where `fitting` is FIT.
    At most `waitlist_limit` units of an item may wait (None: any number).
    `deposit` is in minor units for each unit, refunded in full until `refund_until`. `stopped_at`: since when the clocks of its holds stand still,
    because it is paused, stopped or not open to the public. While an organiser's stop runs, and after it was called off, `stop_id` names it.
    Of a draft, `album` is the group of photos that it was sent with, `voice_at` when its vendor sent a
    voice note, which nobody but they can hear. `source_message` is the id of the vendor's message that it was read from.
    `live_announced`: its stall said that it will be sold live, and has not begun. A draft has no stall day yet; since `placed_at` it has this day and
    these hours. `series_day` is the date of its series that it was published for, wherever it was moved since.
    """

    __tablename__ = "drop"
    __table_args__ = (
        ForeignKeyConstraint(
            ["stall_day_id", "stall_id", "alley_id"],
            ["stall_day.id", "stall_day.stall_id", "stall_day.alley_id"],
            name="drop_stall_day_fkey",
        ),
        CheckConstraint(one_of("state", DropState), name="drop_state"),
        CheckConstraint("(state = 'draft') = (stall_day_id IS NULL)", name="drop_stall_day"),
        CheckConstraint("(stall_day_id IS NULL) = (placed_at IS NULL)", name="drop_placed"),
        CheckConstraint(one_of("policy", DropPolicy), name="drop_policy"),
        CheckConstraint("starts_at < ends_at", name="drop_hours"),
        CheckConstraint("opens_at < ends_at", name="drop_opens"),
        CheckConstraint("(policy = 'draw') = (draws_at IS NOT NULL)", name="drop_draw"),
        CheckConstraint("(policy = 'pot') = (pot_until IS NOT NULL)", name="drop_pot"),
        CheckConstraint("per_person BETWEEN 1 AND 6", name="drop_per_person"),
        CheckConstraint(one_of("fitting", Fitting), name="drop_fitting"),
        CheckConstraint("skips BETWEEN 0 AND 9", name="drop_skips"),
        CheckConstraint("waitlist_limit BETWEEN 0 AND 100", name="drop_waitlist_limit"),
        CheckConstraint(
            "weighing = 'equal' OR (weighing = 'patience' AND policy = 'draw')", name="drop_weighing"
        ),
        CheckConstraint("deposit >= 0 AND (deposit > 0) = (refund_until IS NOT NULL)", name="drop_deposit"),
        CheckConstraint("(series_id IS NULL) = (series_day IS NULL)", name="drop_series_date"),
        Index("drop_of_series", "series_id", "series_day", unique=True),
        Index("drop_upcoming", "ends_at", "starts_at", "id"),
        Index("drop_of_stall", "stall_id", "ends_at"),
        Index("drop_of_alley", "alley_id", "ends_at"),
        Index("drop_of_stall_day", "stall_day_id"),
        Index(
            "drop_to_wind_up",
            "ends_at",
            sqlite_where=text("wound_up_at IS NULL"),
            postgresql_where=text("wound_up_at IS NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    code: str = column(PUBLIC, max_length=12, unique=True)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    stall_day_id: int | None = column(PUBLIC, default=None)
    placed_at: datetime | None = column(PUBLIC, default=None)
    name: str = column(PUBLIC, max_length=DROP.longest)
    words: str = column(PUBLIC, default="", max_length=WORDS.longest)
    language: str = column(PUBLIC, max_length=12)
    picture_hash: str | None = column(
        PUBLIC, default=None, foreign_key="picture.hash", max_length=64, index=True
    )
    policy: DropPolicy = enum_column(PUBLIC, DropPolicy, 8, default=DropPolicy.QUEUE)
    per_person: int = column(PUBLIC, default=2)
    skips: int = column(PUBLIC, default=2)
    fitting: Fitting = enum_column(PUBLIC, Fitting, 8, default=Fitting.FIT)
    weighing: Weighing = enum_column(PUBLIC, Weighing, 8, default=Weighing.EQUAL)
    deposit: int = column(PUBLIC, default=0, sa_type=BigInteger)
    refund_until: datetime | None = column(PUBLIC, default=None)
    state: DropState = enum_column(PUBLIC, DropState, 12, default=DropState.DRAFT)
    reason: str = column(PUBLIC, default="", max_length=REASON.longest)
    opens_at: datetime = column(PUBLIC)
    closes_at: datetime | None = column(PUBLIC, default=None)
    pot_until: datetime | None = column(PUBLIC, default=None)
    draws_at: datetime | None = column(PUBLIC, default=None)
    starts_at: datetime = column(PUBLIC)
    ends_at: datetime = column(PUBLIC)
    moved_from: datetime | None = column(PUBLIC, default=None)
    revision: int = column(PUBLIC, default=0)
    """Counts the changes that a calendar has to hear of."""
    revised_at: datetime | None = column(PUBLIC, default=None)
    paused_at: datetime | None = column(PUBLIC, default=None)
    cancelled_at: datetime | None = column(PUBLIC, default=None)
    hidden_at: datetime | None = column(PUBLIC, default=None)
    hidden_reason: str | None = column(PUBLIC, default=None, max_length=REASON.longest)
    stopped_at: datetime | None = column(PUBLIC, default=None)
    stop_id: int | None = column(PUBLIC, default=None, foreign_key="stop.id", index=True)
    wound_up_at: datetime | None = column(PUBLIC, default=None)
    waitlist_limit: int | None = column(PUBLIC, default=None)
    published_at: datetime | None = column(PUBLIC, default=None, index=True)
    album: str | None = column(PUBLIC, default=None, max_length=40)
    voice_at: datetime | None = column(PUBLIC, default=None)
    source_message: int | None = column(PUBLIC, default=None, sa_type=BigInteger)
    live_announced: bool = column(PUBLIC, default=False)
    series_id: int | None = column(PUBLIC, default=None, foreign_key="drop_series.id")
    series_day: date | None = column(PUBLIC, default=None)
    created_at: datetime = column(PUBLIC)


class DropTag(Row, table=True):
    """A tag of a drop."""

    __tablename__ = "drop_tag"
    __table_args__ = (Index("drop_tag_by_tag", "tag", "drop_id"),)

    drop_id: int = column(PUBLIC, primary_key=True, foreign_key="drop.id")
    tag: str = column(PUBLIC, primary_key=True, max_length=24)


LONGEST_TEXT = {"name": ITEM, "allergens": ALLERGENS, "options": OPTIONS}
"""Characters of the texts of an `ItemDescription`."""


@dataclass(frozen=True, kw_only=True)
class ItemDescription:
    """A stall's description of an item: the same in its line, in the item, in what is shown of it, in a template and in a copy.

    Each is a column of `Item`, too. An item that is not `offered` is sold only within a bundle. `allergens` are the stall's own words, empty
    where it named none; so are `options`, of which each unit has one: "hot / iced".
    """

    name: str = ""
    unit: ItemUnit = ItemUnit.PIECE
    offered: bool = True
    allergens: str = ""
    options: str = ""


def described(item: "ItemDescription | Item") -> dict[str, Any]:
    """Return the fields of an item's description."""
    return {name: getattr(item, name) for name in ItemDescription.__dataclass_fields__}


class Item(Row, table=True):
    """An item of a drop. `price` and `loan_deposit` (for returnable packaging) are in minor units of the alley's currency.

    Only a slot has `starts_at` and `ends_at`.
    `announced_units` counts the available units that everybody waiting was notified of in the last two hours.
    `packaging_id` is the type its units go out in, whose deposit is `loan_deposit`.
    `sold_in` is what the goods come in, None where the stall did not say; RETURNABLE with a type or a deposit.
    `sold` units of those booked were sold at the stall, to nobody known. `cost` is what one unit costs the stall, in minor units; None where it did not say.
    While a live session of the drop runs, holds last `live_minutes`. `marks` counts the changes of what messages show of it (`storage/shown.py`).
    """

    __tablename__ = "item"
    __mapper_args__: ClassVar[dict[str, Any]] = {"eager_defaults": True}
    __table_args__ = (
        CheckConstraint("quantity BETWEEN 0 AND 100000", name="item_quantity"),
        CheckConstraint("price >= 0 AND loan_deposit >= 0", name="item_price"),
        CheckConstraint("booked >= 0 AND held >= 0 AND waiting >= 0", name="item_counts"),
        CheckConstraint("booked + held <= quantity", name="item_never_oversold"),
        CheckConstraint("sold BETWEEN 0 AND booked", name="item_sold"),
        CheckConstraint("cost >= 0", name="item_cost"),
        CheckConstraint(one_of("sold_in", PackagingKind), name="item_sold_in"),
        CheckConstraint("live_minutes IN (2, 5, 10)", name="item_live_minutes"),
        CheckConstraint(
            "unit IN ('piece', 'box', 'cup', 'jar', 'pack', 'print', 'seat', 'place')", name="item_unit"
        ),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="item_slot"),
        CheckConstraint("announced_units >= 0", name="item_announced_units"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    drop_id: int = column(PUBLIC, foreign_key="drop.id", index=True)
    position: int = column(PUBLIC, default=1)
    name: str = column(PUBLIC, max_length=ITEM.longest)
    unit: ItemUnit = enum_column(PUBLIC, ItemUnit, 8, default=ItemUnit.PIECE)
    price: int = column(PUBLIC, sa_type=BigInteger)
    loan_deposit: int = column(PUBLIC, default=0, sa_type=BigInteger)
    quantity: int = column(PUBLIC)
    booked: int = column(PUBLIC, default=0)
    held: int = column(PUBLIC, default=0)
    waiting: int = column(PUBLIC, default=0)
    next_number: int = column(PUBLIC, default=1)
    offered: bool = column(PUBLIC, default=True)
    announced_units: int = column(PUBLIC, default=0)
    starts_at: datetime | None = column(PUBLIC, default=None)
    ends_at: datetime | None = column(PUBLIC, default=None)
    allergens: str = column(PUBLIC, default="", max_length=ALLERGENS.longest)
    options: str = column(PUBLIC, default="", max_length=OPTIONS.longest)
    packaging_id: int | None = column(PUBLIC, default=None, foreign_key="packaging_type.id", index=True)
    sold: int = column(PUBLIC, default=0)
    cost: int | None = column(PUBLIC, default=None, sa_type=BigInteger)
    sold_in: PackagingKind | None = enum_column(PUBLIC, PackagingKind, 12, default=None, nullable=True)
    live_minutes: int | None = column(PUBLIC, default=None)
    marks: int = column(PUBLIC, default=0)


class FormerPrice(Row, table=True):
    """A price that an item had before, in minor units: a kiosk without a network may have read it."""

    __tablename__ = "former_price"

    item_id: int = column(
        PUBLIC, primary_key=True, foreign_key="item.id", sa_column_kwargs={"autoincrement": False}
    )
    price: int = column(
        PUBLIC, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )


class Component(Row, table=True):
    """Each unit of the bundle `bundle_id` includes `units` of the item `item_id`."""

    __tablename__ = "component"
    __table_args__ = (
        CheckConstraint("units BETWEEN 1 AND 6", name="component_units"),
        CheckConstraint("bundle_id <> item_id", name="component_of_another"),
    )

    bundle_id: int = column(PUBLIC, primary_key=True, foreign_key="item.id")
    item_id: int = column(PUBLIC, primary_key=True, foreign_key="item.id", index=True)
    units: int = column(PUBLIC, default=1)


def drop_rows(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return drops with their stall and alley, one row each, in columns named `drop_x`, `stall_x`, `alley_x`, `home_x`.

    The deposit is 0 where the stall may not take any; `drop_note` is what the stall says of its day, `drop_pitch` the code of its place, "" for nothing.
    `drop_moved_to` is where its market day was moved.
    """
    home = aliased(Alley, name="home")
    allowed = case((col(Stall.deposits_at).is_not(None), col(Drop.deposit)), else_=0)
    columns = [
        *(getattr(Drop, name).label(f"drop_{name}") for name in Drop.model_fields if name != "deposit"),
        allowed.label("drop_deposit"),
        day_note().label("drop_note"),
        pitch_code(col(Drop.stall_day_id)).label("drop_pitch"),
        moved_to(col(Drop.stall_day_id)).label("drop_moved_to"),
        col(Stop.kind).label("drop_stop_kind"),
        col(Stop.final_at).label("drop_stop_until"),
        *(getattr(Stall, name).label(f"stall_{name}") for name in Stall.model_fields),
        *(getattr(Alley, name).label(f"alley_{name}") for name in Alley.model_fields),
        *(getattr(home, name).label(f"home_{name}") for name in Alley.model_fields),
    ]
    joined = (
        select(*columns)
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
    )
    return (
        joined.join(home, col(home.id) == col(Stall.alley_id))
        .outerjoin(Stop, col(Stop.id) == col(Drop.stop_id))
        .where(*conditions)
        .order_by(col(Drop.starts_at), col(Drop.id))
    )


def day_note() -> ColumnElement[str]:
    """Return the note of a drop's stall day, as a column beside the drop and its stall; "" where there is none, and of a drop that is hidden."""
    newest = select(col(StallNote.words)).where(col(StallNote.stall_day_id) == col(Drop.stall_day_id))
    row = newest.order_by(col(StallNote.id).desc()).limit(1).correlate(Drop).scalar_subquery()
    is_said = col(Drop.hidden_at).is_(None), col(Stall.state) == StallApproval.APPROVED
    return case((and_(*is_said), func.coalesce(row, "")), else_="")


def items_of(drops: Sequence[int] | Param) -> Select[*tuple[Any, ...]]:
    """Return the items of these drops. `room` is how many of a bundle its components allow, None for any other item."""
    columns = [getattr(Item, name) for name in Item.model_fields]
    other = aliased(Item)
    free = col(other.quantity) - col(other.booked) - col(other.held) - col(other.waiting)
    room = (
        select(func.min(free // col(Component.units)))
        .select_from(other)
        .join(Component, col(Component.item_id) == col(other.id))
        .where(col(Component.bundle_id) == col(Item.id))
    )
    return (
        select(*columns, room.scalar_subquery().label("room"))
        .where(col(Item.drop_id).in_(drops))
        .order_by(col(Item.drop_id), col(Item.position), col(Item.id))
    )


def more_available_than(units: Mapped[int]) -> ColumnElement[bool]:
    """Return the condition that more than `units` of an item, and of its components, are neither booked nor held."""
    own = col(Item.quantity) - col(Item.booked) - col(Item.held)
    other = aliased(Item)
    spare = col(other.quantity) - col(other.booked) - col(other.held)
    short = (
        select(col(Component.item_id))
        .join(other, col(other.id) == col(Component.item_id))
        .where(col(Component.bundle_id) == col(Item.id), spare // col(Component.units) <= units)
    )
    return and_(own > units, ~short.exists())


def cut_off() -> ColumnElement[datetime]:
    """Return the moment after which an item is not given out: the start of a slot, else the end of the drop."""
    return func.coalesce(Item.starts_at, Drop.ends_at)


def components_of(items: Sequence[int] | Param) -> Select[int, int, int, str]:
    """Return bundle, component, units and the component's name."""
    rows = select(col(Component.bundle_id), col(Component.item_id), col(Component.units), col(Item.name))
    rows = rows.join(Item, col(Item.id) == col(Component.item_id)).where(col(Component.bundle_id).in_(items))
    return rows.order_by(col(Item.position), col(Item.id))


def items_in_lists_of(drops: Sequence[int] | Param) -> Select[int, str, int, bool]:
    """Return the names and prices of the items of these drops, and whether they are offered by themselves."""
    return (
        select(col(Item.drop_id), col(Item.name), col(Item.price), col(Item.offered))
        .where(col(Item.drop_id).in_(drops))
        .order_by(col(Item.drop_id), col(Item.position), col(Item.id))
    )


def tags_of(drops: Sequence[int] | Param) -> Select[int, str]:
    """Return the tags of these drops."""
    return (
        select(col(DropTag.drop_id), col(DropTag.tag))
        .where(col(DropTag.drop_id).in_(drops))
        .order_by(col(DropTag.tag))
    )


def is_for_adults(drop: ColumnElement[int] | Param) -> ColumnElement[bool]:
    """Return the condition that a drop is for people of 18 and over: it has the tag that says so."""
    return exists().where(col(DropTag.drop_id) == drop, col(DropTag.tag) == ADULTS)


def is_shown() -> ColumnElement[bool]:
    """Return the condition that everybody may see a drop: its stall is approved, its alley open and permitted, and it is neither a draft nor hidden."""
    alley = aliased(Alley)
    closed = exists().where(col(alley.id) == col(Drop.alley_id), col(alley.closed_at).is_not(None))
    return and_(
        col(Drop.state) != DropState.DRAFT,
        col(Drop.hidden_at).is_(None),
        col(Stall.state) == StallApproval.APPROVED,
        ~closed,
        is_permitted(col(Drop.alley_id), col(Drop.starts_at), col(Drop.ends_at)),
    )


def is_stopped() -> ColumnElement[bool]:
    """Return the condition that an organiser's stop of its market day keeps a drop from being given out, or has ended it."""
    return col(Drop.stop_id).is_not(None)


def planned_rows(now: datetime | Param) -> Select[*tuple[Any, ...]]:
    """Return every visible drop that is not over, with its hours, state, stall, alley and zone."""
    own = (Drop.id, Drop.starts_at, Drop.ends_at, Drop.name, Drop.state)
    rows = (
        select(*map(col, own), col(Stall.name).label("stall"), col(Alley.id).label("alley"), col(Alley.zone))
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
    )
    return rows.where(is_shown(), col(Drop.ends_at) > now).order_by(col(Drop.starts_at), col(Drop.id))


def lock_drop(session: Session, drop: int) -> None:
    """Lock a drop until the transaction ends."""
    session.connection().execute(
        select(col(Drop.id)).where(col(Drop.id) == drop).with_for_update(key_share=True)
    )
