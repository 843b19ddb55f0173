"""The remainder of a sale after its refunds: units and money that can still be given back."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.sale.cash_rounding import in_cash
from storage.sale import Receipt, ReceiptKind, ReceiptLine, SaleMethod, follows


@dataclass(frozen=True, kw_only=True)
class LeftLine:
    """A line of a sale: of `units` that were sold at `price` minor units each, `left` were not refunded."""

    item: int
    name: str
    units: int
    left: int
    price: int


@dataclass(frozen=True, kw_only=True)
class SaleLeft:
    """A sale without what was refunded or voided of it, in minor units. `step` counts the receipts that follow it, so it is another after each."""

    currency: str
    method: SaleMethod
    lines: tuple[LeftLine, ...]
    paid: int
    step: int
    is_voided: bool

    @property
    def total(self) -> int:
        return sum(line.left * line.price for line in self.lines)

    @property
    def units(self) -> int:
        return sum(line.left for line in self.lines)

    def paid_back(self, total: int) -> int:
        """Return what goes back for a part of `total` minor units. What stays paid is rounded as a sale of it would be, so all parts come to what was paid."""
        rest = self.total - total
        stays = in_cash(rest, self.currency) if self.method is SaleMethod.CASH else rest
        return self.paid - min(self.paid, stays) if rest else self.paid


def sale_left(session: Session, sale: Receipt) -> SaleLeft:
    """Return what is left of a sale."""
    after = session.exec(select(Receipt).where(follows(sale.id))).all()
    rows = select(ReceiptLine).where(col(ReceiptLine.receipt_id).in_([row.id for row in after]))
    taken = session.exec(rows).all()
    sold = select(ReceiptLine).where(col(ReceiptLine.receipt_id) == sale.id)
    return SaleLeft(
        currency=sale.currency,
        method=sale.method,
        lines=tuple(
            LeftLine(
                item=line.item_id,
                name=line.name,
                units=line.units,
                left=line.units + sum(each.units for each in taken if each.item_id == line.item_id),
                price=line.price,
            )
            for line in session.exec(sold.order_by(col(ReceiptLine.position)))
        ),
        paid=sale.paid + sum(row.paid for row in after),
        step=len(after),
        is_voided=any(row.kind is ReceiptKind.VOID for row in after),
    )
