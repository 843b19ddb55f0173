"""A receipt as values: for the stall, and for anyone who has its code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, is_organiser, may, require_right
from market.market_day.day import day_of
from market.paging import page_within
from market.public_code import SYMBOLS
from market.sale.amounts import SaleAmount, amounts_of_receipt
from market.sale.e_invoice import needs_e_invoice
from market.sale.left import sale_left
from market.sale.refusals import ReceiptUnknown
from market.sale.till import StallMoney, money_of
from storage.alley import Alley
from storage.kiosk import KioskScan
from storage.sale import HandOverLine, Receipt, ReceiptKind, ReceiptLine, SaleMethod, hand_over_lines
from storage.stall import Stall

PAGE, CODE_LENGTH = 8, 16
"""Receipts on a page, and symbols of a code, of 5 bits each."""


GIVES_BACK = (ReceiptKind.VOID, ReceiptKind.REFUND)


@dataclass(frozen=True)
class ReceiptLineFacts:
    """Units of one item at their price, in minor units each; of a void and of a refund the units are below zero."""

    name: str
    units: int
    price: int

    @property
    def amount(self) -> int:
        return self.units * self.price


@dataclass(frozen=True, kw_only=True)
class HandOverFacts:
    """A receipt of a hand-over: besides its lines the deposits of packaging that went out, and what was paid ahead, in minor units."""

    packaging: int
    ahead: int


@dataclass(frozen=True, kw_only=True)
class ReceiptFacts:
    """A receipt. `other` is the number of its void or undo; of a void or an undo, that of what it voids. None for what stands.

    `refunds` are the numbers of the refunds of a sale that stand, `is_refunded` says that they are of all of it, `left` is what of it was paid and did
    not go back, in minor units. `sale_id` is the sale of a void, refund or undo, `refund_of` its number for the last two. `hand_over` is None for a
    walk-in sale. Nobody is named but the stall.
    """

    id: int
    stall: int
    stall_name: str
    alley: str
    zone: str
    territory: str
    number: int
    code: str
    kind: ReceiptKind
    method: SaleMethod
    currency: str
    total: int
    paid: int
    sold_at: datetime
    lines: tuple[ReceiptLineFacts, ...]
    amounts: tuple[SaleAmount, ...] = ()
    other: int | None
    refunds: tuple[int, ...] = ()
    is_refunded: bool = False
    refund_of: int | None = None
    sale_id: int | None = None
    left: int = 0
    goods_kept: bool = False
    hand_over: HandOverFacts | None = None
    seller: int | None

    @property
    def is_voided(self) -> bool:
        return self.kind is ReceiptKind.SALE and self.other is not None

    @property
    def is_cash_sale(self) -> bool:
        """Return whether a buyer pays it in cash: a sale that stands."""
        return self.kind is ReceiptKind.SALE and self.other is None and self.method is SaleMethod.CASH

    @property
    def is_undone(self) -> bool:
        return self.kind is ReceiptKind.REFUND and self.other is not None

    @property
    def goes_back(self) -> bool:
        """Return whether its money goes back to the buyer."""
        return self.kind in GIVES_BACK

    def as_sold(self, amount: int) -> int:
        """Return an amount with the sign that it has in the sale."""
        return -amount if self.goes_back else amount

    @property
    def needs_e_invoice(self) -> bool:
        return self.kind is ReceiptKind.SALE and needs_e_invoice(self.total, self.currency, self.territory)


@dataclass(frozen=True, kw_only=True)
class ReceiptRow:
    """A receipt in a list. `voided_by` is the number of its void or undo; `has_refunds`: a part of it, or all, was refunded.

    Of what a kiosk sent, `claimed_at` is the device's time and `received_at` when the server got it.
    """

    id: int
    number: int
    kind: ReceiptKind
    total: int
    sold_at: datetime
    voided_by: int | None
    has_refunds: bool
    claimed_at: datetime | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    """A page of the receipts of one market day, the newest first. Amounts are in `money`. `own`: the reader owns the stall."""

    stall: int
    day: date
    money: StallMoney
    own: bool
    rows: tuple[ReceiptRow, ...]
    page: int
    pages: int
    total: int


def public_receipt(session: Session, code: str) -> ReceiptFacts:
    """Return the receipt with a code, which nobody can guess. Raises ReceiptUnknown."""
    given = code.upper()
    is_code = len(given) == CODE_LENGTH and set(given) <= set(SYMBOLS)
    rows = select(Receipt).where(col(Receipt.code) == given)
    row = ReceiptUnknown.unless(session.exec(rows).first() if is_code else None)
    return _facts(session, row)


def own_receipt(session: Session, actor: Actor, receipt: int) -> ReceiptFacts:
    """Return a receipt to the staff of its stall who sell; that of a hand-over also to who scans there. Raises ReceiptUnknown, StallUnknown, NotYourStall."""
    row = ReceiptUnknown.unless(session.get(Receipt, receipt))
    scans = may(session, actor.person, row.stall_id, Right.SCAN) or is_organiser(session, actor)
    if not (scans and hand_over_lines(session, row)):
        require_right(session, actor, row.stall_id, Right.SELL)
    return _facts(session, row)


def day_receipts(
    session: Session, actor: Actor, stall: int, day: date | None, *, page: int, now: datetime
) -> ReceiptPage:
    """Return a page of a day's receipts to the stall's staff; None is today. Raises StallUnknown, NotYourStall."""
    money = money_of(session, require_right(session, actor, stall, Right.SELL))
    day = day or day_of(now, money.zone)
    of_day = col(Receipt.stall_id) == stall, col(Receipt.day) == day
    total = session.exec(select(func.count(col(Receipt.id))).where(*of_day)).one()
    page, pages = page_within(total, page, PAGE)
    newest = select(Receipt).where(*of_day).order_by(col(Receipt.number).desc())
    rows = session.exec(newest.offset((page - 1) * PAGE).limit(PAGE)).all()
    listed = [row.id for row in rows]
    voids = select(Receipt.voids_id, Receipt.number).where(col(Receipt.voids_id).in_(listed))
    voided_by = dict(session.exec(voids).all())
    refunded = {sale for sale, _ in _standing_refunds(session, listed)}
    sent = _sent_times(session, listed)
    return ReceiptPage(
        stall=stall,
        day=day,
        money=money,
        own=may(session, actor.person, stall, Right.OWN),
        rows=tuple(
            ReceiptRow(
                id=row.id or 0,
                number=row.number,
                kind=row.kind,
                total=row.total,
                sold_at=row.sold_at,
                voided_by=voided_by.get(row.id),
                has_refunds=row.id in refunded,
                claimed_at=sent[row.id][0] if row.id in sent else None,
                received_at=sent[row.id][1] if row.id in sent else None,
            )
            for row in rows
        ),
        page=page,
        pages=pages,
        total=total,
    )


def _sent_times(
    session: Session, receipts: Sequence[int | None]
) -> dict[int | None, tuple[datetime, datetime]]:
    """Return the device's time and the server's of those of these receipts that a kiosk sent: sales, and voids that its undos made."""
    sale, undo = aliased(KioskScan), aliased(KioskScan)
    sold = select(sale.receipt_id, sale.at, sale.received_at).where(col(sale.receipt_id).in_(receipts))
    undone = (
        select(Receipt.id, undo.at, undo.received_at)
        .join(sale, col(sale.receipt_id) == col(Receipt.voids_id))
        .join(undo, col(undo.undoes) == col(sale.uuid))
        .where(col(Receipt.id).in_(receipts), col(Receipt.sold_at).in_((col(undo.at), col(undo.received_at))))
    )
    return {
        receipt: (at, received_at)
        for rows in (undone, sold)
        for receipt, at, received_at in session.exec(rows)
    }


def _facts(session: Session, row: Receipt) -> ReceiptFacts:
    stall, left = session.get_one(Stall, row.stall_id), sale_left(session, row)
    alley, handed = session.get_one(Alley, stall.alley_id), hand_over_lines(session, row)
    return ReceiptFacts(
        id=row.id or 0,
        stall=row.stall_id,
        stall_name=stall.name,
        alley=alley.name,
        zone=alley.zone,
        territory=alley.territory,
        number=row.number,
        code=row.code,
        kind=row.kind,
        method=row.method,
        currency=row.currency,
        total=row.total,
        paid=row.paid,
        sold_at=row.sold_at,
        lines=_lines(session, row, handed),
        amounts=amounts_of_receipt(session, row.id),
        other=_other_number(session, row),
        refunds=tuple(number for _, number in _standing_refunds(session, [row.id])),
        is_refunded=row.kind is ReceiptKind.SALE and not left.units and not handed,
        refund_of=_number_of(session, row.refunds_id),
        sale_id=row.refunds_id or row.voids_id,
        left=left.paid,
        goods_kept=row.goods_kept,
        hand_over=_hand_over_facts(handed),
        seller=row.by_id,
    )


def _lines(session: Session, row: Receipt, handed: Sequence[HandOverLine]) -> tuple[ReceiptLineFacts, ...]:
    """Return the lines of a receipt; a void has those of what it voids below zero."""
    if handed:
        sign = -1 if row.kind is ReceiptKind.VOID else 1
        return tuple(ReceiptLineFacts(line.name, sign * line.units, line.price) for line in handed)
    lines = select(ReceiptLine).where(col(ReceiptLine.receipt_id) == row.id)
    return tuple(
        ReceiptLineFacts(line.name, line.units, line.price)
        for line in session.exec(lines.order_by(col(ReceiptLine.position)))
    )


def _hand_over_facts(handed: Sequence[HandOverLine]) -> HandOverFacts | None:
    if not handed:
        return None
    return HandOverFacts(
        packaging=sum(line.units * line.packaging for line in handed),
        ahead=sum(line.ahead for line in handed),
    )


def _other_number(session: Session, row: Receipt) -> int | None:
    """Return the number of the void of a sale or the undo of a refund, or of what a void or undo voids."""
    if row.voids_id is not None:
        return _number_of(session, row.voids_id)
    return session.exec(select(Receipt.number).where(col(Receipt.voids_id) == row.id)).first()


def _number_of(session: Session, receipt: int | None) -> int | None:
    if receipt is None:
        return None
    return session.exec(select(Receipt.number).where(col(Receipt.id) == receipt)).first()


def _standing_refunds(session: Session, sales: Sequence[int | None]) -> Sequence[tuple[int | None, int]]:
    """Return the numbers of refunds of these sales that were not undone, each with its sale, in their order."""
    undo = aliased(Receipt)
    rows = (
        select(Receipt.refunds_id, Receipt.number)
        .outerjoin(undo, col(undo.voids_id) == col(Receipt.id))
        .where(
            col(Receipt.refunds_id).in_(sales),
            col(Receipt.kind) == ReceiptKind.REFUND,
            col(undo.id).is_(None),
        )
        .order_by(col(Receipt.number))
    )
    return session.exec(rows).all()
