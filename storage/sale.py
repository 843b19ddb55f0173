"""Sales at the stall: receipts and their numbers, what else went into the cash box or out of it, and closed days."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, Index, UniqueConstraint, exists, or_, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from locales.discount_reason import DiscountReason
from locales.user_text import AMOUNT_WORDS, CASH_NOTE, ITEM
from storage.column import AUTOINCREMENT, BIG, OWNER, PUBLIC, TRACE, column, enum_column, one_of
from storage.insert import insert_once
from storage.row import Row


class ReceiptKind(StrEnum):
    """A sale, the void of one, the refund of a part of one, or the undo of a refund."""

    SALE = "sale"
    VOID = "void"
    REFUND = "refund"
    UNDO = "undo"


class SaleMethod(StrEnum):
    """The ways to pay at the stall: in cash, or to the stall's bank QR."""

    CASH = "cash"
    QR = "qr"


class CashKind(StrEnum):
    """The kind of a cash entry: the money that the box began with, paid in, paid out, or that bookings were paid by QR instead."""

    FLOAT = "float"
    PAY_IN = "pay_in"
    PAY_OUT = "pay_out"
    BY_QR = "by_qr"


STANDS, CLOSED, OPEN = "undone_at IS NULL", "reopened_at IS NULL", "settled_at IS NULL"


class Till(Row, table=True):
    """The cash box of a stall: whoever locks its row decides about its money. `next_number` is that of its next receipt."""

    __tablename__ = "till"
    __table_args__ = (CheckConstraint("next_number >= 1", name="till_next_number"),)

    stall_id: int = column(
        PUBLIC, primary_key=True, foreign_key="stall.id", sa_column_kwargs={"autoincrement": False}
    )
    next_number: int = column(PUBLIC, default=1)


class Receipt(Row, table=True):
    """A walk-in sale, the hand-over of a booking, or what follows one; never changed, but for `by_id` at /forget; a trigger refuses it. The lines of a
    hand-over are in `hand_over_line`, as its units are counted by scans. Money is in minor units of `currency`,
    of which there are 10 ** `exponent` in one; a void and a refund have amounts below zero.

    `took` is the seconds from the seller's first tap to the receipt of a sale, None where that is not known (`market/sale/sale_time.py`).
    `total` is the sum of the lines and amounts, `paid` what changed hands: in cash rounded to a coin. `day` is the stall's market day. `refunds_id` is the sale
    of a refund or of the undo of one, `voids_id` the sale of a void or the refund of an undo. `goods_kept`: money went back, the goods did not.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("stall_id", "number", name="receipt_number"),
        CheckConstraint(one_of("kind", ReceiptKind), name="receipt_kind"),
        CheckConstraint(one_of("method", SaleMethod), name="receipt_method"),
        CheckConstraint("number >= 1", name="receipt_counts"),
        CheckConstraint("(kind IN ('void', 'undo')) = (voids_id IS NOT NULL)", name="receipt_voids"),
        CheckConstraint("(kind IN ('refund', 'undo')) = (refunds_id IS NOT NULL)", name="receipt_refunds"),
        CheckConstraint("refunds_id IS NOT NULL OR NOT goods_kept", name="receipt_goods_kept"),
        CheckConstraint(
            "(kind NOT IN ('sale', 'undo') OR (total >= 0 AND paid >= 0)) "
            "AND (kind NOT IN ('void', 'refund') OR (total <= 0 AND paid <= 0))",
            name="receipt_sign",
        ),
        CheckConstraint("method = 'cash' OR paid = total", name="receipt_rounded"),
        CheckConstraint("exponent BETWEEN 0 AND 4", name="receipt_exponent"),
        Index("receipt_of_day", "stall_id", "day"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    stall_id: int = column(TRACE, foreign_key="stall.id")
    number: int = column(TRACE)
    code: str = column(TRACE, max_length=16, unique=True)
    kind: ReceiptKind = enum_column(TRACE, ReceiptKind, 8, default=ReceiptKind.SALE)
    voids_id: int | None = column(TRACE, default=None, foreign_key="receipt.id", unique=True, sa_type=BIG)
    refunds_id: int | None = column(TRACE, default=None, foreign_key="receipt.id", index=True, sa_type=BIG)
    goods_kept: bool = column(TRACE, default=False)
    method: SaleMethod = enum_column(TRACE, SaleMethod, 8)
    currency: str = column(TRACE, max_length=3)
    exponent: int = column(TRACE)
    total: int = column(TRACE, sa_type=BigInteger)
    paid: int = column(TRACE, sa_type=BigInteger)
    day: date = column(TRACE)
    sold_at: datetime = column(TRACE, index=True)
    by_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    took: int | None = column(TRACE, default=None)


class ReceiptLine(Row, table=True):
    """An item that was sold, by the name that it had: `units` at `price` each, in minor units; of a void and of a refund the units are below zero."""

    __tablename__ = "receipt_line"
    __table_args__ = (
        CheckConstraint("units <> 0", name="receipt_line_units"),
        CheckConstraint("price >= 0", name="receipt_line_price"),
        Index("receipt_line_of_item", "item_id"),
    )

    receipt_id: int = column(TRACE, primary_key=True, foreign_key="receipt.id", sa_type=BIG)
    position: int = column(TRACE, primary_key=True, sa_column_kwargs={"autoincrement": False})
    item_id: int = column(TRACE, foreign_key="item.id")
    name: str = column(TRACE, max_length=ITEM.longest)
    units: int = column(TRACE)
    price: int = column(TRACE, sa_type=BigInteger)


class ReceiptAmount(Row, table=True):
    """Money of a receipt without an item: another amount, above zero in a sale, or a discount with its reason, below zero in a sale; never changed.

    What follows a sale has the `position` of the sale's row that it gives back.
    """

    __tablename__ = "receipt_amount"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="receipt_amount_amount"),
        CheckConstraint(one_of("reason", DiscountReason), name="receipt_amount_reason"),
        CheckConstraint("reason IS NULL OR (reason = 'words') = (words <> '')", name="receipt_amount_words"),
    )

    receipt_id: int = column(TRACE, primary_key=True, foreign_key="receipt.id", sa_type=BIG)
    position: int = column(TRACE, primary_key=True, sa_column_kwargs={"autoincrement": False})
    amount: int = column(TRACE, sa_type=BigInteger)
    reason: DiscountReason | None = enum_column(TRACE, DiscountReason, 8, default=None, nullable=True)
    words: str = column(TRACE, default="", max_length=AMOUNT_WORDS.longest)


class CartAmount(Row, table=True):
    """Money that somebody added to a cart or took off it, with a few words, which no button has room for: the cart's buttons name the row.

    A sale copies it to its receipt. Rows of a stall that are older than two days go with the next one.
    """

    __tablename__ = "cart_amount"
    __table_args__ = (
        CheckConstraint(
            "(amount > 0 AND reason IS NULL) OR (amount < 0 AND reason IS NOT NULL)", name="cart_amount_sign"
        ),
        CheckConstraint(one_of("reason", DiscountReason), name="cart_amount_reason"),
        CheckConstraint("reason IS NULL OR (reason = 'words') = (words <> '')", name="cart_amount_words"),
        Index("cart_amount_of_stall", "stall_id", "made_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    stall_id: int = column(TRACE, foreign_key="stall.id")
    amount: int = column(TRACE, sa_type=BigInteger)
    reason: DiscountReason | None = enum_column(TRACE, DiscountReason, 8, default=None, nullable=True)
    words: str = column(TRACE, default="", max_length=AMOUNT_WORDS.longest)
    made_at: datetime = column(TRACE)


class HandOverLine(Row, table=True):
    """Units of a booking on the receipt of their hand-over, by the name that the item had; never changed, a trigger refuses it. The scan counts the units.

    Each unit is at its `price` and the deposit of its `packaging`, less what was paid `ahead` for all of them, in minor units.
    """

    __tablename__ = "hand_over_line"
    __table_args__ = (
        CheckConstraint("units >= 1", name="hand_over_line_units"),
        CheckConstraint("price >= 0 AND packaging >= 0 AND ahead >= 0", name="hand_over_line_money"),
        Index("hand_over_line_of_scan", "scan_id"),
    )

    receipt_id: int = column(TRACE, primary_key=True, foreign_key="receipt.id", sa_type=BIG)
    position: int = column(TRACE, primary_key=True, sa_column_kwargs={"autoincrement": False})
    scan_id: int = column(TRACE, foreign_key="scan.id", sa_type=BIG)
    name: str = column(TRACE, max_length=ITEM.longest)
    units: int = column(TRACE)
    price: int = column(TRACE, sa_type=BigInteger)
    packaging: int = column(TRACE, sa_type=BigInteger)
    ahead: int = column(TRACE, sa_type=BigInteger)

    @property
    def amount(self) -> int:
        """Return what was paid as the units were handed over."""
        return self.units * (self.price + self.packaging) - self.ahead


class Oversold(Row, table=True):
    """Units of an item that a kiosk sold although they were not there: beyond what the item counts as sold. Somebody has noted them since `settled_at`."""

    __tablename__ = "oversold"
    __table_args__ = (
        UniqueConstraint("receipt_id", "item_id", name="oversold_line"),
        CheckConstraint("units >= 1", name="oversold_units"),
        Index("oversold_of_item", "item_id"),
        Index("oversold_open", "stall_id", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    stall_id: int = column(TRACE, foreign_key="stall.id", index=True)
    receipt_id: int = column(TRACE, foreign_key="receipt.id", sa_type=BIG)
    item_id: int = column(TRACE, foreign_key="item.id")
    units: int = column(TRACE)
    opened_at: datetime = column(TRACE)
    settled_at: datetime | None = column(TRACE, default=None)
    settled_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )


class DoubtfulSale(Row, table=True):
    """A sale of a kiosk that differs from what the server knows: it has a price that the item never had, a sum beyond reason, or a day out of reach.

    The stall's owner is asked, and has noted it since `settled_at`.
    """

    __tablename__ = "doubtful_sale"
    __table_args__ = (
        CheckConstraint("wrong_price OR wrong_sum OR wrong_day", name="doubtful_sale_reason"),
        Index(
            "doubtful_sale_open",
            "stall_id",
            "receipt_id",
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
    )

    receipt_id: int = column(
        TRACE,
        primary_key=True,
        foreign_key="receipt.id",
        sa_type=BIG,
        sa_column_kwargs={"autoincrement": False},
    )
    stall_id: int = column(TRACE, foreign_key="stall.id", index=True)
    wrong_price: bool = column(TRACE)
    wrong_sum: bool = column(TRACE)
    wrong_day: bool = column(TRACE)
    opened_at: datetime = column(TRACE)
    settled_at: datetime | None = column(TRACE, default=None)
    settled_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )


class CashEntry(Row, table=True):
    """Money of a market day that no sale put into the cash box or took out of it, in minor units. It does not count since `undone_at`."""

    __tablename__ = "cash_entry"
    __table_args__ = (
        CheckConstraint(one_of("kind", CashKind), name="cash_entry_kind"),
        CheckConstraint("amount > 0 OR (kind = 'float' AND amount = 0)", name="cash_entry_amount"),
        CheckConstraint("exponent BETWEEN 0 AND 4", name="cash_entry_exponent"),
        Index("cash_entry_of_day", "stall_id", "day"),
        Index(
            "cash_entry_float",
            "stall_id",
            "day",
            unique=True,
            sqlite_where=text(f"kind = 'float' AND {STANDS}"),
            postgresql_where=text(f"kind = 'float' AND {STANDS}"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    stall_id: int = column(TRACE, foreign_key="stall.id")
    day: date = column(TRACE)
    kind: CashKind = enum_column(TRACE, CashKind, 8)
    amount: int = column(TRACE, sa_type=BigInteger)
    currency: str = column(TRACE, max_length=3)
    exponent: int = column(TRACE)
    words: str = column(TRACE, default="", max_length=CASH_NOTE.longest)
    made_at: datetime = column(TRACE)
    by_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    undone_at: datetime | None = column(TRACE, default=None)


class DayClose(Row, table=True):
    """A market day of a stall that was closed: the cash that was expected and counted, in minor units. It is open again since `reopened_at`."""

    __tablename__ = "day_close"
    __table_args__ = (
        CheckConstraint("counted >= 0", name="day_close_counted"),
        CheckConstraint("exponent BETWEEN 0 AND 4", name="day_close_exponent"),
        Index("day_close_of_stall", "stall_id", "day"),
        Index(
            "day_close_current",
            "stall_id",
            "day",
            unique=True,
            sqlite_where=text(CLOSED),
            postgresql_where=text(CLOSED),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    stall_id: int = column(TRACE, foreign_key="stall.id")
    day: date = column(TRACE)
    expected: int = column(TRACE, sa_type=BigInteger)
    counted: int = column(TRACE, sa_type=BigInteger)
    currency: str = column(TRACE, max_length=3)
    exponent: int = column(TRACE)
    closed_at: datetime = column(TRACE)
    by_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    reopened_at: datetime | None = column(TRACE, default=None)


def follows(sale: Any) -> ColumnElement[bool]:
    """Return whether a receipt is the void of a sale, a refund of a part of it, or the undo of such a refund."""
    return or_(col(Receipt.refunds_id) == sale, col(Receipt.voids_id) == sale)


def hand_over_lines(session: Session, receipt: Receipt) -> Sequence[HandOverLine]:
    """Return the lines of the receipt of a hand-over, also of its void; none of any other."""
    rows = select(HandOverLine).where(col(HandOverLine.receipt_id) == (receipt.voids_id or receipt.id))
    return session.exec(rows.order_by(col(HandOverLine.position))).all()


def receipt_stands() -> ColumnElement[bool]:
    """Return whether a receipt was not voided."""
    void = aliased(Receipt)
    return ~exists().where(col(void.voids_id) == col(Receipt.id))


def moves_goods() -> ColumnElement[bool]:
    """Return whether the units of a receipt went to the buyer or came back; of the others the money alone did."""
    return col(Receipt.goods_kept).is_(False)


def lock_till(session: Session, stall: int) -> Till:
    """Return the till of a stall, locked until the transaction ends; it is made by the first who asks."""
    insert_once(session, Till, stall_id=stall, next_number=1)
    rows = select(Till).where(col(Till.stall_id) == stall).with_for_update(key_share=True)
    return session.exec(rows, execution_options={"populate_existing": True}).one()
