"""A person's past items of the last thirty days, and how each ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, and_, not_, or_, type_coerce, union_all
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, func, literal, select

from market.drop.browse import any_drops
from market.drop.facts import DropFacts, ItemFacts
from market.paging import page_within
from storage.drop import Drop, Item
from storage.gift import Gift, GiftState
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState

KEPT_FOR, PAGE = timedelta(days=30), 5


class PastOutcome(StrEnum):
    """The outcome of a past item. CLOSED: no units became available; GIVEN: passed on to a friend."""

    COLLECTED = "collected"
    RELEASED = "released"
    MISSED = "missed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"
    GIVEN = "given"
    LEFT = "left"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class PastItem:
    """A past item, with how and when it ended."""

    drop: DropFacts
    item: ItemFacts
    outcome: PastOutcome
    units: int
    at: datetime


@dataclass(frozen=True)
class PastItems:
    """A page of past items, counted from 1, the newest first."""

    ended: tuple[PastItem, ...]
    page: int
    pages: int


def past_items(session: Session, person: int, now: datetime, page: int) -> PastItems:
    """Return bookings, holds and entries that ended, and gifts to a friend. A page beyond the last is the last."""
    rows = _rows(person, now - KEPT_FOR, now).subquery()
    count = session.connection().execute(select(func.count()).select_from(rows)).scalar_one()
    page, pages = page_within(count, page, PAGE)
    newest = rows_of(rows).order_by(rows.c.ended_at.desc(), rows.c.item_id, rows.c.outcome)
    shown = newest.offset((page - 1) * PAGE).limit(PAGE)
    return PastItems(_ended(session, list(session.connection().execute(shown))), page, pages)


def _ended(session: Session, rows: list[Any]) -> tuple[PastItem, ...]:
    of = dict(
        session.exec(
            select(Item.id, Item.drop_id).where(col(Item.id).in_([row.item_id for row in rows]))
        ).all()
    )
    drops = {drop.id: drop for drop in any_drops(session, tuple({*of.values()}))}
    items = {item.id: item for drop in drops.values() for item in drop.items}
    return tuple(
        PastItem(
            drop=drops[of[row.item_id]],
            item=items[row.item_id],
            outcome=PastOutcome(row.outcome),
            units=row.units,
            at=row.ended_at,
        )
        for row in rows
    )


def _rows(person: int, since: datetime, now: datetime) -> CompoundSelect[Any]:
    return union_all(
        _bookings(person, since, now), _holds(person, since), _entries(person, since), _gifts(person, since)
    )


def _bookings(person: int, since: datetime, now: datetime) -> Select[Any]:
    """Return the bookings that ended. A collected one stays among the current items until the drop is over."""
    rows = _columns(Booking, col(Booking.units)).join(Item, col(Item.id) == col(Booking.item_id))
    rows = rows.join(Drop, col(Drop.id) == col(Item.drop_id))
    ended = or_(
        col(Booking.state).in_((BookingState.RELEASED, BookingState.MISSED, BookingState.CANCELLED)),
        and_(col(Booking.state) == BookingState.COLLECTED, col(Drop.ends_at) <= now),
    )
    return rows.where(col(Booking.person_id) == person, col(Booking.ended_at) > since, ended)


def _holds(person: int, since: datetime) -> Select[Any]:
    ended = col(Hold.state).in_((HoldState.DECLINED, HoldState.EXPIRED, HoldState.CANCELLED))
    return _columns(Hold, col(Hold.units)).where(
        col(Hold.person_id) == person, col(Hold.ended_at) > since, ended
    )


def _entries(person: int, since: datetime) -> Select[Any]:
    """Return the entries that ended without a hold: the hold itself is shown instead.

    The remainder of a split entry that was added to the first hold is left out too.
    """
    held = select(Hold.id).where(col(Hold.entry_id) == col(Entry.id)).exists()
    rows = _columns(Entry, col(Entry.units)).join(Item, col(Item.id) == col(Entry.item_id))
    rows = rows.join(Drop, col(Drop.id) == col(Item.drop_id))
    joined = and_(
        col(Entry.remainder) > 0,
        col(Entry.ended_at) < func.coalesce(col(Drop.cancelled_at), col(Drop.ends_at)),
    )
    ended = or_(
        col(Entry.state) == EntryState.LEFT, and_(col(Entry.state) == EntryState.CLOSED, not_(joined))
    )
    return rows.where(col(Entry.person_id) == person, col(Entry.ended_at) > since, ended, not_(held))


def _gifts(person: int, since: datetime) -> Select[Any]:
    item = func.coalesce(col(Booking.item_id), col(Hold.item_id)).label("item_id")
    units = func.coalesce(col(Booking.units), col(Hold.units)).label("units")
    rows: Select[Any] = (
        select(item, literal(PastOutcome.GIVEN.value).label("outcome"), units, col(Gift.ended_at))  # type: ignore[assignment]
        .select_from(Gift)
        .outerjoin(Booking, col(Booking.id) == col(Gift.booking_id))
        .outerjoin(Hold, col(Hold.id) == col(Gift.hold_id))
    )
    return rows.where(
        col(Gift.giver_id) == person, col(Gift.state) == GiftState.TAKEN, col(Gift.ended_at) > since
    )


def _columns(table: Any, units: Any) -> Select[Any]:
    """Return the columns of one part of the union. The state is plain text: a union reads each column by the type of its first part."""
    outcome = type_coerce(table.state, String).label("outcome")
    columns: tuple[Any, ...] = (table.item_id, outcome, units.label("units"), table.ended_at)
    statement: Select[Any] = select(*columns)
    return statement
