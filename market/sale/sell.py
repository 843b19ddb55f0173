"""A walk-in sale and its void: units, number and receipt in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.locked_item import LockedItem
from market.market_day.day import day_of
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.sale.amounts import MAX_AMOUNTS, SaleAmount, amounts_of_cart
from market.sale.availability import take_for_sale
from market.sale.cart import MAX_ITEMS, MAX_UNITS, Cart
from market.sale.cash_rounding import in_cash
from market.sale.left import sale_left
from market.sale.oversold import count_kiosk_sales, give_back
from market.sale.refusals import CartSold, DiscountTooHigh, NothingLeftOfSale, SaleUndoOver, TotalChanged
from market.sale.sale_time import seconds_taken
from market.sale.stored_receipt import (
    SoldLine,
    in_lock_order,
    lock_items_sold,
    lock_own,
    next_receipt,
    refuse_voided,
    sale_of,
    store_receipt,
)
from market.sale.till import StallMoney, lock_open_day, money_of
from market.ticket.scan_rule import UNDOABLE
from market.waitlist.allocate import allocate
from storage.processed_update import DuplicateUpdate, mark_processed
from storage.sale import Receipt, ReceiptKind, SaleMethod, lock_till
from storage.stall import Stall


@dataclass(frozen=True, kw_only=True)
class SaleRequest:
    """A cart that somebody pays for; `total` is the one that was read, in minor units before cash is rounded. `amounts` are the rows of its amounts.

    `screen` is the number of the screen that showed the cart: from one screen it is sold once. 0 for none.
    `began` is the second of Unix time in which the first item was put into the cart, 0 where that is not known.
    """

    stall: int
    cart: Cart
    method: SaleMethod
    total: int
    screen: int = 0
    amounts: tuple[int, ...] = ()
    began: int = 0


@dataclass(frozen=True, kw_only=True)
class PaidSale:
    """A sale that is paid: who sold at which stall, how it was paid, and when. `took` is the seconds it took, None where they are not known."""

    stall: int
    seller: int
    method: SaleMethod
    at: datetime
    took: int | None = None


def sell(session: Session, actor: Actor, sale: SaleRequest, *, now: datetime, rng: Random) -> int:
    """Sell a cart to somebody at the stall and return the id of its receipt. For the stall's staff.

    Raises Blocked, StallUnknown, NotYourStall, CartSold, DropUnknown; as `take_for_sale`; TotalChanged, DiscountTooHigh, DayIsClosed;
    ButtonForged for a cart that no button holds. locks: person, drop, item, hold, till
    """
    lock_unblocked_person(session, actor.person)
    stall = require_right(session, actor, sale.stall, Right.SELL)
    money = money_of(session, stall)
    _refuse_forged(sale)
    _refuse_second_tap(session, sale.screen, now)
    lines = []
    for item, units in in_lock_order(session, {line.item: line.units for line in sale.cart}):
        locked = lock_own(session, item, sale.stall)
        take_for_sale(session, locked, units, money.currency, now=now)
        lines.append(SoldLine(locked=locked, name=locked.item.name, units=units, price=locked.item.price))
    amounts = amounts_of_cart(session, sale.stall, sale.amounts)
    _refuse_other_total(sale, lines, amounts)
    as_tapped = [line.item for line in sale.cart]
    lines.sort(key=lambda line: as_tapped.index(line.locked.item.id or 0))
    lock_open_day(session, sale.stall, day_of(now, money.zone))
    took = seconds_taken(sale.began, now)
    paid = PaidSale(stall=sale.stall, seller=actor.person, method=sale.method, at=now, took=took)
    return store_sale(session, paid, money, lines, amounts=_numbered(amounts), rng=rng)


def just_sold(session: Session, person: int, stall: int, now: datetime) -> bool:
    """Return whether a person sold something at a stall so recently that its receipt is still below its Undo."""
    rows = select(Receipt.id).where(
        col(Receipt.by_id) == person,
        col(Receipt.stall_id) == stall,
        col(Receipt.kind) == ReceiptKind.SALE,
        col(Receipt.sold_at) > now - UNDOABLE,
    )
    return session.exec(rows.limit(1)).first() is not None


def store_sale(
    session: Session,
    sale: PaidSale,
    money: StallMoney,
    lines: Sequence[SoldLine],
    *,
    rng: Random,
    amounts: Sequence[SaleAmount] = (),
) -> int:
    """Store the receipt of a sale under the stall's next number and return its id. The caller has taken its units. locks: till"""
    till, day = lock_till(session, sale.stall), day_of(sale.at, money.zone)
    receipt = next_receipt(till, money, day, sale.seller, now=sale.at, rng=rng)
    receipt.method, receipt.total, receipt.took = sale.method, _total(lines, amounts), sale.took
    is_cash = sale.method is SaleMethod.CASH
    receipt.paid = in_cash(receipt.total, money.currency) if is_cash else receipt.total
    return store_receipt(session, receipt, lines, amounts)


def undo_sale(session: Session, actor: Actor, receipt: int, *, now: datetime, rng: Random) -> int:
    """Void a sale within a minute and return the id of the void. For its seller.

    Raises as `void_sale`; SaleUndoOver. locks: person, drop, item, hold, till
    """
    lock_unblocked_person(session, actor.person)
    row = sale_of(session, receipt)
    require_right(session, actor, row.stall_id, Right.SELL)
    if row.by_id != actor.person or row.sold_at <= now - UNDOABLE:
        raise SaleUndoOver
    return _void_today(session, actor, row, now, rng=rng)


def void_sale(session: Session, actor: Actor, receipt: int, *, now: datetime, rng: Random) -> int:
    """Void what is left of a sale on the market day of now, and return the id of the void. Its units are offered to those who wait. For the stall's owner.

    Raises Blocked, ReceiptUnknown, StallUnknown, NotYourStall, AlreadyVoided, NothingLeftOfSale, DayIsClosed. locks: person, drop, item, hold, till
    """
    lock_unblocked_person(session, actor.person)
    row = sale_of(session, receipt)
    require_right(session, actor, row.stall_id, Right.OWN)
    return _void_today(session, actor, row, now, rng=rng)


def _void_today(session: Session, actor: Actor, sale: Receipt, now: datetime, *, rng: Random) -> int:
    """Void what is left of a sale now. Raises AlreadyVoided, NothingLeftOfSale, DayIsClosed. locks: drop, item, hold, till"""
    lock_items_sold(session, sale)
    refuse_voided(session, sale)
    if not sale_left(session, sale).units:
        raise NothingLeftOfSale
    day = day_of(now, money_of(session, session.get_one(Stall, sale.stall_id)).zone)
    lock_open_day(session, sale.stall_id, day)
    return store_void(session, sale, actor.person, voided_at=now, now=now, rng=rng)


def store_void(
    session: Session, sale: Receipt, seller: int, *, voided_at: datetime, now: datetime, rng: Random
) -> int:
    """Store the void of what is left of a sale that stands, on the market day of `voided_at`, give its units back and return its id.

    locks: drop, item, hold, till
    """
    money = money_of(session, session.get_one(Stall, sale.stall_id))
    left = sale_left(session, sale)
    of_item = {line.item: line for line in left.lines if line.item is not None}
    lines = []
    for each, line in lock_items_sold(session, sale):
        units = of_item[line.item_id].left
        if units:
            give_back(session, sale, each, units)
            lines.append(SoldLine(locked=each, name=line.name, units=-units, price=line.price))
    till = lock_till(session, sale.stall_id)
    receipt = next_receipt(till, money, day_of(voided_at, money.zone), seller, now=voided_at, rng=rng)
    receipt.kind, receipt.voids_id, receipt.method = ReceiptKind.VOID, sale.id, sale.method
    receipt.currency, receipt.exponent = sale.currency, sale.exponent
    receipt.total, receipt.paid = -left.total, -left.paid
    others = [line for line in left.lines if line.item is None and line.left]
    amounts = [*(line.given_back(line.left) for line in others), *left.discount_back(left.gross)]
    stored = store_receipt(session, receipt, lines, amounts)
    offer_again(session, [line.locked for line in lines], now)
    return stored


def offer_again(session: Session, items: Sequence[LockedItem], now: datetime) -> None:
    """Give units that came back to the sales of kiosks that lack them, then to those who wait. locks: hold, entry"""
    for each in items:
        count_kiosk_sales(session, each, now)
        allocate(session, each, now)


def _total(lines: Sequence[SoldLine], amounts: Sequence[SaleAmount]) -> int:
    return sum(line.units * line.price for line in lines) + sum(each.amount for each in amounts)


def _numbered(amounts: Sequence[SaleAmount]) -> list[SaleAmount]:
    """Return the amounts of a cart as those of a receipt."""
    return [replace(each, row=position) for position, each in enumerate(amounts, 1)]


def _refuse_other_total(sale: SaleRequest, lines: Sequence[SoldLine], amounts: Sequence[SaleAmount]) -> None:
    """Refuse a cart that does not come to what was read, or to less than nothing. Raises TotalChanged, DiscountTooHigh; ButtonForged for two discounts."""
    if sum(each.is_discount for each in amounts) > 1:
        raise ButtonForged
    total = _total(lines, amounts)
    if total != sale.total or len(amounts) < len(sale.amounts):
        raise TotalChanged
    if total < 0:
        raise DiscountTooHigh


def _refuse_forged(sale: SaleRequest) -> None:
    """Refuse a cart that no button holds: without anything to sell, with too much, or one thing twice. Raises ButtonForged."""
    cart, amounts = sale.cart, sale.amounts
    distinct = len({line.item for line in cart}) == len(cart) and len({*amounts}) == len(amounts)
    if not distinct or len(cart) > MAX_ITEMS or len(amounts) > MAX_AMOUNTS or not (cart or amounts):
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
