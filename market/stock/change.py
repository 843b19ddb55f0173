"""Changing a drop. People with entries are notified of the old and new value; bookings keep their price."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from locales.packaging_kind import PackagingKind
from locales.stock import ADULTS
from locales.user_text import ITEM
from market.actor import Actor
from market.drop.affected_people import notify_affected
from market.drop.item_options import OPTIONS_FIELD, are_still_there, check_options
from market.drop.locked_item import LockedItem
from market.drop.notifications import ChangedField, DropChanged, ItemTextChanged
from market.drop.own_drop import LockedDrop, lock_own_drop, lock_own_item
from market.drop.refusals import DropCancelled, DropOver
from market.drop.revision import revise
from market.ledger.refund import refuse_below
from market.packaging.packaging_type import packaging_row
from market.packaging.refusals import PackagingFixed, PackagingHasType
from market.stock.draft import (
    DEAREST,
    MAX_QUANTITY,
    MAX_WAITLIST,
    limit_of,
    set_tags,
    within,
)
from market.stock.refusals import OptionsChosen, QuantityTooLow
from market.text_checks import check_description, check_name
from market.waitlist.allocate import allocate
from storage.drop import LONGEST_TEXT, DropState, DropTag, FormerPrice, Item
from storage.insert import insert_once
from storage.shown import mark_drop, mark_item
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState


def change_price(session: Session, actor: Actor, item: int, price: int, now: datetime) -> None:
    """Change the price of each unit, in minor units. Raises as `lock_changeable`, NumberUnfit, PriceBelowDeposit. locks: person, drop, item"""
    locked = lock_changeable_item(session, actor, item, now)
    refuse_below(session, locked.item, within(price, DEAREST))
    was, locked.item.price = locked.item.price, price
    if was != price:
        insert_once(session, FormerPrice, item_id=item, price=was)
        _notify_changed(session, locked.drop.id, now, ChangedField.PRICE, old=was, new=price, item=item)


def change_deposit(session: Session, actor: Actor, item: int, deposit: int, now: datetime) -> None:
    """Change the deposit for packaging, in minor units each, which makes it returnable.

    Raises as `lock_changeable`, NumberUnfit, PackagingHasType, PackagingFixed where people hold or have booked what comes in other packaging.
    locks: person, drop, item
    """
    locked = lock_changeable_item(session, actor, item, now)
    if locked.item.packaging_id is not None:
        raise PackagingHasType(packaging_row(session, locked.item.packaging_id).name)
    was, locked.item.loan_deposit = locked.item.loan_deposit, within(deposit, DEAREST)
    if deposit:
        _make_returnable(locked.item)
    if was != deposit:
        _notify_changed(session, locked.drop.id, now, ChangedField.DEPOSIT, old=was, new=deposit, item=item)


def _make_returnable(item: Item) -> None:
    if item.sold_in not in (None, PackagingKind.RETURNABLE) and (item.held or item.booked):
        raise PackagingFixed
    item.sold_in = PackagingKind.RETURNABLE


def change_quantity(session: Session, actor: Actor, item: int, quantity: int, now: datetime) -> int | None:
    """Change how many units there are; returns the lowest number that got units, if any. Added units are offered at once.

    Raises as `lock_changeable`, NumberUnfit, QuantityTooLow. locks: person, drop, item, hold
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


def describe_item(session: Session, actor: Actor, item: int, text: str, field: str, now: datetime) -> None:
    """Change a text of an item, or remove it. Raises as `lock_changeable`, NameUnfit, OptionsUnfit, OptionsChosen. locks: person, drop, item"""
    locked = lock_changeable_item(session, actor, item, now)
    was, new = getattr(locked.item, field), check_name(text, LONGEST_TEXT[field]) if text else ""
    if field == OPTIONS_FIELD:
        new = check_options(new) if new else ""
        _refuse_chosen(session, locked.item, new)
    setattr(locked.item, field, new)
    if was != new:
        changed = ItemTextChanged(drop_id=locked.item.drop_id, item_id=item, field=field, old=was, new=new)
        notify_affected(session, changed, now, about=f"{field}:{item}:{new}")


def _refuse_chosen(session: Session, item: Item, options: str) -> None:
    """Refuse new options where one that somebody chose would be another one. Raises OptionsChosen."""
    rows = select(Booking.options).where(
        col(Booking.item_id) == item.id, col(Booking.state) == BookingState.BOOKED, col(Booking.options) != ""
    )
    chosen = {int(digit) for digits in session.exec(rows.distinct()) for digit in digits}
    if not are_still_there(item.options, options, chosen):
        raise OptionsChosen(item.options)


def sell_out(session: Session, actor: Actor, item: int, now: datetime) -> int:
    """Remove the units that are neither held nor booked, and return how many are left in all. Raises as `lock_changeable`. locks: person, drop, item, hold"""
    locked = lock_changeable_item(session, actor, item, now)
    allocate(session, locked, now)
    locked.item.quantity = locked.item.held + locked.item.booked
    allocate(session, locked, now)
    return locked.item.quantity


def rename_drop(session: Session, actor: Actor, drop: int, name: str, now: datetime) -> None:
    """Rename a drop, and its item where it has only one. Raises as `lock_changeable`, NameUnfit. locks: person, drop, item"""
    locked_drop = lock_changeable(session, actor, drop, now)
    was, words = locked_drop.drop.name, check_name(name, ITEM)
    locked_drop.drop.name = words
    if len(locked_drop.items) == 1:
        locked_drop.items[0].name = words
    if was != words:
        revise(locked_drop.drop, now)
        _notify_changed(session, drop, now, ChangedField.NAME, old=was, new=words)


def change_words(session: Session, actor: Actor, drop: int, words: str, language: str, now: datetime) -> None:
    """Change the description. Raises as `lock_changeable`, DescriptionUnfit. locks: person, drop, item"""
    locked_drop = lock_changeable(session, actor, drop, now)
    was, locked_drop.drop.words, locked_drop.drop.language = (
        locked_drop.drop.words,
        check_description(words),
        language,
    )
    if was != locked_drop.drop.words:
        _notify_changed(
            session, drop, now, ChangedField.WORDS, old=was[:200], new=locked_drop.drop.words[:200]
        )


def change_tags(session: Session, actor: Actor, drop: int, tags: tuple[str, ...], now: datetime) -> None:
    """Change the tags; a drop for adults stays one. Raises as `lock_changeable`. locks: person, drop, item"""
    lock_changeable(session, actor, drop, now)
    was = _tags(session, drop)
    kept = (ADULTS,) if ADULTS in was else ()
    _set_tags(session, drop, was, (*kept, *tags), now=now)


def set_adults_only(session: Session, actor: Actor, drop: int, adults_only: bool, now: datetime) -> None:
    """Say that a drop is for people of 18 and over, or for everyone. Bookings stay; holds are confirmed by those who say that they are.

    Raises as `lock_changeable`. locks: person, drop, item
    """
    lock_changeable(session, actor, drop, now)
    was = _tags(session, drop)
    others = [tag for tag in was if tag != ADULTS]
    _set_tags(session, drop, was, (ADULTS, *others) if adults_only else others, now=now)


def _set_tags(session: Session, drop: int, was: Sequence[str], tags: Iterable[str], *, now: datetime) -> None:
    set_tags(session, drop, tags)
    new = _tags(session, drop)
    if was != new:
        _notify_changed(session, drop, now, ChangedField.TAGS, old=" ".join(was), new=" ".join(new))


def change_picture(session: Session, actor: Actor, drop: int, picture: str, now: datetime) -> None:
    """Change the picture to stored bytes with this hash. Raises as `lock_changeable`. locks: person, drop, item"""
    locked_drop = lock_changeable(session, actor, drop, now)
    was, locked_drop.drop.picture_hash = locked_drop.drop.picture_hash, picture
    if was != picture:
        _notify_changed(session, drop, now, ChangedField.PICTURE, old="", new=picture[:16])


def change_limit(session: Session, actor: Actor, drop: int, limit: int, now: datetime) -> None:
    """Change the limit for one person; units above it stay theirs. Raises as `lock_changeable`, NumberUnfit. locks: person, drop, item"""
    locked_drop = lock_changeable(session, actor, drop, now)
    was, locked_drop.drop.per_person = locked_drop.drop.per_person, limit_of(limit)
    if was != limit:
        _notify_changed(session, drop, now, ChangedField.LIMIT, old=was, new=limit)


def change_waitlist_limit(
    session: Session, actor: Actor, drop: int, limit: int | None, now: datetime
) -> None:
    """Change how many units of an item may wait, None for any number; who waits already stays.

    Raises as `lock_changeable`, NumberUnfit. locks: person, drop, item
    """
    locked_drop = lock_changeable(session, actor, drop, now)
    locked_drop.drop.waitlist_limit = None if limit is None else within(limit, MAX_WAITLIST)


def lock_changeable(session: Session, actor: Actor, drop: int, now: datetime) -> LockedDrop:
    """Lock a drop that can be changed. Raises Blocked, DropUnknown, NotYourStall, DropCancelled, DropOver. locks: person, drop, item"""
    locked_drop = lock_own_drop(session, actor, drop)
    for locked in locked_drop.locked_items[:1]:
        _require_changeable(locked, now)
    mark_changed(session, "drop")
    mark_drop(session, drop, now)
    return locked_drop


def lock_changeable_item(session: Session, actor: Actor, item: int, now: datetime) -> LockedItem:
    """As `lock_changeable`, for a change of one item. locks: person, drop, item"""
    locked = lock_own_item(session, actor, item)
    _require_changeable(locked, now)
    mark_changed(session, "drop")
    mark_item(session, item, now)
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
    field: ChangedField,
    old: str | int,
    new: str | int,
    item: int | None = None,
) -> None:
    assert drop is not None
    changed = DropChanged(drop_id=drop, field=field, old=old, new=new, item_id=item)
    notify_affected(session, changed, now, about=f"{field}:{item or 0}:{new}")


def _tags(session: Session, drop: int) -> Sequence[str]:
    return session.exec(
        select(DropTag.tag).where(col(DropTag.drop_id) == drop).order_by(col(DropTag.tag))
    ).all()


def _held(session: Session, locked: LockedItem) -> set[int]:
    """Return the numbers of the entries that hold units."""
    held = select(Entry.number).where(
        col(Entry.item_id) == locked.item.id, col(Entry.state) == EntryState.HELD
    )
    return {number for number in session.exec(held) if number}
