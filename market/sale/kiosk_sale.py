"""Sales that a kiosk made without a network: what it may sell, and recording what it sold. Nothing of it is refused because it is not there any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from market.drop.browse import any_drops
from market.drop.facts import LAST_CALL, DropFacts, ItemFacts
from market.drop.locked_item import LockedItem, lock_item
from market.market_day.day import begins, day_of
from market.notification.outbox import notify, withdraw
from market.sale.cash_rounding import smallest_coin
from market.sale.left import sale_left
from market.sale.notifications import SoldAfterClose
from market.sale.oversold import count_kiosk_sales
from market.sale.sell import PaidSale, store_sale, store_void
from market.sale.stored_receipt import SoldLine, void_number
from market.sale.till import StallMoney, current_close, money_of
from market.waitlist.allocate import allocate
from storage.drop import Drop, DropPolicy, DropState, Item, is_shown, is_stopped
from storage.sale import Receipt, ReceiptLine
from storage.stall import Stall

LISTED = timedelta(days=2)
"""Drops that begin on the market day of now, or on the next, are listed."""


@dataclass(frozen=True, kw_only=True)
class SaleKey:
    """An item that a kiosk may sell from one time until another, at its price in minor units, and how many are left by now."""

    item: int
    drop: int
    name: str
    price: int
    left: int
    sells_from: datetime
    sells_until: datetime


@dataclass(frozen=True, kw_only=True)
class SaleKeys:
    """The items that a kiosk may sell, in the money of its stall. `coin` is the smallest, in minor units: what is paid in cash is rounded to it."""

    money: StallMoney
    coin: int
    keys: tuple[SaleKey, ...]


@dataclass(frozen=True, kw_only=True)
class OfflineLine:
    """Units of an item that a device sold, at the price that was read."""

    item: int
    units: int
    price: int


def sale_keys(session: Session, stall: int, now: datetime) -> SaleKeys:
    """Return what a stall's kiosk may sell now and in the day to come."""
    money = money_of(session, session.get_one(Stall, stall))
    rows = (
        select(Drop.id)
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(is_shown(), ~is_stopped(), col(Drop.stall_id) == stall, col(Drop.ends_at) > now)
        .where(
            col(Drop.starts_at) < begins(day_of(now, money.zone) + LISTED, money.zone),
            col(Drop.state) == DropState.PUBLISHED,
        )
    )
    drops = any_drops(session, tuple(each or 0 for each in session.exec(rows)))
    return SaleKeys(
        money=money,
        coin=smallest_coin(money.currency),
        keys=tuple(
            _key(drop, item, money, now)
            for drop in drops
            if drop.alley.currency == money.currency
            for item in drop.offered
            if drop.policy == DropPolicy.QUEUE or (item.draw is not None and item.draw.drawn_at is not None)
        ),
    )


def lock_sold_items(session: Session, items: Sequence[int]) -> dict[int, LockedItem]:
    """Lock items by drop and id, and return them by id; one that is not there is left out. locks: drop, item"""
    rows = select(Item.id).where(col(Item.id).in_(items)).order_by(col(Item.drop_id), col(Item.id))
    found = {item or 0: lock_item(session, item or 0) for item in session.exec(rows).all()}
    return {item: locked for item, locked in found.items() if locked is not None}


def record_sale(
    session: Session,
    sale: PaidSale,
    sold: Sequence[tuple[LockedItem, OfflineLine]],
    *,
    now: datetime,
    rng: Random,
) -> int:
    """Record what a device sold, under the stall's next number, and return the receipt. Its units are not counted before `count_sold`. locks: till"""
    money = money_of(session, session.get_one(Stall, sale.stall))
    lines = [
        SoldLine(locked=locked, name=locked.item.name, units=line.units, price=line.price)
        for locked, line in sold
    ]
    receipt = store_sale(session, sale, money, lines, rng=rng)
    _tell_of_late(session, sale.stall, sale.at, money=money, now=now)
    return receipt


def count_sold(
    session: Session, items: Sequence[LockedItem], receipts: Collection[int], now: datetime
) -> None:
    """Count the units of new receipts of locked items, after what had expired was offered to those who wait. Items that share units are counted once.

    locks: hold, entry
    """
    counted = set[int | None]()
    for locked in items:
        if locked.item.id not in counted:
            allocate(session, locked, now)
            count_kiosk_sales(session, locked, now, new=receipts)
            counted.update(each.item.id for each in locked.all)


def take_sale_back(
    session: Session, receipt: int, seller: int, *, voided_at: datetime, now: datetime, rng: Random
) -> None:
    """Void what is left of a sale as its device took it back, unless nothing is. locks: drop, item, hold, till"""
    sale = session.get_one(Receipt, receipt)
    if void_number(session, receipt) is None and sale_left(session, sale).units:
        store_void(session, sale, seller, voided_at=voided_at, now=now, rng=rng)
        money = money_of(session, session.get_one(Stall, sale.stall_id))
        _tell_of_late(session, sale.stall_id, voided_at, money=money, now=now)


def items_sold(session: Session, receipts: Sequence[int]) -> list[int]:
    """Return the items of some receipts."""
    rows = select(ReceiptLine.item_id).where(col(ReceiptLine.receipt_id).in_(receipts))
    return [*session.exec(rows)]


def _key(drop: DropFacts, item: ItemFacts, money: StallMoney, now: datetime) -> SaleKey:
    last_call = now >= drop.cut_off(item) - LAST_CALL
    return SaleKey(
        item=item.id,
        drop=drop.id,
        name=item.name,
        price=item.price,
        left=max(0, drop.spare(item) if last_call else item.free),
        sells_from=max(drop.opens_at, begins(day_of(drop.starts_at, money.zone), money.zone)),
        sells_until=drop.cut_off(item),
    )


def _tell_of_late(
    session: Session, stall: int, sold_at: datetime, *, money: StallMoney, now: datetime
) -> None:
    """Tell the owner once that a closed day has got a sale or a void."""
    day, owner = day_of(sold_at, money.zone), session.get_one(Stall, stall).owner_id
    if owner is None or current_close(session, stall, day) is None:
        return
    about = f"stall:{stall}/day:{day}"
    withdraw(session, owner, SoldAfterClose, about)
    notify(session, owner, SoldAfterClose(stall_id=stall, day=day), now, about=about)
