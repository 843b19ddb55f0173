"""The cart of a walk-in sale: what is in it, what it costs, and what else can be sold now. Nothing of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.browse import any_drops
from market.drop.facts import LAST_CALL, DropFacts, ItemFacts
from market.drop.refusals import DropUnknown
from market.market_day.day import begins, day_of
from market.paging import page_within
from market.sale.amounts import SaleAmount, amounts_of_cart
from market.sale.cash_rounding import in_cash
from market.sale.e_invoice import needs_e_invoice
from market.sale.refusals import CartEmpty, CartFull, CartUnitsUnfit, NotEnoughLeft
from market.sale.till import StallMoney, money_of
from storage.drop import Drop, DropPolicy, DropState, Item, is_shown, is_stopped
from storage.stall import Stall

MAX_ITEMS, MAX_UNITS, PAGE = 10, 999, 5


@dataclass(frozen=True)
class CartLine:
    """Units of an item that somebody wants to buy."""

    item: int
    units: int


Cart = tuple[CartLine, ...]
"""At most MAX_ITEMS different items, the one that was tapped last at the end."""


@dataclass(frozen=True, kw_only=True)
class SaleItem:
    """An item with its drop, its price in minor units each, and how many can be sold."""

    drop: DropFacts
    item: ItemFacts
    left: int

    @property
    def day(self) -> date:
        return self.drop.day

    @property
    def names(self) -> tuple[str, ...]:
        """Return what it is called, in lower case: its name and its drop's."""
        return self.item.name.casefold(), self.drop.name.casefold()


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """A line of a cart at the price of now."""

    sale_item: SaleItem
    units: int

    @property
    def amount(self) -> int:
        return self.units * self.sale_item.item.price


@dataclass(frozen=True, kw_only=True)
class CartFacts:
    """A cart with its total in minor units, and a page of what can be sold now."""

    stall: int
    money: StallMoney
    lines: tuple[PricedLine, ...]
    amounts: tuple[SaleAmount, ...]
    items: tuple[SaleItem, ...]
    page: int
    pages: int

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.amounts)

    @property
    def total(self) -> int:
        """Return what all of it comes to; below zero where the discount is more than the rest by now."""
        return sum(line.amount for line in self.lines) + sum(each.amount for each in self.amounts)

    @property
    def in_cash(self) -> int:
        """Return the total as it is paid in cash."""
        return in_cash(self.total, self.money.currency)

    @property
    def needs_e_invoice(self) -> bool:
        return needs_e_invoice(self.total, self.money.currency, self.money.territory)

    @property
    def cart(self) -> Cart:
        return tuple(CartLine(line.sale_item.item.id, line.units) for line in self.lines)

    @property
    def amount_rows(self) -> tuple[int, ...]:
        return tuple(each.row for each in self.amounts)


def with_item(cart: Cart, item: int, units: int) -> Cart:
    """Return the cart with so many more units of an item, which moves to the end. Raises CartFull, CartUnitsUnfit."""
    more = sum(line.units for line in cart if line.item == item) + units
    others = tuple(line for line in cart if line.item != item)
    if len(others) >= MAX_ITEMS:
        raise CartFull
    if more > MAX_UNITS:
        raise CartUnitsUnfit(MAX_UNITS)
    return (*others, CartLine(item, more))


def with_last_changed(cart: Cart, change: int) -> Cart:
    """Return the cart with so many more units of its last item, fewer if negative; without any of them it is off the cart."""
    *others, last = cart
    units = last.units + change
    return (*others, CartLine(last.item, units)) if units > 0 else tuple(others)


def with_last_units(cart: "CartFacts", units: int) -> Cart:
    """Return the cart with so many units of its last item. Raises CartEmpty, CartUnitsUnfit, NotEnoughLeft."""
    if not cart.lines:
        raise CartEmpty
    last = cart.lines[-1].sale_item
    if not 1 <= units <= MAX_UNITS:
        raise CartUnitsUnfit(MAX_UNITS)
    if units > last.left:
        raise NotEnoughLeft(last.item.name, last.left)
    return (*cart.cart[:-1], CartLine(last.item.id, units))


def cart_facts(
    session: Session,
    actor: Actor,
    stall: int,
    cart: Cart,
    *,
    now: datetime,
    amounts: Sequence[int] = (),
    page: int = 1,
) -> CartFacts:
    """Return a cart for the stall's staff, with what can be sold today; amounts that are gone are left out.

    Raises StallUnknown, NotYourStall; DropUnknown for an item of another stall.
    """
    row = require_right(session, actor, stall, Right.SELL)
    money = money_of(session, row)
    found = _sale_items(session, stall, [line.item for line in cart], money, now=now)
    known = {each.item.id: each for each in found}
    if not {line.item for line in cart} <= {*known}:
        raise DropUnknown
    lines = tuple(PricedLine(sale_item=known[line.item], units=line.units) for line in cart)
    offered = [each for each in found if each.left and _is_today(each.drop, money, now)]
    page, pages = page_within(len(offered), page, PAGE)
    return CartFacts(
        stall=stall,
        money=money,
        lines=lines,
        amounts=amounts_of_cart(session, stall, amounts),
        items=tuple(offered[(page - 1) * PAGE : page * PAGE]),
        page=page,
        pages=pages,
    )


def items_of_today(session: Session, actor: Actor, stall: int, now: datetime) -> tuple[SaleItem, ...]:
    """Return what a stall has on sale today, to its staff; also what nothing is left of. Raises StallUnknown, NotYourStall."""
    money = money_of(session, require_right(session, actor, stall, Right.SELL))
    found = _sale_items(session, stall, [], money, now=now)
    return tuple(each for each in found if _is_today(each.drop, money, now))


def _sale_items(
    session: Session, stall: int, carted: Sequence[int], money: StallMoney, *, now: datetime
) -> list[SaleItem]:
    """Return the items of the drops from which the stall may sell today, and of those with an item of the cart."""
    tomorrow = begins(day_of(now, money.zone) + timedelta(days=1), money.zone)
    given_out = (
        select(Drop.id)
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(is_shown(), ~is_stopped(), col(Drop.stall_id) == stall, col(Drop.ends_at) > now)
        .where(
            col(Drop.starts_at) < tomorrow,
            col(Drop.opens_at) <= now,
            col(Drop.state) == DropState.PUBLISHED,
        )
    )
    of_cart = select(Item.drop_id).where(col(Item.id).in_(carted))
    ids = {each or 0 for each in (*session.exec(given_out), *session.exec(of_cart))}
    return [
        SaleItem(drop=drop, item=item, left=_left(drop, item, money, now))
        for drop in any_drops(session, tuple(ids))
        if drop.stall.id == stall
        for item in drop.offered
    ]


def _left(drop: DropFacts, item: ItemFacts, money: StallMoney, now: datetime) -> int:
    """Return how many can be sold, by the counts of now; the sale itself counts under the lock."""
    drawn = item.draw is not None and item.draw.drawn_at is not None
    if drop.alley.currency != money.currency or not (drop.policy == DropPolicy.QUEUE or drawn):
        return 0
    if drop.stop_kind or not (
        drop.state == DropState.PUBLISHED and drop.opens_at <= now < drop.cut_off(item)
    ):
        return 0
    is_last_call = not item.live_minutes and now >= drop.cut_off(item) - LAST_CALL
    return drop.spare(item) if is_last_call else item.free


def _is_today(drop: DropFacts, money: StallMoney, now: datetime) -> bool:
    """Return whether a drop begins on the market day of now or has begun."""
    return day_of(drop.starts_at, money.zone) <= day_of(now, money.zone)
