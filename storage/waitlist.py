"""The waitlist of an item: its entries, holds and bookings."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    UniqueConstraint,
    and_,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.column import AUTOINCREMENT, BIG, OWNER, TRACE, column, enum_column, one_of
from storage.deposit import Deposit, current_deposit_of
from storage.drop import Drop, DropState, Item
from storage.param import Param
from storage.row import Row


class EntryState(StrEnum):
    """The states of an entry in a waitlist."""

    WAITING = "waiting"
    HELD = "held"
    BOOKED = "booked"
    DECLINED = "declined"
    EXPIRED = "expired"
    LEFT = "left"
    CLOSED = "closed"


class HoldState(StrEnum):
    """The states of a hold; all but the first are final."""

    LIVE = "live"
    BOOKED = "booked"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class BookingState(StrEnum):
    """The states of a booking."""

    BOOKED = "booked"
    COLLECTED = "collected"
    RELEASED = "released"
    MISSED = "missed"
    CANCELLED = "cancelled"


HAD = (BookingState.BOOKED, BookingState.COLLECTED, BookingState.MISSED)
"""States of bookings that were neither given up nor cancelled: to be collected, collected, or not collected to the end."""


UNTOLD = "state = 'live' AND notified_at IS NULL"


class Entry(Row, table=True):
    """A person's entry in a waitlist. Its number never changes; None: the draw has not assigned it yet.

    Where the person agreed (`split`), a part may be held and the rest waits with the same number as `remainder` 1.
    In a draw it has a `pseudonym` and `weight` chances.

    waiting -> held -> booked | declined | expired; waiting -> left | closed.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("item_id", "number", "remainder", name="entry_number"),
        UniqueConstraint("item_id", "pseudonym", name="entry_pseudonym"),
        CheckConstraint(
            one_of("state", EntryState),
            name="entry_state",
        ),
        CheckConstraint("units BETWEEN 1 AND 6", name="entry_units"),
        CheckConstraint("skipped >= 0", name="entry_skipped"),
        CheckConstraint("remainder >= 0", name="entry_remainder"),
        CheckConstraint("weight BETWEEN 1 AND 4", name="entry_weight"),
        Index(
            "entry_once",
            "item_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "entry_next",
            "item_id",
            "number",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("entry_by_person", "person_id", "item_id"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    item_id: int = column(TRACE, foreign_key="item.id")
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id")
    number: int | None = column(TRACE, default=None)
    remainder: int = column(TRACE, default=0)
    units: int = column(TRACE)
    split: bool = column(TRACE, default=False)
    skipped: int = column(TRACE, default=0)
    weight: int = column(TRACE, default=1)
    pseudonym: str | None = column(TRACE, default=None, max_length=12)
    state: EntryState = enum_column(TRACE, EntryState, 8, default=EntryState.WAITING)
    joined_at: datetime = column(TRACE)
    ended_at: datetime | None = column(TRACE, default=None)


class Hold(Row, table=True):
    """Units held for one person until `until`; after that they are available, even before the sweep has expired the hold.

    `notified_at` is when its person was told. Before that its clock does not run, and `until` is the cut-off.
    A live hold of nobody keeps what the person of its entry gave up, for the minute in which that can be undone.

    live -> booked | declined | expired | cancelled, once.
    """

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint(one_of("state", HoldState), name="hold_state"),
        CheckConstraint("units BETWEEN 1 AND 6", name="hold_units"),
        Index(
            "hold_once",
            "item_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'live'"),
            postgresql_where=text("state = 'live'"),
        ),
        Index("hold_of_item", "item_id", "state"),
        Index(
            "hold_ends", "until", sqlite_where=text("state = 'live'"), postgresql_where=text("state = 'live'")
        ),
        Index("hold_untold", "id", sqlite_where=text(UNTOLD), postgresql_where=text(UNTOLD)),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    entry_id: int = column(TRACE, foreign_key="entry.id", index=True, sa_type=BIG)
    item_id: int = column(TRACE, foreign_key="item.id")
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    units: int = column(TRACE)
    given_at: datetime = column(TRACE)
    until: datetime = column(TRACE)
    notified_at: datetime | None = column(TRACE, default=None)
    state: HoldState = enum_column(TRACE, HoldState, 10, default=HoldState.LIVE)
    ended_at: datetime | None = column(TRACE, default=None)


class Booking(Row, table=True):
    """A confirmed hold: units at their price when it was confirmed (in minor units each), collected at once or in parts.

    Its person said at `late_at` that they are late: it is kept until the end of its drop.
    `options` has a digit for each unit whose option they chose, in order: the option's place in those of the item, from 0.
    With `last_minute_offer_id` it was taken through a last-minute offer, at its price.

    booked -> collected | released | missed | cancelled.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint(one_of("state", BookingState), name="booking_state"),
        CheckConstraint("units BETWEEN 1 AND 6", name="booking_units"),
        CheckConstraint("collected BETWEEN 0 AND units", name="booking_collected"),
        CheckConstraint("price >= 0 AND loan_deposit >= 0", name="booking_price"),
        CheckConstraint("length(options) <= units", name="booking_options"),
        Index("booking_of_item", "item_id", "person_id", "state"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    hold_id: int = column(TRACE, foreign_key="hold.id", unique=True, sa_type=BIG)
    item_id: int = column(TRACE, foreign_key="item.id")
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    units: int = column(TRACE)
    price: int = column(TRACE)
    loan_deposit: int = column(TRACE, default=0)
    collected: int = column(TRACE, default=0)
    coming: bool = column(TRACE, default=False)
    late_at: datetime | None = column(TRACE, default=None)
    options: str = column(TRACE, default="", max_length=6)
    state: BookingState = enum_column(TRACE, BookingState, 10, default=BookingState.BOOKED)
    booked_at: datetime = column(TRACE)
    ended_at: datetime | None = column(TRACE, default=None)
    last_minute_offer_id: int | None = column(
        TRACE, default=None, foreign_key="last_minute_offer.id", index=True
    )


def is_running_hold(now: datetime | Param) -> ColumnElement[bool]:
    """Return the condition that a hold can still be answered, as a column beside its drop: the clock of a paused or stopped drop stands still."""
    stands_still = col(Drop.state) == DropState.PAUSED, col(Drop.stopped_at).is_not(None)
    return and_(col(Hold.state) == HoldState.LIVE, or_(col(Hold.until) > now, *stands_still))


def position_rows(
    people: Collection[int] | Param, now: datetime | Param, *conditions: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return the waiting entries, live holds and current bookings of these people, one row each.

    `first` is the lowest waiting number of the item; `deposit` and `paid` are state and amount of the current deposit.
    Units that are kept for an undo are nobody's.
    """
    other = aliased(Entry)
    first = select(func.min(other.number)).where(
        col(other.item_id) == col(Entry.item_id),
        # a literal: SQLite prepares a statement anew, for 200 us, whenever the value may decide on a partial index
        col(other.state) == literal_column(f"'{EntryState.WAITING}'"),
    )
    stands = col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED))
    columns: tuple[Any, ...] = (
        *(col(Entry.item_id), col(Entry.number), col(Entry.units), col(Entry.skipped), col(Entry.state)),
        *(col(Entry.person_id), col(Entry.pseudonym)),
        col(Entry.split),
        *(col(Item.drop_id), first.scalar_subquery().label("first")),
        *(col(Hold.id).label("hold"), col(Hold.units).label("held"), col(Hold.until)),
        col(Hold.notified_at),
        *(
            col(Booking.id).label("booking"),
            col(Booking.units),
            col(Booking.price),
            col(Booking.loan_deposit),
        ),
        *(col(Booking.collected), col(Booking.coming), col(Booking.late_at), col(Booking.booked_at)),
        *(col(Deposit.state).label("deposit"), col(Deposit.amount).label("paid")),
    )
    rows = (
        select(*columns)
        .join(Item, col(Item.id) == col(Entry.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .outerjoin(
            Hold,
            and_(
                col(Hold.entry_id) == col(Entry.id),
                col(Hold.state).in_((HoldState.LIVE, HoldState.BOOKED)),
                or_(col(Hold.state) == HoldState.BOOKED, col(Hold.person_id).is_not(None)),
            ),
        )
        .outerjoin(Booking, col(Booking.hold_id) == col(Hold.id))
        .outerjoin(Deposit, current_deposit_of(col(Hold.id)))
    )
    theirs = (
        col(Entry.person_id).in_(people),
        col(Entry.state).in_((EntryState.WAITING, EntryState.HELD, EntryState.BOOKED)),
    )
    standing = or_(col(Entry.state) == EntryState.WAITING, is_running_hold(now), stands)
    return rows.where(*theirs, standing, *conditions).order_by(
        col(Hold.until), col(Drop.starts_at), col(Entry.id)
    )


def live_holds(item: int) -> Select[*tuple[Any, ...]]:
    """Return number, units, end and telling of each live hold, the first to end first."""
    rows = select(col(Entry.number), col(Hold.units), col(Hold.until), col(Hold.notified_at)).join(
        Entry, col(Entry.id) == col(Hold.entry_id)
    )
    return rows.where(col(Hold.item_id) == item, col(Hold.state) == HoldState.LIVE).order_by(col(Hold.until))


def first_waiting(item: int) -> Select[*tuple[Any, ...]]:
    """Return number and units of the first waiting entry."""
    rows = select(col(Entry.number), col(Entry.units)).where(
        col(Entry.item_id) == item, col(Entry.state) == EntryState.WAITING, col(Entry.number).is_not(None)
    )
    return rows.order_by(col(Entry.number)).limit(1)
