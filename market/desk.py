"""The desk: the numbers of a stall's current and next drops, item by item, without names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, func, or_, select

from market.actor import Actor, Right, require_right
from market.drop.browse import any_drops
from market.drop.facts import DropFacts, ItemFacts
from market.drop.own_drop import own_drop
from market.drop.refusals import DropUnknown
from market.kiosk.devices import open_conflicts
from market.kiosk.waiting import waiting_sales
from market.packaging.place import stall_ref
from market.paging import page_within
from market.split.facts import has_shares
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState

ITEMS, DROPS, PAGE = 6, 6, 12


@dataclass(frozen=True, kw_only=True)
class ItemNumbers:
    """The units of an item: collected; booked and not collected; sold at the stall; held; available. `waiting` counts entries; `next_number` is
    the first of them.
    """

    item: ItemFacts
    collected: int
    booked: int
    sold: int
    held: int
    free: int
    waiting: int
    next_number: int | None


@dataclass(frozen=True)
class DeskDrop:
    drop: DropFacts
    items: tuple[ItemNumbers, ...]


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """A page of the items of a stall's coming drops. `first` is the place of the first one, `drafts` counts the drops that nobody sees yet,
    `past`: there are drops that are over. `conflicts` counts scans of its tickets that wait for a decision, `oversold` sales of its kiosks that
    somebody has to look at. `shares`: the stall has shared a drop before. `closed` names the alleys of these drops that organisers have closed.
    """

    drops: tuple[DeskDrop, ...]
    page: int
    pages: int
    first: int
    drafts: int
    past: bool
    stall: int
    conflicts: int
    oversold: int
    shares: bool
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DraftList:
    """A page of a stall's drafts, the newest first. `first` is the place of the first one."""

    drafts: tuple[DropFacts, ...]
    page: int
    pages: int
    first: int
    total: int


@dataclass(frozen=True, kw_only=True)
class PastDrops:
    """A page of a stall's drops that are over or cancelled, the last first. `first` is the place of the first one."""

    drops: tuple[DeskDrop, ...]
    page: int
    pages: int
    first: int


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


def desk(session: Session, actor: Actor, stall: int, now: datetime, page: int, item: int = 0) -> DeskPage:
    """Return a page of the items in a stall's published drops that are not over, by start; with `item`, the page that has it.

    Raises StallUnknown, NotYourStall.
    """
    require_right(session, actor, stall, Right.VIEW)
    ahead = (
        select(Item.id, Item.drop_id)
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(
            col(Drop.stall_id) == stall,
            col(Drop.ends_at) > now,
            col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
        )
        .order_by(col(Drop.starts_at), col(Drop.id), col(Item.position), col(Item.id))
    )
    items = session.exec(ahead).all()
    place = next((place for place, (found, _) in enumerate(items) if found == item), None)
    page, pages = page_within(len(items), page if place is None else place // ITEMS + 1, ITEMS)
    shown = items[(page - 1) * ITEMS : page * ITEMS]
    drops = any_drops(session, tuple(dict.fromkeys(drop for _, drop in shown)))
    return DeskPage(
        drops=_numbers_of(session, drops, {item for item, _ in shown}),
        page=page,
        pages=pages,
        first=(page - 1) * ITEMS + 1,
        drafts=_count(session, *_drafts(stall)),
        past=session.exec(select(exists().where(*_past(stall, now)))).one(),
        stall=stall,
        conflicts=open_conflicts(session, stall_ref(stall)),
        oversold=waiting_sales(session, stall),
        shares=has_shares(session, stall),
        closed=_closed(session, {drop.alley.id for drop in drops}),
    )


def _closed(session: Session, alleys: set[int]) -> tuple[str, ...]:
    """Return the names of those of these alleys that are closed."""
    rows = select(Alley.name).where(col(Alley.id).in_(alleys), col(Alley.closed_at).is_not(None))
    return tuple(session.exec(rows.order_by(col(Alley.id))).all())


def draft_list(session: Session, actor: Actor, stall: int, page: int) -> DraftList:
    """Return a page of a stall's drafts. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.STOCK)
    total = _count(session, *_drafts(stall))
    page, pages = page_within(total, page, DROPS)
    newest = select(Drop.id).where(*_drafts(stall)).order_by(col(Drop.id).desc())
    return DraftList(
        drafts=_in_order(session, session.exec(newest.offset((page - 1) * DROPS).limit(DROPS)).all()),
        page=page,
        pages=pages,
        first=(page - 1) * DROPS + 1,
        total=total,
    )


def past_drops(session: Session, actor: Actor, stall: int, now: datetime, page: int) -> PastDrops:
    """Return a page of a stall's drops that are over or cancelled, with their numbers. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.VIEW)
    page, pages = page_within(_count(session, *_past(stall, now)), page, DROPS)
    last = select(Drop.id).where(*_past(stall, now)).order_by(col(Drop.ends_at).desc(), col(Drop.id).desc())
    drops = _in_order(session, session.exec(last.offset((page - 1) * DROPS).limit(DROPS)).all())
    return PastDrops(
        drops=numbers_of_drops(session, drops),
        page=page,
        pages=pages,
        first=(page - 1) * DROPS + 1,
    )


def desk_drop(session: Session, actor: Actor, drop: int) -> DeskDrop:
    """Return the numbers of a drop for its stall. Raises DropUnknown, NotYourStall."""
    return numbers_of_drops(session, (own_drop(session, actor, drop),))[0]


def desk_item(session: Session, actor: Actor, item: int) -> tuple[DropFacts, ItemNumbers]:
    """Return the drop and the numbers of an item for its stall. Raises DropUnknown, NotYourStall."""
    found = DropUnknown.unless(session.exec(select(Item.drop_id).where(col(Item.id) == item)).first())
    desk = desk_drop(session, actor, found)
    return desk.drop, next(each for each in desk.items if each.item.id == item)


def numbers_of_drops(session: Session, drops: Sequence[DropFacts]) -> tuple[DeskDrop, ...]:
    """Return the numbers of all items of these drops: only after a check of authority, or for a notification to their stall."""
    return _numbers_of(session, drops, {item.id for drop in drops for item in drop.items})


def item_waitlist(session: Session, actor: Actor, item: int, page: int) -> ItemWaitlist:
    """Return a page of the waitlist of an item for its stall. Raises DropUnknown, NotYourStall."""
    drop, numbers = desk_item(session, actor, item)
    page, pages = page_within(numbers.waiting, page, PAGE)
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


def _drafts(stall: int) -> tuple[ColumnElement[bool], ...]:
    return col(Drop.stall_id) == stall, col(Drop.state) == DropState.DRAFT


def _past(stall: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Drop.stall_id) == stall,
        col(Drop.state) != DropState.DRAFT,
        or_(col(Drop.ends_at) <= now, col(Drop.state) == DropState.CANCELLED),
    )


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count(col(Drop.id))).where(*conditions)).one()


def _in_order(session: Session, ids: Sequence[int | None]) -> tuple[DropFacts, ...]:
    """Return drops in the order of their ids."""
    found = {drop.id: drop for drop in any_drops(session, tuple(each or 0 for each in ids))}
    return tuple(found[each or 0] for each in ids)


def _numbers_of(
    session: Session, drops: Sequence[DropFacts], items: Collection[int | None]
) -> tuple[DeskDrop, ...]:
    """Return the numbers of the drops' items that are among `items`."""
    shown = [item.id for drop in drops for item in drop.items if item.id in items]
    collected, waiting = _collected(session, shown), _waiting(session, shown)
    return tuple(
        DeskDrop(
            drop,
            tuple(
                _numbers(item, collected.get(item.id, 0), *waiting.get(item.id, (0, None)))
                for item in drop.items
                if item.id in items
            ),
        )
        for drop in drops
    )


def _numbers(item: ItemFacts, collected: int, waiting: int, next_number: int | None) -> ItemNumbers:
    return ItemNumbers(
        item=item,
        collected=collected,
        booked=item.booked - item.sold - collected,
        sold=item.sold,
        held=item.held,
        free=max(0, item.quantity - item.booked - item.held),
        waiting=waiting,
        next_number=next_number,
    )


def _collected(session: Session, items: Collection[int]) -> dict[int, int]:
    rows = select(Booking.item_id, func.sum(Booking.collected)).where(
        col(Booking.item_id).in_(items),
        col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)),
    )
    return dict(session.exec(rows.group_by(col(Booking.item_id))).all())


def _waiting(session: Session, items: Collection[int]) -> dict[int, tuple[int, int | None]]:
    """Return how many entries wait for an item, and the first number of them."""
    rows = select(Entry.item_id, func.count(col(Entry.id)), func.min(Entry.number)).where(
        col(Entry.item_id).in_(items), col(Entry.state) == EntryState.WAITING
    )
    found = session.exec(rows.group_by(col(Entry.item_id)))
    return {item: (count, first) for item, count, first in found}
