"""The desk: a stall's evenings, dish by dish in numbers, without names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, tuple_
from sqlmodel import Session, col, exists, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from market.actor import Actor, Right, may, require_right
from market.drop.browse import any_drops
from market.drop.facts import AlleyFacts, DropFacts, ItemFacts, alley_facts
from market.drop.item_options import ChosenOptions
from market.drop.own_drop import own_drop
from market.drop.refusals import DropUnknown
from market.forecast.forecast import DayForecast, TooFewDays, stall_day_forecast
from market.kiosk.devices import open_conflicts
from market.kiosk.waiting import waiting_sales
from market.market_day.day import day_of
from market.market_day.own_stall_day import own_stall_day
from market.packaging.place import stall_ref
from market.paging import page_within
from market.reminder.moments import StallDayHours
from market.reminder.near_days import hours_of
from market.sale.day import BACK
from market.sale.stall_day_money import TakenMoney, cash_day_of, taken_money
from market.split.facts import has_shares
from market.waitlist.choose_option import options_booked
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.market_day import StallDay, StallDayState
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState

DISHES, DAYS, DROPS, PAGE = 5, 6, 6, 12
LONGEST_DAY = timedelta(days=7)
"""A stall day that began longer ago than this is over."""


@dataclass(frozen=True, kw_only=True)
class ItemNumbers:
    """The units of an item: collected; booked and not collected; sold at the stall; held; available. `waiting` counts entries; `next_number` is
    the first of them. `options` is what people chose for what they booked, None where the item has no options or nothing is booked.
    """

    item: ItemFacts
    collected: int
    booked: int
    sold: int
    held: int
    free: int
    waiting: int
    next_number: int | None
    options: ChosenOptions | None = None


@dataclass(frozen=True)
class DeskDrop:
    drop: DropFacts
    items: tuple[ItemNumbers, ...]


Dish = tuple[DropFacts, ItemNumbers]
NOTHING = (0, 0)


@dataclass(frozen=True)
class OtherDay:
    """Another stall day of a stall, and its date."""

    id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class DeskDay:
    """A stall day on its stall's desk, with a page of its dishes: what is sold out comes last, and after it what was cancelled.

    `count` counts all its dishes, `sold` the units of them that were handed over or sold at the stall. It is `paused` or `hidden` where all
    that takes place is. `cash_day` is the market day whose money may be opened: that of the stall day, or today where that is ahead; None
    where it is too long ago. `money` is what was taken on it: None for who may not read it, before it, and where a later stall day tells so.
    `tags` counts the dishes that can be joined by themselves.
    """

    id: int
    alley: AlleyFacts
    hours: StallDayHours
    is_off: bool
    paused: bool
    hidden: bool
    dishes: tuple[Dish, ...]
    count: int
    page: int
    pages: int
    sold: int
    tags: int
    cash_day: date | None
    money: TakenMoney | None = None
    forecast: DayForecast | TooFewDays | None = None


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """A stall's desk: the stall day that runs or is next, or another one; None where nothing is planned.

    `before` and `after` are the ones beside it that took or take place. `drafts` counts the drops that nobody sees yet, `past`: there are
    stall days that are over. `conflicts` counts scans of its tickets that wait for a decision, `oversold` sales of its kiosks that somebody
    has to look at. `shares`: the stall has shared a drop before.
    """

    stall: int
    day: DeskDay | None
    before: OtherDay | None
    after: OtherDay | None
    drafts: int
    past: bool
    conflicts: int
    oversold: int
    shares: bool

    @property
    def shown_day(self) -> DeskDay:
        """Return the stall day of a desk that was asked for one."""
        assert self.day is not None
        return self.day


@dataclass(frozen=True, kw_only=True)
class DraftList:
    """A page of a stall's drafts, the newest first. `first` is the place of the first one."""

    drafts: tuple[DropFacts, ...]
    page: int
    pages: int
    first: int
    total: int


@dataclass(frozen=True, kw_only=True)
class PastStallDay:
    """A stall day that is over, or of which everything was cancelled: its dishes, and the units that were handed over or sold at the stall."""

    id: int
    day: date
    alley: str
    is_off: bool
    dishes: int
    sold: int


@dataclass(frozen=True, kw_only=True)
class PastStallDays:
    """A page of a stall's days that are over, the last first. `first` is the place of the first one."""

    days: tuple[PastStallDay, ...]
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


def desk(session: Session, actor: Actor, stall: int, now: datetime, *, item: int = 0) -> DeskPage:
    """Return a stall's desk with the stall day that runs or is next; with `item`, with that of the item and the page that has it.

    Raises StallUnknown, NotYourStall.
    """
    require_right(session, actor, stall, Right.VIEW)
    of_item = _day_of_item(session, stall, item) if item else None
    return _desk(session, actor, stall, of_item or _next_day(session, stall, now), now=now, item=item)


def desk_of_day(session: Session, actor: Actor, stall_day: int, now: datetime, *, page: int = 1) -> DeskPage:
    """Return the desk of a stall with one of its stall days; where all of it moved away, with the one that runs or is next.

    Raises ButtonForged, StallUnknown, NotYourStall.
    """
    row = own_stall_day(session, actor, stall_day)
    is_empty = row.state == StallDayState.OFF and not _count(session, col(Drop.stall_day_id) == stall_day)
    shown = _next_day(session, row.stall_id, now) if is_empty else row
    return _desk(session, actor, row.stall_id, shown, now=now, page=page)


def _desk(
    session: Session,
    actor: Actor,
    stall: int,
    row: StallDay | None,
    *,
    now: datetime,
    page: int = 1,
    item: int = 0,
) -> DeskPage:
    before, after = _beside(session, stall, row)
    return DeskPage(
        stall=stall,
        day=_desk_day(session, actor, row, now=now, page=page, item=item) if row else None,
        before=before,
        after=after,
        drafts=_count(session, *_drafts(stall)),
        past=session.exec(select(exists().where(*_past(stall, now)))).one(),
        conflicts=open_conflicts(session, stall_ref(stall)),
        oversold=waiting_sales(session, stall),
        shares=has_shares(session, stall),
    )


def _next_day(session: Session, stall: int, now: datetime) -> StallDay | None:
    """Return the stall day of a stall that runs or is next."""
    ahead = (
        *_of_stall(stall),
        col(StallDay.ends_at) > now,
        col(StallDay.day) > (now - LONGEST_DAY).date(),
    )
    rows = select(StallDay).where(*ahead)
    return session.exec(rows.order_by(col(StallDay.day), col(StallDay.starts_at)).limit(1)).first()


def _day_of_item(session: Session, stall: int, item: int) -> StallDay | None:
    rows = (
        select(StallDay)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .where(col(Item.id) == item, col(StallDay.stall_id) == stall)
    )
    return session.exec(rows).first()


def _beside(session: Session, stall: int, row: StallDay | None) -> tuple[OtherDay | None, OtherDay | None]:
    """Return the stall days before and after one; where there is none, the last one and nothing after it."""
    order = col(StallDay.day), col(StallDay.starts_at), col(StallDay.id)
    days = select(StallDay).where(*_of_stall(stall))
    before, after = days.order_by(*(each.desc() for each in order)), days.order_by(*order)
    if row is None:
        return _other(session, before), None
    place, here = tuple_(*order), (row.day, row.starts_at, row.id or 0)
    return _other(session, before.where(place < here)), _other(session, after.where(place > here))


def _other(session: Session, days: SelectOfScalar[StallDay]) -> OtherDay | None:
    """Return the first of these stall days."""
    found = session.exec(days.limit(1)).first()
    return OtherDay(found.id or 0, found.day) if found else None


def _of_stall(stall: int) -> tuple[ColumnElement[bool], ...]:
    return col(StallDay.stall_id) == stall, col(StallDay.state) == StallDayState.ON


def _desk_day(
    session: Session, actor: Actor, row: StallDay, *, now: datetime, page: int, item: int
) -> DeskDay:
    items = _items_of(session, row)
    place = next((place for place, each in enumerate(items) if each.id == item), None)
    page, pages = page_within(len(items), page if place is None else place // DISHES + 1, DISHES)
    shown = [each.id for each in items[(page - 1) * DISHES : page * DISHES]]
    drops = any_drops(session, tuple(dict.fromkeys(each.drop_id for each in items if each.id in shown)))
    numbers = {
        dish.item.id: (each.drop, dish) for each in _numbers_of(session, drops, shown) for dish in each.items
    }
    running = [each for each in items if each.state != DropState.CANCELLED]
    alley = alley_facts(session.get_one(Alley, row.alley_id))
    cash_day, money = cash_day_of(session, row)
    today = day_of(now, money.zone)
    reads_money = cash_day <= today and may(session, actor.person, row.stall_id, Right.OWN)
    return DeskDay(
        id=row.id or 0,
        alley=alley,
        hours=hours_of(row, alley.zone),
        is_off=row.state != StallDayState.ON,
        paused=bool(running) and all(each.state == DropState.PAUSED for each in running),
        hidden=bool(running) and all(each.hidden_at for each in running),
        dishes=tuple(numbers[each] for each in shown),
        count=len(items),
        page=page,
        pages=pages,
        sold=sum(_collected(session, [each.id for each in items]).values())
        + sum(each.sold for each in items),
        tags=sum(each.offered for each in running),
        cash_day=min(cash_day, today) if cash_day >= today - BACK else None,
        money=taken_money(session, row) if reads_money else None,
        forecast=stall_day_forecast(session, row.stall_id, row.day, now) if row.ends_at > now else None,
    )


def _items_of(session: Session, row: StallDay) -> list[Any]:
    """Return the items of a stall day: first what is left, by start, then what is sold out, then what was cancelled."""
    rows: Any = (
        select(Item.id, Item.drop_id, Item.sold, Item.offered)
        .add_columns(
            col(Drop.state), col(Drop.hidden_at), col(Item.quantity) - col(Item.booked) - col(Item.held) <= 0
        )
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Drop.stall_day_id) == row.id)
        .order_by(col(Drop.starts_at), col(Drop.id), col(Item.position), col(Item.id))
    )
    return sorted(session.exec(rows), key=lambda each: (each.state == DropState.CANCELLED, each[-1]))


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


def past_stall_days(session: Session, actor: Actor, stall: int, now: datetime, page: int) -> PastStallDays:
    """Return a page of a stall's days that are over, or of which everything was cancelled. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.VIEW)
    total = session.exec(select(func.count(col(StallDay.id))).where(*_past(stall, now))).one()
    page, pages = page_within(total, page, DAYS)
    rows = (
        select(StallDay, Alley.name)
        .join(Alley, col(Alley.id) == col(StallDay.alley_id))
        .where(*_past(stall, now))
        .order_by(col(StallDay.day).desc(), col(StallDay.starts_at).desc(), col(StallDay.id).desc())
    )
    found = session.exec(rows.offset((page - 1) * DAYS).limit(DAYS)).all()
    goods = _goods_of(session, [row.id for row, _ in found])
    return PastStallDays(
        days=tuple(
            PastStallDay(
                id=row.id or 0,
                day=row.day,
                alley=alley,
                is_off=row.state != StallDayState.ON,
                dishes=goods.get(row.id, NOTHING)[0],
                sold=goods.get(row.id, NOTHING)[1],
            )
            for row, alley in found
        ),
        page=page,
        pages=pages,
        first=(page - 1) * DAYS + 1,
    )


def _goods_of(session: Session, stall_days: Sequence[int | None]) -> dict[int | None, tuple[int, int]]:
    """Return how many dishes stall days had, and how many units of them were handed over or sold at the stall."""
    rows = (
        select(Drop.stall_day_id, func.count(col(Item.id)), func.sum(Item.sold))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .where(col(Drop.stall_day_id).in_(stall_days), col(Item.offered))
    )
    collected = (
        select(Drop.stall_day_id, func.sum(Booking.collected))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .where(col(Drop.stall_day_id).in_(stall_days), *_is_counted())
    )
    handed_over = dict(session.exec(collected.group_by(col(Drop.stall_day_id))).all())
    return {
        stall_day: (dishes, int(sold) + int(handed_over.get(stall_day, 0)))
        for stall_day, dishes, sold in session.exec(rows.group_by(col(Drop.stall_day_id)))
    }


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
    """Return the condition on the stall days of a stall that are over; one that is off has drops if they were cancelled."""
    cancelled = exists().where(col(Drop.stall_day_id) == col(StallDay.id), col(Drop.stall_id) == stall)
    is_on = col(StallDay.state) == StallDayState.ON
    return col(StallDay.stall_id) == stall, or_(
        and_(is_on, col(StallDay.ends_at) <= now), and_(~is_on, cancelled)
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
    with_options = [item.id for drop in drops for item in drop.items if item.options and item.id in items]
    chosen = options_booked(session, with_options) if with_options else {}
    return tuple(
        DeskDrop(
            drop,
            tuple(
                _numbers(
                    item,
                    collected.get(item.id, 0),
                    *waiting.get(item.id, (0, None)),
                    options=chosen.get(item.id),
                )
                for item in drop.items
                if item.id in items
            ),
        )
        for drop in drops
    )


def _numbers(
    item: ItemFacts, collected: int, waiting: int, next_number: int | None, *, options: ChosenOptions | None
) -> ItemNumbers:
    return ItemNumbers(
        item=item,
        collected=collected,
        booked=item.booked - item.sold - collected,
        sold=item.sold,
        held=item.held,
        free=max(0, item.quantity - item.booked - item.held),
        waiting=waiting,
        next_number=next_number,
        options=options,
    )


def _collected(session: Session, items: Collection[int]) -> dict[int, int]:
    rows = select(Booking.item_id, func.sum(Booking.collected)).where(
        col(Booking.item_id).in_(items), *_is_counted()
    )
    return dict(session.exec(rows.group_by(col(Booking.item_id))).all())


def _is_counted() -> tuple[ColumnElement[bool], ...]:
    return (col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)),)


def _waiting(session: Session, items: Collection[int]) -> dict[int, tuple[int, int | None]]:
    """Return how many entries wait for an item, and the first number of them."""
    rows = select(Entry.item_id, func.count(col(Entry.id)), func.min(Entry.number)).where(
        col(Entry.item_id).in_(items), col(Entry.state) == EntryState.WAITING
    )
    found = session.exec(rows.group_by(col(Entry.item_id)))
    return {item: (count, first) for item, count, first in found}
