"""A walk-in sale and its void: units, number and receipt in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.locked_item import LockedItem, lock_item
from market.drop.refusals import DropUnknown
from market.person import lock_unbanned_person
from market.public_code import SYMBOLS
from market.refusal import ButtonForged
from market.sale.availability import take_for_sale
from market.sale.cart import MAX_ITEMS, MAX_UNITS, Cart
from market.sale.cash_rounding import in_cash
from market.sale.market_hours import day_of
from market.sale.oversold import count_kiosk_sales, end_oversold
from market.sale.receipt import CODE_LENGTH
from market.sale.refusals import AlreadyVoided, CartSold, ReceiptUnknown, SaleUndoOver, TotalChanged
from market.sale.till import StallMoney, lock_open_day, money_of, take_number
from market.ticket.scan_rule import UNDOABLE
from market.waitlist.allocate import allocate
from storage.drop import Item
from storage.processed_update import DuplicateUpdate, mark_processed
from storage.sale import Receipt, ReceiptKind, ReceiptLine, SaleMethod, Till, lock_till
from storage.stall import Stall
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
class SaleRequest:
    """A cart that somebody pays for; `total` is the one that was read, in minor units before cash is rounded.

    `screen` is the number of the update whose answer showed the cart: from one screen it is sold once. 0 for none.
    """

    stall: int
    cart: Cart
    method: SaleMethod
    total: int
    screen: int = 0


@dataclass(frozen=True, kw_only=True)
class PaidSale:
    """Who sold at which stall, how it was paid, and when."""

    stall: int
    seller: int
    method: SaleMethod
    at: datetime


@dataclass(frozen=True)
class SoldLine:
    """Units of a locked item, at the price and under the name of now, or of the receipt that is voided."""

    locked: LockedItem
    name: str
    units: int
    price: int


def sell(session: Session, actor: Actor, sale: SaleRequest, now: datetime, rng: Random) -> int:
    """Sell a cart to somebody at the stall and return the id of its receipt. For the stall's staff.

    Raises Banned, StallUnknown, NotYourStall, CartSold, DropUnknown; as `take_for_sale`; TotalChanged, DayIsClosed; ButtonForged for a cart that no
    button holds. locks: person, drop, item, hold, till
    """
    lock_unbanned_person(session, actor.person)
    stall = require_right(session, actor, sale.stall, Right.SELL)
    money = money_of(session, stall)
    _refuse_forged(sale.cart)
    _refuse_second_tap(session, sale.screen, now)
    lines = []
    for item, units in _in_lock_order(session, {line.item: line.units for line in sale.cart}):
        locked = _lock_own(session, item, sale.stall)
        take_for_sale(session, locked, units, money.currency, now=now)
        lines.append(SoldLine(locked, locked.item.name, units, locked.item.price))
    total = sum(line.units * line.price for line in lines)
    if total != sale.total:
        raise TotalChanged
    as_tapped = [line.item for line in sale.cart]
    lines.sort(key=lambda line: as_tapped.index(line.locked.item.id or 0))
    lock_open_day(session, sale.stall, day_of(now, money.zone))
    paid = PaidSale(stall=sale.stall, seller=actor.person, method=sale.method, at=now)
    return store_sale(session, paid, money, lines, rng=rng)


def store_sale(
    session: Session, sale: PaidSale, money: StallMoney, lines: Sequence[SoldLine], *, rng: Random
) -> int:
    """Store the receipt of a sale under the stall's next number and return its id. The caller has taken its units. locks: till"""
    till, day = lock_till(session, sale.stall), day_of(sale.at, money.zone)
    receipt = _receipt(till, money, day, sale.seller, now=sale.at, rng=rng)
    receipt.method, receipt.total = sale.method, sum(line.units * line.price for line in lines)
    is_cash = sale.method is SaleMethod.CASH
    receipt.paid = in_cash(receipt.total, money.currency) if is_cash else receipt.total
    return _store(session, receipt, lines)


def undo_sale(session: Session, actor: Actor, receipt: int, now: datetime, rng: Random) -> int:
    """Void a sale within a minute and return the id of the void. For its seller.

    Raises as `void_sale`; SaleUndoOver. locks: person, drop, item, hold, till
    """
    lock_unbanned_person(session, actor.person)
    row = _sale(session, receipt)
    require_right(session, actor, row.stall_id, Right.SELL)
    if row.by_id != actor.person or row.sold_at <= now - UNDOABLE:
        raise SaleUndoOver
    return _void_today(session, actor, row, now, rng=rng)


def void_sale(session: Session, actor: Actor, receipt: int, now: datetime, rng: Random) -> int:
    """Void a sale on the market day of now, and return the id of the void. Its units are offered to those who wait. For the stall's owner.

    Raises Banned, ReceiptUnknown, StallUnknown, NotYourStall, AlreadyVoided, DayIsClosed. locks: person, drop, item, hold, till
    """
    lock_unbanned_person(session, actor.person)
    row = _sale(session, receipt)
    require_right(session, actor, row.stall_id, Right.OWN)
    return _void_today(session, actor, row, now, rng=rng)


def _void_today(session: Session, actor: Actor, sale: Receipt, now: datetime, *, rng: Random) -> int:
    """Void a sale now. Raises AlreadyVoided, DayIsClosed. locks: drop, item, hold, till"""
    lock_items_sold(session, sale)
    voided = void_number(session, sale.id or 0)
    if voided is not None:
        raise AlreadyVoided(voided)
    day = day_of(now, money_of(session, session.get_one(Stall, sale.stall_id)).zone)
    lock_open_day(session, sale.stall_id, day)
    return store_void(session, sale, actor.person, at=now, now=now, rng=rng)


def void_number(session: Session, receipt: int) -> int | None:
    """Return the number of a receipt's void; None for one that stands."""
    return session.exec(select(Receipt.number).where(col(Receipt.voids_id) == receipt)).first()


def _sale(session: Session, receipt: int) -> Receipt:
    row = session.get(Receipt, receipt)
    if row is None or row.kind is not ReceiptKind.SALE:
        raise ReceiptUnknown
    return row


def lock_items_sold(session: Session, sale: Receipt) -> list[tuple[LockedItem, ReceiptLine]]:
    """Lock the items of a sale, and return each with its line, in the order of locking. locks: drop, item"""
    sold = select(ReceiptLine).where(col(ReceiptLine.receipt_id) == sale.id)
    by_item = {line.item_id: line for line in session.exec(sold)}
    items = _in_lock_order(session, {item: line.units for item, line in by_item.items()})
    return [(_lock_own(session, item, sale.stall_id), by_item[item]) for item, _ in items]


def store_void(
    session: Session, sale: Receipt, seller: int, *, at: datetime, now: datetime, rng: Random
) -> int:
    """Store the void of a sale that stands, on the market day of `at`, give its units back and return its id. locks: drop, item, hold, till"""
    money = money_of(session, session.get_one(Stall, sale.stall_id))
    locked = lock_items_sold(session, sale)
    missing = end_oversold(session, sale)
    lines = []
    for each, line in locked:
        each.change_sold(missing.get(line.item_id, 0) - line.units)
        lines.append(SoldLine(each, line.name, -line.units, line.price))
    for each, _ in locked:
        count_kiosk_sales(session, each, now, voided=sale.id or 0)
        allocate(session, each, now)
    till = lock_till(session, sale.stall_id)
    receipt = _receipt(till, money, day_of(at, money.zone), seller, now=at, rng=rng)
    receipt.kind, receipt.voids_id, receipt.method = ReceiptKind.VOID, sale.id, sale.method
    receipt.currency, receipt.exponent = sale.currency, sale.exponent
    receipt.total, receipt.paid = -sale.total, -sale.paid
    return _store(session, receipt, lines)


def _receipt(till: Till, money: StallMoney, day: date, seller: int, *, now: datetime, rng: Random) -> Receipt:
    """Return a receipt with the next number of a locked till, of a sale so far; what was sold is for the caller to say."""
    return Receipt(
        stall_id=till.stall_id,
        number=take_number(till),
        code="".join(rng.choices(SYMBOLS, k=CODE_LENGTH)),
        kind=ReceiptKind.SALE,
        method=SaleMethod.CASH,
        currency=money.currency,
        exponent=money.exponent,
        total=0,
        paid=0,
        day=day,
        sold_at=now,
        by_id=seller,
    )


def _store(session: Session, receipt: Receipt, lines: Sequence[SoldLine]) -> int:
    session.add(receipt)
    session.flush()
    assert receipt.id is not None
    for position, line in enumerate(lines, 1):
        session.add(
            ReceiptLine(
                receipt_id=receipt.id,
                position=position,
                item_id=line.locked.item.id or 0,
                name=line.name,
                units=line.units,
                price=line.price,
            )
        )
    session.flush()
    mark_changed(session, "units")
    return receipt.id


def _refuse_forged(cart: Cart) -> None:
    distinct = len({line.item for line in cart}) == len(cart)
    if not distinct or not 1 <= len(cart) <= MAX_ITEMS:
        raise ButtonForged
    if not all(1 <= line.units <= MAX_UNITS for line in cart):
        raise ButtonForged


def _refuse_second_tap(session: Session, screen: int, now: datetime) -> None:
    """Let a screen sell once. No update has a number below zero, so those stand for screens. Raises CartSold."""
    try:
        if screen:
            mark_processed(session, -screen, now)
    except DuplicateUpdate as sold:
        raise CartSold from sold


def _in_lock_order(session: Session, units: dict[int, int]) -> list[tuple[int, int]]:
    """Return items with their units, by drop and id. Raises DropUnknown where one is not there."""
    rows = select(Item.id).where(col(Item.id).in_([*units])).order_by(col(Item.drop_id), col(Item.id))
    found = [(item or 0, units[item or 0]) for item in session.exec(rows)]
    if len(found) < len(units):
        raise DropUnknown
    return found


def _lock_own(session: Session, item: int, stall: int) -> LockedItem:
    """Lock an item of this stall. Raises DropUnknown. locks: drop, item"""
    locked = lock_item(session, item)
    if locked is None or locked.drop.stall_id != stall:
        raise DropUnknown
    return locked
