"""Changing a drop. Of one that people have joined they are told what was and what is; what was claimed keeps its price."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.actor import Actor
from market.deposit.refund import move_deadline, refuse_below
from market.drop.affected_people import notify_affected
from market.drop.draft import DEAREST, ITEM_NAME, MAX_QUANTITY, WORDS, check_hours, limit_of, set_tags, within
from market.drop.own_drop import LockedDrop, lock_own_drop, lock_own_item
from market.drop.stock_line import DropHours, StockLine, moved_to
from market.refusal import AlleyUnknown, DropCancelled, DropOver, OtherMoney, QuantityTooLow
from market.reminder import rewrite_reminders
from market.stall import fit_name
from market.waitlist.allocate import allocate
from market.waitlist.locked_item import LockedItem
from storage.alley import Alley
from storage.drop import DropState, DropTag
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState


def change_price(session: Session, actor: Actor, item: int, price: int, now: datetime) -> None:
    """Minor units each. Raises as `lock_changeable`, NumberUnfit, PriceBelowDeposit. locks: person, drop, line"""
    locked = lock_changeable_item(session, actor, item, now)
    refuse_below(session, locked.item, within(price, DEAREST))
    was, locked.item.price = locked.item.price, price
    if was != price:
        _notify_changed(session, locked.drop.id, now, "price", was=was, new=price, item=item)


def change_deposit(session: Session, actor: Actor, item: int, deposit: int, now: datetime) -> None:
    """For packaging that comes back, minor units each. Raises as `lock_changeable`, NumberUnfit. locks: person, drop, line"""
    locked = lock_changeable_item(session, actor, item, now)
    was, locked.item.loan_deposit = locked.item.loan_deposit, within(deposit, DEAREST)
    if was != deposit:
        _notify_changed(session, locked.drop.id, now, "deposit", was=was, new=deposit, item=item)


def change_quantity(session: Session, actor: Actor, item: int, quantity: int, now: datetime) -> int | None:
    """How many there are in all; the lowest number that units went to, if any. More goes to those who wait at once.

    Raises as `lock_changeable`, NumberUnfit, QuantityTooLow. locks: person, drop, line, hold
    """
    locked = lock_changeable_item(session, actor, item, now)
    allocate(session, locked, now)
    taken = locked.item.held + locked.item.booked
    if within(quantity, MAX_QUANTITY) < taken:
        raise QuantityTooLow(taken)
    before = _held(session, locked)
    locked.item.quantity = quantity
    allocate(session, locked, now)
    return min(_held(session, locked) - before, default=None)


def sell_out(session: Session, actor: Actor, item: int, now: datetime) -> int:
    """What is not held or claimed is gone; how many are left in all. Raises as `lock_changeable`. locks: person, drop, line, hold"""
    locked = lock_changeable_item(session, actor, item, now)
    allocate(session, locked, now)
    locked.item.quantity = locked.item.held + locked.item.booked
    allocate(session, locked, now)
    return locked.item.quantity


def rename_drop(session: Session, actor: Actor, drop: int, name: str, now: datetime) -> None:
    """A drop of one line and its line are called alike. Raises as `lock_changeable`, NameUnfit. locks: person, drop, line"""
    locked_drop = lock_changeable(session, actor, drop, now)
    was, words = locked_drop.drop.name, fit_name(name, ITEM_NAME)
    locked_drop.drop.name = words
    if len(locked_drop.items) == 1:
        locked_drop.items[0].name = words
    if was != words:
        _notify_changed(session, drop, now, "name", was=was, new=words)


def change_words(session: Session, actor: Actor, drop: int, words: str, language: str, now: datetime) -> None:
    """Raises as `lock_changeable`, NameUnfit. locks: person, drop, line"""
    locked_drop = lock_changeable(session, actor, drop, now)
    was, locked_drop.drop.words, locked_drop.drop.language = (
        locked_drop.drop.words,
        fit_name(words, WORDS),
        language,
    )
    if was != locked_drop.drop.words:
        _notify_changed(session, drop, now, "words", was=was[:200], new=locked_drop.drop.words[:200])


def change_tags(session: Session, actor: Actor, drop: int, tags: tuple[str, ...], now: datetime) -> None:
    """Raises as `lock_changeable`. locks: person, drop, line"""
    lock_changeable(session, actor, drop, now)
    was = _tags(session, drop)
    set_tags(session, drop, tags)
    new = _tags(session, drop)
    if was != new:
        _notify_changed(session, drop, now, "tags", was=" ".join(was), new=" ".join(new))


def change_picture(session: Session, actor: Actor, drop: int, picture: str, now: datetime) -> None:
    """`picture` is the hash of stored bytes. Raises as `lock_changeable`. locks: person, drop, line"""
    locked_drop = lock_changeable(session, actor, drop, now)
    was, locked_drop.drop.picture_hash = locked_drop.drop.picture_hash, picture
    if was != picture:
        _notify_changed(session, drop, now, "picture", was="", new=picture[:16])


def change_limit(session: Session, actor: Actor, drop: int, limit: int, now: datetime) -> None:
    """Units a person; who has more already keeps them. Raises as `lock_changeable`, NumberUnfit. locks: person, drop, line"""
    locked_drop = lock_changeable(session, actor, drop, now)
    was, locked_drop.drop.per_person = locked_drop.drop.per_person, limit_of(limit)
    if was != limit:
        _notify_changed(session, drop, now, "limit", was=was, new=limit)


def move_drop(session: Session, actor: Actor, drop: int, stock: StockLine, now: datetime) -> None:
    """To the day and hours that `stock` names; what it leaves out stays. Slots, draws and reminders move along, a hold ends at the latest when the drop does.

    Raises as `lock_changeable`, WhenPassed, HoursUnfit. locks: person, drop, line, hold
    """
    locked_drop = lock_changeable(session, actor, drop, now)
    was = DropHours(locked_drop.drop.starts_at, locked_drop.drop.ends_at)
    hours = moved_to(stock, was, locked_drop.alley.zone)
    if hours == was:
        return
    if hours.starts_at != was.starts_at:
        check_hours(hours, locked_drop.alley.zone, now)
    else:
        check_hours(hours, locked_drop.alley.zone, min(now, hours.starts_at - timedelta(seconds=1)))
    if hours.ends_at <= now:
        raise DropOver
    _shift(locked_drop, hours, now)
    _clip_holds(session, locked_drop)
    move_deadline(session, locked_drop.drop, hours.starts_at - was.starts_at, now)
    for locked in locked_drop.locked_item_list():
        allocate(session, locked, now)
    if locked_drop.drop.state != DropState.DRAFT:
        locked_drop.drop.moved_from = was.starts_at
        _clear_attendance(session, locked_drop)
        _notify_moved(session, locked_drop, now, was, alley=locked_drop.drop.alley_id)


def move_alley(session: Session, actor: Actor, drop: int, alley: int, now: datetime) -> None:
    """To another alley, at the same time. Raises as `lock_changeable`, AlleyUnknown, OtherMoney. locks: person, drop, line"""
    locked_drop = lock_changeable(session, actor, drop, now)
    there = session.get(Alley, alley)
    if there is None:
        raise AlleyUnknown
    if there.currency != locked_drop.alley.currency:
        raise OtherMoney(there.name)
    was, locked_drop.drop.alley_id = locked_drop.drop.alley_id, alley
    if was != alley and locked_drop.drop.state != DropState.DRAFT:
        move_deadline(session, locked_drop.drop, timedelta(0), now)
        _clear_attendance(session, locked_drop)
        _notify_moved(
            session,
            locked_drop,
            now,
            DropHours(locked_drop.drop.starts_at, locked_drop.drop.ends_at),
            alley=was,
        )


def lock_changeable(session: Session, actor: Actor, drop: int, now: datetime) -> LockedDrop:
    """A drop that can be changed. Raises Banned, DropUnknown, NotYourStall, DropCancelled, DropOver. locks: person, drop, line"""
    locked_drop = lock_own_drop(session, actor, drop)
    for locked in locked_drop.locked_item_list()[:1]:
        _require_changeable(locked, now)
    mark_changed(session, "drop")
    return locked_drop


def lock_changeable_item(session: Session, actor: Actor, item: int, now: datetime) -> LockedItem:
    """As `lock_changeable`, for what is decided about one line. locks: person, drop, line"""
    locked = lock_own_item(session, actor, item)
    _require_changeable(locked, now)
    mark_changed(session, "drop")
    return locked


def _require_changeable(locked: LockedItem, now: datetime) -> None:
    if locked.drop.state == DropState.CANCELLED:
        raise DropCancelled(locked.drop.cancelled_at or now, locked.alley.zone)
    if locked.drop.state != DropState.DRAFT and now >= locked.drop.ends_at:
        raise DropOver


def _notify_changed(
    session: Session,
    drop: int | None,
    now: datetime,
    field: str,
    was: str | int,
    new: str | int,
    item: int | None = None,
) -> None:
    assert drop is not None
    payload: dict[str, str | int | None] = {"what": field, "was": was, "new": new, "item": item}
    notify_affected(session, drop, "DropChanged", now, about=f"{field}:{item or 0}:{new}", payload=payload)


def _notify_moved(
    session: Session, locked_drop: LockedDrop, now: datetime, was: DropHours, alley: int
) -> None:
    assert locked_drop.drop.id is not None
    rewrite_reminders(session, locked_drop.drop.id, now)
    to = f"{locked_drop.drop.starts_at:%m%dT%H%M}-{locked_drop.drop.ends_at:%H%M}:{locked_drop.drop.alley_id}"
    payload: dict[str, str | int | None] = {
        "starts_at": was.starts_at.isoformat(),
        "ends_at": was.ends_at.isoformat(),
        "alley": alley,
    }
    notify_affected(session, locked_drop.drop.id, "DropMoved", now, about=to, payload=payload)


def _shift(locked_drop: LockedDrop, hours: DropHours, now: datetime) -> None:
    """What has its own time in the drop moves by as much, unless it has happened."""
    drop, by = locked_drop.drop, hours.starts_at - locked_drop.drop.starts_at
    drop.starts_at, drop.ends_at = hours.starts_at, hours.ends_at
    drop.opens_at = min(drop.opens_at, hours.starts_at)
    if drop.closes_at and drop.closes_at > now:
        drop.closes_at += by
    if drop.draws_at and drop.draws_at > now:
        drop.draws_at += by
    for item in locked_drop.items:
        if item.starts_at and item.ends_at:
            item.starts_at, item.ends_at = item.starts_at + by, item.ends_at + by


def _clip_holds(session: Session, locked_drop: LockedDrop) -> None:
    for locked in locked_drop.locked_item_list():
        late = select(Hold).where(
            col(Hold.item_id) == locked.item.id,
            col(Hold.state) == HoldState.LIVE,
            col(Hold.until) > locked.cut_off,
        )
        for hold in session.exec(late.with_for_update(key_share=True)):
            hold.until = locked.cut_off


def _tags(session: Session, drop: int) -> Sequence[str]:
    return session.exec(
        select(DropTag.tag).where(col(DropTag.drop_id) == drop).order_by(col(DropTag.tag))
    ).all()


def _clear_attendance(session: Session, locked_drop: LockedDrop) -> None:
    """Who said they are coming said it of another time or place."""
    items = [item.id for item in locked_drop.items]
    coming = select(Booking).where(
        col(Booking.item_id).in_(items), col(Booking.state) == BookingState.BOOKED, col(Booking.coming)
    )
    for booking in session.exec(coming.with_for_update(key_share=True)):
        booking.coming = False


def _held(session: Session, locked: LockedItem) -> set[int]:
    """The numbers that hold units now."""
    held = select(Entry.number).where(
        col(Entry.item_id) == locked.item.id, col(Entry.state) == EntryState.HELD
    )
    return {number for number in session.exec(held) if number}
