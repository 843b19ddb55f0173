"""The remainder of a sale after its refunds: units and money that can still be given back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from market.sale.amounts import SaleAmount, amounts_of_receipt
from market.sale.cash_rounding import in_cash
from storage.sale import Receipt, ReceiptAmount, ReceiptKind, ReceiptLine, SaleMethod, follows


@dataclass(frozen=True, kw_only=True)
class LeftLine:
    """A line of a sale: of `units` that were sold at `price` minor units each, `left` were not refunded.

    Another amount is one unit at its price, without an item; `row` is its position among the amounts.
    """

    item: int | None
    name: str
    units: int
    left: int
    price: int
    row: int

    def given_back(self, units: int) -> SaleAmount:
        """Return another amount as what gives it back."""
        return SaleAmount(row=self.row, amount=-units * self.price, words=self.name)


@dataclass(frozen=True, kw_only=True)
class SaleLeft:
    """A sale without what was refunded or voided of it, in minor units. `step` counts the receipts that follow it, so it is another after each.

    `discount` is what of its discount is left, below zero, and None where it has none or none is left.
    """

    currency: str
    method: SaleMethod
    lines: tuple[LeftLine, ...]
    discount: SaleAmount | None
    paid: int
    step: int
    is_voided: bool

    @property
    def gross(self) -> int:
        """Return what the lines that are left cost without the discount."""
        return sum(line.left * line.price for line in self.lines)

    @property
    def total(self) -> int:
        return self.gross + (self.discount.amount if self.discount else 0)

    @property
    def units(self) -> int:
        return sum(line.left for line in self.lines)

    def discount_back(self, gross: int) -> list[SaleAmount]:
        """Return the share of the discount that a part of `gross` minor units at its prices had: all that is left with the last part, rounded down before."""
        if self.discount is None or not self.gross:
            return []
        share = -self.discount.amount * gross // self.gross
        return [replace(self.discount, amount=share)] if share else []

    def part_total(self, gross: int) -> int:
        """Return what a part of `gross` minor units at its prices comes to, less its share of the discount."""
        return gross - sum(each.amount for each in self.discount_back(gross))

    def paid_back(self, gross: int) -> int:
        """Return what goes back for a part of `gross` minor units at its prices.

        What stays paid is rounded as a sale of it would be, so all parts come to what was paid.
        """
        rest = self.total - self.part_total(gross)
        stays = in_cash(rest, self.currency) if self.method is SaleMethod.CASH else rest
        return self.paid - min(self.paid, stays) if rest else self.paid


def sale_left(session: Session, sale: Receipt) -> SaleLeft:
    """Return what is left of a sale."""
    after = session.exec(select(Receipt).where(follows(sale.id))).all()
    ids = [row.id for row in after]
    taken = session.exec(select(ReceiptLine).where(col(ReceiptLine.receipt_id).in_(ids))).all()
    amounts = _amounts_left(session, sale, ids)
    sold = select(ReceiptLine).where(col(ReceiptLine.receipt_id) == sale.id)
    goods = [
        LeftLine(
            item=line.item_id,
            name=line.name,
            units=line.units,
            left=line.units + sum(each.units for each in taken if each.item_id == line.item_id),
            price=line.price,
            row=line.position,
        )
        for line in session.exec(sold.order_by(col(ReceiptLine.position)))
    ]
    return SaleLeft(
        currency=sale.currency,
        method=sale.method,
        lines=(*goods, *(_other_line(sold, left) for sold, left in amounts if not sold.is_discount)),
        discount=next((left for sold, left in amounts if sold.is_discount and left.amount), None),
        paid=sale.paid + sum(row.paid for row in after),
        step=len(after),
        is_voided=any(row.kind is ReceiptKind.VOID for row in after),
    )


def _amounts_left(
    session: Session, sale: Receipt, receipts: Sequence[int | None]
) -> list[tuple[SaleAmount, SaleAmount]]:
    """Return each amount of a sale, and what is left of it."""
    sold = amounts_of_receipt(session, sale.id)
    rows = select(ReceiptAmount).where(col(ReceiptAmount.receipt_id).in_(receipts))
    back = session.exec(rows).all() if sold else []
    return [
        (each, replace(each, amount=each.amount + sum(b.amount for b in back if b.position == each.row)))
        for each in sold
    ]


def _other_line(sold: SaleAmount, left: SaleAmount) -> LeftLine:
    is_left = 1 if left.amount else 0
    return LeftLine(item=None, name=sold.words, units=1, left=is_left, price=sold.amount, row=sold.row)
