"""The desk: the numbers of a stall's current and next drops, item by item, without names."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.actor import Actor, require_staff
from market.drop.browse import any_drop, any_drops
from market.drop.facts import DropFacts, ItemFacts
from market.drop.own_drop import own_drop
from market.drop.refusals import DropUnknown
from storage.drop import Drop, DropState, Item
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState

ITEMS, PAGE = 6, 12


@dataclass(frozen=True, kw_only=True)
class ItemNumbers:
    """The units of an item: collected; booked and not collected; held; available. `waiting` counts entries; `next_number` is the first of them."""

    item: ItemFacts
    collected: int
    booked: int
    held: int
    free: int
    waiting: int
    next_number: int | None


@dataclass(frozen=True)
class DeskDrop:
    drop: DropFacts
    items: tuple[ItemNumbers, ...]


@dataclass(frozen=True)
class DeskPage:
    """A page of the items of a stall's coming drops."""

    drops: tuple[DeskDrop, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class WaitlistRow:
    """An entry that waits. `number` is None before the draw."""

    number: int | None
    units: int
    since: datetime


@dataclass(frozen=True, kw_only=True)
class ItemWaitlist:
    """A page of the entries that wait for an item, and the numbers with a live hold, each with its end."""

    drop: DropFacts
    numbers: ItemNumbers
    page: int
    pages: int
    waiting: tuple[WaitlistRow, ...]
    held: tuple[tuple[int, datetime], ...]


def desk(session: Session, actor: Actor, stall: int, now: datetime, page: int) -> DeskPage:
    """Return a page of the items in a stall's drops that are not over, drafts included, by start. Raises StallUnknown, NotYourStall."""
    require_staff(session, actor, stall)
    ahead = (
        select(Item.id, Item.drop_id)
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Drop.stall_id) == stall, col(Drop.ends_at) > now, col(Drop.state) != DropState.CANCELLED)
        .order_by(col(Drop.starts_at), col(Drop.id), col(Item.position), col(Item.id))
    )
    items = session.exec(ahead).all()
    pages = max(1, -(-len(items) // ITEMS))
    page = min(max(page, 1), pages)
    shown = items[(page - 1) * ITEMS : page * ITEMS]
    drops = any_drops(session, tuple(dict.fromkeys(drop for _, drop in shown)))
    return DeskPage(
        tuple(_numbers_of(session, drop, {item for item, _ in shown}) for drop in drops), page, pages
    )


def desk_drop(session: Session, actor: Actor, drop: int) -> DeskDrop:
    """Return the numbers of a drop for its stall. Raises DropUnknown, NotYourStall."""
    return _all_numbers_of(session, own_drop(session, actor, drop))


def desk_item(session: Session, actor: Actor, item: int) -> tuple[DropFacts, ItemNumbers]:
    """Return the drop and the numbers of an item for its stall. Raises DropUnknown, NotYourStall."""
    found = session.exec(select(Item.drop_id).where(col(Item.id) == item)).first()
    if found is None:
        raise DropUnknown
    desk = desk_drop(session, actor, found)
    return desk.drop, next(each for each in desk.items if each.item.id == item)


def day_numbers(session: Session, drop: int) -> DeskDrop:
    """Return the numbers of a drop for the notification at the end of the day. Raises DropUnknown."""
    return _all_numbers_of(session, any_drop(session, drop))


def item_waitlist(session: Session, actor: Actor, item: int, page: int) -> ItemWaitlist:
    """Return a page of the waitlist of an item for its stall. Raises DropUnknown, NotYourStall."""
    drop, numbers = desk_item(session, actor, item)
    pages = max(1, -(-numbers.waiting // PAGE))
    page = min(max(page, 1), pages)
    rows = (
        select(Entry.number, Entry.units, Entry.joined_at)
        .where(col(Entry.item_id) == item, col(Entry.state) == EntryState.WAITING)
        .order_by(col(Entry.number).is_(None), col(Entry.number), col(Entry.id))
    )
    waiting = session.exec(rows.offset((page - 1) * PAGE).limit(PAGE))
    live = (
        select(Entry.number, Hold.until)
        .join(Entry, col(Entry.id) == col(Hold.entry_id))
        .where(col(Hold.item_id) == item, col(Hold.state) == HoldState.LIVE, col(Entry.number).is_not(None))
    )
    held = session.exec(live.order_by(col(Entry.number)).limit(PAGE))
    return ItemWaitlist(
        drop=drop,
        numbers=numbers,
        page=page,
        pages=pages,
        waiting=tuple(WaitlistRow(*row) for row in waiting),
        held=tuple((number or 0, until) for number, until in held),
    )


def _numbers_of(session: Session, drop: DropFacts, items: Container[int | None]) -> DeskDrop:
    return DeskDrop(drop, tuple(_numbers(session, item) for item in drop.items if item.id in items))


def _all_numbers_of(session: Session, drop: DropFacts) -> DeskDrop:
    return _numbers_of(session, drop, {item.id for item in drop.items})


def _numbers(session: Session, item: ItemFacts) -> ItemNumbers:
    collected = session.exec(
        select(func.coalesce(func.sum(Booking.collected), 0)).where(
            col(Booking.item_id) == item.id,
            col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)),
        )
    ).one()
    waiting, first = session.exec(
        select(func.count(col(Entry.id)), func.min(Entry.number)).where(
            col(Entry.item_id) == item.id, col(Entry.state) == EntryState.WAITING
        )
    ).one()
    free = max(0, item.quantity - item.booked - item.held)
    return ItemNumbers(
        item=item,
        collected=collected,
        booked=item.booked - collected,
        held=item.held,
        free=free,
        waiting=waiting,
        next_number=first,
    )
