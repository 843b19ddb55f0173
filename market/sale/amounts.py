"""Money of a sale without an item: another amount, for what is not on sale by itself, or a discount with its reason (docs/desk.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from locales.discount_reason import DiscountReason
from locales.user_text import AMOUNT_WORDS
from market.actor import Actor, Right, require_right
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.sale.refusals import CartFull, MoneyUnfit
from market.text_checks import cut_line
from storage.sale import CartAmount, ReceiptAmount

MAX_AMOUNTS = 3
MOST = 10**9
"""Minor units of one amount."""
KEPT = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class NewAmount:
    """Money to add to a cart, in minor units; a discount is below zero and has a reason, of which WORDS is said by the words."""

    amount: int
    reason: DiscountReason | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class SaleAmount(NewAmount):
    """Money of a cart or receipt without an item. `row` is its id in a cart, or its position on a receipt."""

    row: int

    @property
    def is_discount(self) -> bool:
        return self.reason is not None


def add_amounts(
    session: Session, actor: Actor, stall: int, new_amounts: Sequence[NewAmount], *, now: datetime
) -> tuple[SaleAmount, ...]:
    """Store money that a cart of a stall has without an item, and return it. Words are cut to one short line. For the stall's staff.

    Raises Blocked, StallUnknown, NotYourStall, MoneyUnfit; ButtonForged for a discount without a reason. locks: person
    """
    lock_unblocked_person(session, actor.person)
    require_right(session, actor, stall, Right.SELL)
    over = col(CartAmount.stall_id) == stall, col(CartAmount.made_at) < now - KEPT
    session.exec(delete(CartAmount).where(*over))
    rows = [_row(stall, each, now) for each in new_amounts]
    session.add_all(rows)
    session.flush()
    return tuple(_facts(row, row.id or 0) for row in rows)


def amounts_of_cart(session: Session, stall: int, amounts: Sequence[int]) -> tuple[SaleAmount, ...]:
    """Return the money of a cart by its rows, in their sequence; those of another stall, and those that are gone, are left out."""
    rows = select(CartAmount).where(col(CartAmount.id).in_(amounts), col(CartAmount.stall_id) == stall)
    found = {row.id: row for row in session.exec(rows)} if amounts else {}
    return tuple(_facts(found[each], each) for each in amounts if each in found)


def amounts_of_receipt(session: Session, receipt: int | None) -> tuple[SaleAmount, ...]:
    """Return the money of a receipt without an item."""
    rows = select(ReceiptAmount).where(col(ReceiptAmount.receipt_id) == receipt)
    ordered = rows.order_by(col(ReceiptAmount.position))
    return tuple(_facts(row, row.position) for row in session.exec(ordered))


def with_amounts(held: Sequence[SaleAmount], added: Sequence[SaleAmount]) -> tuple[int, ...]:
    """Return the rows of a cart with more of them; a discount takes the place of the one before. Raises CartFull."""
    discounts = [each for each in (*held, *added) if each.is_discount]
    kept = [each.row for each in (*held, *added) if not each.is_discount or each is discounts[-1]]
    if len(kept) > MAX_AMOUNTS:
        raise CartFull
    return tuple(kept)


def _row(stall: int, new: NewAmount, now: datetime) -> CartAmount:
    words = cut_line(new.words, AMOUNT_WORDS)
    if not 0 < abs(new.amount) <= MOST:
        raise MoneyUnfit
    said = new.reason is None or (new.reason is DiscountReason.WORDS) == bool(words)
    if (new.amount < 0) != (new.reason is not None) or not said:
        raise ButtonForged
    return CartAmount(stall_id=stall, amount=new.amount, reason=new.reason, words=words, made_at=now)


def _facts(row: CartAmount | ReceiptAmount, number: int) -> SaleAmount:
    return SaleAmount(row=number, amount=row.amount, reason=row.reason, words=row.words)
