"""All movements of a stall's money in its own currency, between two market days: what day close, statement and CSV are sums of."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from locales.packaging_kind import PackagingKind
from market.ledger.transfers import MONEY_ACCOUNT
from market.market_day.day import begins, day_of
from market.sale.till import StallMoney
from market.ticket.facts import price_due
from storage.alley import Alley
from storage.deposit import TOWARDS_PRICE, Deposit, PaymentMethod, Transfer, TransferKind
from storage.drop import Drop, Item
from storage.packaging import PackagingPlace
from storage.packaging_ledger import PackagingAccount, PackagingTransfer
from storage.sale import (
    CashEntry,
    CashKind,
    HandOverLine,
    Receipt,
    ReceiptAmount,
    ReceiptKind,
    ReceiptLine,
    SaleMethod,
    receipt_stands,
)
from storage.ticket import Loan, Scan, Ticket
from storage.waitlist import Booking


class MovementKind(StrEnum):
    """The kind of a movement."""

    SALE = "sale"
    VOID = "void"
    REFUND = "refund"
    REFUND_UNDONE = "refund undone"
    ROUNDING = "rounding"
    HANDED_OVER = "handed over"
    PACKAGING_OUT = "packaging out"
    PACKAGING_BACK = "packaging back"
    PACKAGING_CASH = "packaging cash"
    FLOAT = "float"
    PAY_IN = "paid in"
    PAY_OUT = "paid out"
    BY_QR = "paid by qr"
    DEPOSIT_RECEIVED = "deposit received"
    DEPOSIT_SETTLED = "deposit counted"
    DEPOSIT_REOPENED = "deposit reopened"
    DEPOSIT_KEPT = "deposit kept"
    DEPOSIT_OWED = "deposit owed back"
    DEPOSIT_RETURNED = "deposit refunded"


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One movement, in minor units. `value` is what it is worth: units at their price, or the amount. `cash` is what it changes in the cash box, `qr` what
    came by QR.

    `subject` is the receipt (of what follows a sale: the sale), booking, loan, cash entry or deposit that it belongs to, `number` that of a receipt.
    `took` is how many seconds a sale took until its receipt, None where that is not known.
    `units` are those that went out, below zero those that came back: none of a refund whose goods were kept. `cost` is what the units cost the stall,
    `sold_in` what goods came in; None where it did not say.
    """

    kind: MovementKind
    at: datetime
    day: date
    subject: int
    value: int
    cash: int
    qr: int = 0
    what: str = ""
    units: int = 0
    number: int = 0
    cost: int | None = None
    sold_in: PackagingKind | None = None
    took: int | None = None


@dataclass(frozen=True, kw_only=True)
class StallPeriod:
    """Market days of a stall, from the first to the last."""

    stall: int
    money: StallMoney
    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        return begins(self.first, self.money.zone)

    @property
    def ends_at(self) -> datetime:
        return begins(self.last + timedelta(days=1), self.money.zone)

    def day_of(self, instant: datetime) -> date:
        """Return the market day of a moment."""
        return day_of(instant, self.money.zone)


WEEK = timedelta(days=7)
MAX_WEEKS_BACK = 520


@dataclass(frozen=True, kw_only=True)
class Week(StallPeriod):
    """A week from Monday; 0 weeks back is this one."""

    weeks_back: int


def week_of(stall: int, money: StallMoney, weeks_back: int, now: datetime) -> Week:
    """Return the week so many weeks back, at most MAX_WEEKS_BACK."""
    today, weeks = day_of(now, money.zone), min(max(weeks_back, 0), MAX_WEEKS_BACK)
    first = today - timedelta(days=today.weekday()) - weeks * WEEK
    return Week(stall=stall, money=money, first=first, last=first + timedelta(days=6), weeks_back=weeks)


def movements(session: Session, period: StallPeriod) -> tuple[Movement, ...]:
    """Return all movements of a period, in the order of their times."""
    found = (
        *_receipts(session, period),
        *_rounding(session, period),
        *_handed_over(session, period),
        *_packaging_back(session, period),
        *_packaging_cash(session, period),
        *_cash_entries(session, period),
        *_transfers(session, period),
    )
    return tuple(sorted(found, key=lambda each: (each.at, each.number, each.kind is MovementKind.ROUNDING)))


RECEIPTS = {
    ReceiptKind.SALE: MovementKind.SALE,
    ReceiptKind.VOID: MovementKind.VOID,
    ReceiptKind.REFUND: MovementKind.REFUND,
    ReceiptKind.UNDO: MovementKind.REFUND_UNDONE,
}
REFUNDS = (MovementKind.REFUND, MovementKind.REFUND_UNDONE)
WALK_IN = (MovementKind.SALE, MovementKind.VOID, *REFUNDS)
"""What the receipts of walk-in sales are, but for their rounding."""


def _receipts(session: Session, period: StallPeriod) -> Iterator[Movement]:
    rows = (
        select(Receipt, ReceiptLine, Item)
        .join(ReceiptLine, col(ReceiptLine.receipt_id) == col(Receipt.id))
        .join(Item, col(Item.id) == col(ReceiptLine.item_id))
        .where(*_sold(period))
        .order_by(col(Receipt.id), col(ReceiptLine.position))
    )
    sold = session.exec(rows).all()
    for receipt, line, item in sold:
        value, units = line.units * line.price, 0 if receipt.goods_kept else line.units
        is_cash = receipt.method is SaleMethod.CASH
        yield Movement(
            kind=RECEIPTS[receipt.kind],
            at=receipt.sold_at,
            day=receipt.day,
            subject=_sale(receipt),
            value=value,
            cash=value if is_cash else 0,
            qr=0 if is_cash else value,
            what=line.name,
            units=units,
            number=receipt.number,
            cost=None if item.cost is None else units * item.cost,
            sold_in=item.sold_in,
            took=receipt.took,
        )
    costed = {receipt.id for receipt, _, item in sold if item.cost is not None}
    yield from _receipt_amounts(session, period, costed)


def _receipt_amounts(
    session: Session, period: StallPeriod, costed: Collection[int | None]
) -> Iterator[Movement]:
    """Yield the amounts of receipts without an item. They have no cost, but for a discount: it lowers the margin of a receipt that is `costed`."""
    rows = select(Receipt, ReceiptAmount).join(
        ReceiptAmount, col(ReceiptAmount.receipt_id) == col(Receipt.id)
    )
    ordered = rows.where(*_sold(period)).order_by(col(Receipt.id), col(ReceiptAmount.position))
    for receipt, amount in session.exec(ordered):
        is_cash = receipt.method is SaleMethod.CASH
        yield Movement(
            kind=RECEIPTS[receipt.kind],
            at=receipt.sold_at,
            day=receipt.day,
            subject=_sale(receipt),
            value=amount.amount,
            cash=amount.amount if is_cash else 0,
            qr=0 if is_cash else amount.amount,
            what=_words(amount),
            number=receipt.number,
            cost=0 if amount.reason and receipt.id in costed else None,
        )


def _words(amount: ReceiptAmount) -> str:
    """Return what an amount is for, as the CSV has it."""
    if amount.reason is None:
        return amount.words or "other amount"
    return f"discount: {amount.words or amount.reason.value}"


def _rounding(session: Session, period: StallPeriod) -> Iterator[Movement]:
    rows = select(Receipt).where(*_sold(period), col(Receipt.paid) != col(Receipt.total))
    for receipt in session.exec(rows.order_by(col(Receipt.id))):
        yield Movement(
            kind=MovementKind.ROUNDING,
            at=receipt.sold_at,
            day=receipt.day,
            subject=_sale(receipt),
            value=0,
            cash=receipt.paid - receipt.total,
            number=receipt.number,
        )


def _sold(period: StallPeriod) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on receipts of this stall in its own money."""
    return (
        col(Receipt.stall_id) == period.stall,
        col(Receipt.day).between(period.first, period.last),
        col(Receipt.currency) == period.money.currency,
    )


def _sale(receipt: Receipt) -> int:
    return receipt.refunds_id or receipt.voids_id or receipt.id or 0


def _handed_over(session: Session, period: StallPeriod) -> Iterator[Movement]:
    """Yield the units that scans handed over: at their price, less the deposit for the first ones; and their packaging.

    What does not say how it was paid was paid in cash. The money of packaging with a type is in its own ledger.
    """
    rows = (
        select(Scan, Booking, Item)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(*_scanned(period))
        .order_by(col(Scan.scanned_at), col(Scan.id))
    )
    found = session.exec(rows).all()
    bookings = {booking.id for _, booking, _ in found}
    done, paid = done_before(session, bookings, period.starts_at), paid_ahead(session, bookings)
    receipts = receipts_of_scans(session, [scan.id for scan, *_ in found])
    for scan, booking, item in found:
        before = done.get(booking.id, 0)
        done[booking.id] = before + scan.units
        deposit = paid.get(booking.id, 0)
        due = price_due(scan.units, before, price=booking.price, ahead=deposit)
        number, took = receipts.get(scan.id, (0, None))
        yield Movement(
            kind=MovementKind.HANDED_OVER,
            at=scan.scanned_at,
            day=period.day_of(scan.scanned_at),
            subject=booking.id or 0,
            value=scan.units * booking.price,
            cash=0 if scan.method is SaleMethod.QR else due,
            qr=due if scan.method is SaleMethod.QR else 0,
            what=item.name,
            units=scan.units,
            number=number,
            cost=None if item.cost is None else scan.units * item.cost,
            sold_in=item.sold_in,
            took=took,
        )
        if booking.loan_deposit or item.packaging_id is not None:
            amount = scan.units * booking.loan_deposit
            paid_here = amount if item.packaging_id is None else 0
            yield Movement(
                kind=MovementKind.PACKAGING_OUT,
                at=scan.scanned_at,
                day=period.day_of(scan.scanned_at),
                subject=booking.id or 0,
                value=amount,
                cash=0 if scan.method is SaleMethod.QR else paid_here,
                qr=paid_here if scan.method is SaleMethod.QR else 0,
                what=item.name,
                units=scan.units,
            )


def _packaging_back(session: Session, period: StallPeriod) -> Iterator[Movement]:
    """Yield the packaging that this stall took back, wherever it went out; its cash is in the ledger where it has a type."""
    rows = (
        select(Scan, Loan, Item.name)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .join(Loan, col(Loan.id) == col(Ticket.loan_id))
        .join(Booking, col(Booking.id) == col(Loan.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(*_scanned(period))
    )
    for scan, loan, name in session.exec(rows):
        amount = scan.units * loan.deposit
        yield Movement(
            kind=MovementKind.PACKAGING_BACK,
            at=scan.scanned_at,
            day=period.day_of(scan.scanned_at),
            subject=loan.id or 0,
            value=-amount,
            cash=-amount if loan.type_id is None else 0,
            what=name,
            units=scan.units,
        )


def _packaging_cash(session: Session, period: StallPeriod) -> Iterator[Movement]:
    """Yield what the ledger of packaging with a type put into the cash of this stall or took out of it: deposits, refunds, late fees, settlements.

    What a hand-over by QR took, and its undo takes back, came to the stall's bank and not into its box.
    """
    cash = PackagingAccount.CASH
    rows = (
        select(PackagingTransfer, Scan.method)
        .join(PackagingPlace, col(PackagingPlace.id) == col(PackagingTransfer.place_id))
        .outerjoin(Scan, col(Scan.id) == col(PackagingTransfer.scan_id))
        .where(
            col(PackagingPlace.stall_id) == period.stall,
            or_(col(PackagingTransfer.debit) == cash, col(PackagingTransfer.credit) == cash),
            col(PackagingTransfer.made_at) >= period.starts_at,
        )
        .where(
            col(PackagingTransfer.made_at) < period.ends_at,
            col(PackagingTransfer.currency) == period.money.currency,
        )
    )
    for transfer, method in session.exec(rows):
        amount = transfer.amount if transfer.debit is cash else -transfer.amount
        yield Movement(
            kind=MovementKind.PACKAGING_CASH,
            at=transfer.made_at,
            day=period.day_of(transfer.made_at),
            subject=transfer.loan_id or 0,
            value=amount,
            cash=0 if method is SaleMethod.QR else amount,
            qr=amount if method is SaleMethod.QR else 0,
            what=transfer.kind.value,
        )


CASH_SIGNS = {CashKind.FLOAT: 1, CashKind.PAY_IN: 1, CashKind.PAY_OUT: -1, CashKind.BY_QR: -1}
ENTRIES = {
    CashKind.FLOAT: MovementKind.FLOAT,
    CashKind.PAY_IN: MovementKind.PAY_IN,
    CashKind.PAY_OUT: MovementKind.PAY_OUT,
    CashKind.BY_QR: MovementKind.BY_QR,
}


def _cash_entries(session: Session, period: StallPeriod) -> Iterator[Movement]:
    rows = select(CashEntry).where(
        col(CashEntry.stall_id) == period.stall,
        col(CashEntry.day).between(period.first, period.last),
        col(CashEntry.currency) == period.money.currency,
        col(CashEntry.undone_at).is_(None),
    )
    for entry in session.exec(rows):
        yield Movement(
            kind=ENTRIES[entry.kind],
            at=entry.made_at,
            day=entry.day,
            subject=entry.id or 0,
            value=entry.amount,
            cash=CASH_SIGNS[entry.kind] * entry.amount,
            qr=entry.amount if entry.kind is CashKind.BY_QR else 0,
            what=entry.words,
        )


TRANSFERS = {
    TransferKind.RECEIVED: MovementKind.DEPOSIT_RECEIVED,
    TransferKind.SETTLED: MovementKind.DEPOSIT_SETTLED,
    TransferKind.REOPENED: MovementKind.DEPOSIT_REOPENED,
    TransferKind.KEPT: MovementKind.DEPOSIT_KEPT,
    TransferKind.OWED: MovementKind.DEPOSIT_OWED,
    TransferKind.RETURNED: MovementKind.DEPOSIT_RETURNED,
}


def _transfers(session: Session, period: StallPeriod) -> Iterator[Movement]:
    rows = (
        select(Transfer, Deposit.reference)
        .join(Deposit, col(Deposit.id) == col(Transfer.deposit_id))
        .where(
            col(Transfer.stall_id) == period.stall,
            col(Transfer.made_at) >= period.starts_at,
            col(Transfer.made_at) < period.ends_at,
            col(Transfer.currency) == period.money.currency,
        )
    )
    for transfer, reference in session.exec(rows):
        cash = (transfer.debit == MONEY_ACCOUNT[PaymentMethod.CASH]) - (
            transfer.credit == MONEY_ACCOUNT[PaymentMethod.CASH]
        )
        yield Movement(
            kind=TRANSFERS[transfer.kind],
            at=transfer.made_at,
            day=period.day_of(transfer.made_at),
            subject=transfer.deposit_id,
            value=transfer.amount,
            cash=cash * transfer.amount,
            what=reference,
        )


def _scanned(period: StallPeriod) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on scans of this stall that count, and on the alley whose money they are in."""
    return (
        col(Scan.stall_id) == period.stall,
        col(Scan.scanned_at) >= period.starts_at,
        col(Scan.scanned_at) < period.ends_at,
        col(Scan.undone_at).is_(None),
        col(Alley.currency) == period.money.currency,
    )


def done_before(session: Session, bookings: set[int | None], instant: datetime) -> dict[int | None, int]:
    """Return how many units of each booking had been handed over."""
    rows = (
        select(Ticket.booking_id, func.sum(Scan.units))
        .join(Scan, col(Scan.ticket_id) == col(Ticket.id))
        .where(
            col(Ticket.booking_id).in_(bookings),
            col(Scan.undone_at).is_(None),
            col(Scan.scanned_at) < instant,
        )
    )
    return {booking: int(units) for booking, units in session.exec(rows.group_by(col(Ticket.booking_id)))}


def receipts_of_scans(
    session: Session, scans: Sequence[int | None]
) -> dict[int | None, tuple[int, int | None]]:
    """Return the number of the receipt that stands of each of these scans that has one, and the seconds it took."""
    rows = select(HandOverLine.scan_id, Receipt.number, Receipt.took).join(
        Receipt, col(Receipt.id) == col(HandOverLine.receipt_id)
    )
    found = session.exec(rows.where(col(HandOverLine.scan_id).in_(scans), receipt_stands()))
    return {scan: (number, took) for scan, number, took in found}


def paid_ahead(session: Session, bookings: Collection[int | None]) -> dict[int | None, int]:
    """Return what was paid towards each booking before it was collected."""
    rows = select(Deposit.booking_id, func.sum(Deposit.amount)).where(
        col(Deposit.booking_id).in_(bookings),
        col(Deposit.state).in_(TOWARDS_PRICE),
    )
    return {booking: int(amount) for booking, amount in session.exec(rows.group_by(col(Deposit.booking_id)))}
