"""Storing a receipt with its lines under the next number of a stall, and the locked items that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem, lock_item
from market.drop.refusals import DropUnknown
from market.public_code import SYMBOLS
from market.sale.amounts import SaleAmount
from market.sale.receipt import CODE_LENGTH
from market.sale.refusals import AlreadyVoided, HandedOver, ReceiptUnknown
from market.sale.till import StallMoney, take_number
from storage.drop import Item
from storage.sale import Receipt, ReceiptAmount, ReceiptKind, ReceiptLine, SaleMethod, Till, hand_over_lines
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
class SoldLine:
    """Units of a locked item, at the price and under the name of now, or of the receipt that is voided or refunded."""

    locked: LockedItem
    name: str
    units: int
    price: int


def sale_of(session: Session, receipt: int) -> Receipt:
    """Return a walk-in sale. Raises ReceiptUnknown; HandedOver for a booking's, which its scan takes back."""
    row = session.get(Receipt, receipt)
    if row is None or row.kind is not ReceiptKind.SALE:
        raise ReceiptUnknown
    if hand_over_lines(session, row):
        raise HandedOver
    return row


def void_number(session: Session, receipt: int) -> int | None:
    """Return the number of the void of a sale, or of the undo of a refund; None for one that stands."""
    return session.exec(select(Receipt.number).where(col(Receipt.voids_id) == receipt)).first()


def refuse_voided(session: Session, sale: Receipt) -> None:
    """Refuse a sale that is voided. Raises AlreadyVoided."""
    voided = void_number(session, sale.id or 0)
    if voided is not None:
        raise AlreadyVoided(voided)


def lock_items_sold(session: Session, sale: Receipt) -> list[tuple[LockedItem, ReceiptLine]]:
    """Lock the items of a sale, and return each with its line, in the order of locking. locks: drop, item"""
    sold = select(ReceiptLine).where(col(ReceiptLine.receipt_id) == sale.id)
    by_item = {line.item_id: line for line in session.exec(sold)}
    items = in_lock_order(session, {item: line.units for item, line in by_item.items()})
    return [(lock_own(session, item, sale.stall_id), by_item[item]) for item, _ in items]


def next_receipt(
    till: Till, money: StallMoney, day: date, seller: int | None, *, now: datetime, rng: Random
) -> Receipt:
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


def store_receipt(
    session: Session, receipt: Receipt, lines: Sequence[SoldLine], amounts: Sequence[SaleAmount] = ()
) -> int:
    """Store a receipt with its lines and amounts, and return its id."""
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
    for each in amounts:
        session.add(
            ReceiptAmount(
                receipt_id=receipt.id,
                position=each.row,
                amount=each.amount,
                reason=each.reason,
                words=each.words,
            )
        )
    session.flush()
    mark_changed(session, "units")
    return receipt.id


def in_lock_order(session: Session, units: dict[int, int]) -> list[tuple[int, int]]:
    """Return items with their units, by drop and id. Raises DropUnknown where one is not there."""
    rows = select(Item.id).where(col(Item.id).in_([*units])).order_by(col(Item.drop_id), col(Item.id))
    found = [(item or 0, units[item or 0]) for item in session.exec(rows)]
    if len(found) < len(units):
        raise DropUnknown
    return found


def lock_own(session: Session, item: int, stall: int) -> LockedItem:
    """Lock an item of this stall. Raises DropUnknown. locks: drop, item"""
    locked = lock_item(session, item)
    if locked is None or locked.drop.stall_id != stall:
        raise DropUnknown
    return locked
