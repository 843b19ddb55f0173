"""The takings of drops: the rows of the ledger that are shared, each with the drop that it belongs to."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, func, select

from market.sale.movements import StallPeriod, done_before
from storage.alley import Alley
from storage.deposit import Deposit, DepositState, Transfer, TransferKind
from storage.drop import Drop, Item
from storage.sale import Receipt, ReceiptLine
from storage.ticket import Scan, Ticket
from storage.waitlist import Booking, Hold


class TakingKind(StrEnum):
    """Why a drop took something, or gave it back."""

    SALE = "sale"
    GIVEN_BACK = "given back"
    HANDED_OVER = "handed over"
    DEPOSIT_KEPT = "deposit kept"


@dataclass(frozen=True, kw_only=True)
class Taking:
    """An amount that is shared, in minor units of `currency`, below zero where it was given back. `number` is that of a receipt, else 0."""

    kind: TakingKind
    at: datetime
    day: date
    drop: int
    amount: int
    currency: str
    number: int = 0


def takings(session: Session, drops: Collection[int], period: StallPeriod) -> tuple[Taking, ...]:
    """Return what these drops of a stall took in a period, in the order of time."""
    found = (
        *_receipts(session, drops, period),
        *_handed_over(session, drops, period),
        *_kept(session, drops, period),
    )
    shared = (each for each in found if each.amount)
    return tuple(sorted(shared, key=lambda each: (each.at, each.drop, each.number)))


def has_takings(session: Session, drop: int) -> bool:
    """Return whether a drop has taken anything: a receipt, a hand-over that counts, or a deposit that was kept. Decide under the drop's lock."""
    of_drop = col(Item.drop_id) == drop
    sold = select(ReceiptLine.receipt_id).join(Item, col(Item.id) == col(ReceiptLine.item_id)).where(of_drop)
    handed = (
        select(Scan.id)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .where(of_drop, col(Scan.undone_at).is_(None))
    )
    kept = (
        select(Transfer.id)
        .join(Deposit, col(Deposit.id) == col(Transfer.deposit_id))
        .join(Hold, col(Hold.id) == col(Deposit.hold_id))
        .join(Item, col(Item.id) == col(Hold.item_id))
        .where(of_drop, col(Transfer.kind) == TransferKind.KEPT)
    )
    return any(session.exec(rows.limit(1)).first() is not None for rows in (sold, handed, kept))


def _receipts(session: Session, drops: Collection[int], period: StallPeriod) -> Iterator[Taking]:
    """Yield the lines of receipts at their exact prices, summed by receipt and drop."""
    amount = func.sum(col(ReceiptLine.units) * col(ReceiptLine.price))
    rows = (
        select(Receipt, Item.drop_id, amount)
        .join(ReceiptLine, col(ReceiptLine.receipt_id) == col(Receipt.id))
        .join(Item, col(Item.id) == col(ReceiptLine.item_id))
        .where(
            col(Receipt.stall_id) == period.stall,
            col(Receipt.day).between(period.first, period.last),
            col(Item.drop_id).in_(drops),
        )
        .group_by(col(Receipt.id), col(Item.drop_id))
    )
    for receipt, drop, total in session.exec(rows):
        yield Taking(
            kind=TakingKind.GIVEN_BACK if total < 0 else TakingKind.SALE,
            at=receipt.sold_at,
            day=receipt.day,
            drop=drop,
            amount=int(total),
            currency=receipt.currency,
            number=receipt.number,
        )


def _handed_over(session: Session, drops: Collection[int], period: StallPeriod) -> Iterator[Taking]:
    """Yield what scans handed over at its price, less a deposit that the stall kept before: that was shared when it was kept."""
    rows = (
        select(Scan, Booking, Item.drop_id, Alley.currency)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(
            col(Scan.stall_id) == period.stall,
            col(Scan.undone_at).is_(None),
            col(Scan.scanned_at) >= period.starts_at,
        )
        .where(
            col(Scan.scanned_at) < period.ends_at,
            col(Drop.id).in_(drops),
        )
        .order_by(col(Scan.scanned_at), col(Scan.id))
    )
    found = session.exec(rows).all()
    bookings = {booking.id for _, booking, *_ in found}
    kept, done = _kept_before(session, bookings), done_before(session, bookings, period.starts_at)
    for scan, booking, drop, currency in found:
        before, deposit = done.get(booking.id, 0), kept.get(booking.id, 0)
        done[booking.id] = before + scan.units
        yield Taking(
            kind=TakingKind.HANDED_OVER,
            at=scan.scanned_at,
            day=period.day_of(scan.scanned_at),
            drop=drop,
            amount=max(0, done[booking.id] * booking.price - deposit)
            - max(0, before * booking.price - deposit),
            currency=currency,
        )


def _kept_before(session: Session, bookings: set[int | None]) -> dict[int | None, int]:
    """Return the kept deposits of bookings that were collected all the same."""
    rows = select(Deposit.booking_id, func.sum(Deposit.amount)).where(
        col(Deposit.booking_id).in_(bookings), col(Deposit.state) == DepositState.KEPT
    )
    return {booking: int(amount) for booking, amount in session.exec(rows.group_by(col(Deposit.booking_id)))}


def _kept(session: Session, drops: Collection[int], period: StallPeriod) -> Iterator[Taking]:
    rows = (
        select(Transfer, Item.drop_id)
        .join(Deposit, col(Deposit.id) == col(Transfer.deposit_id))
        .join(Hold, col(Hold.id) == col(Deposit.hold_id))
        .join(Item, col(Item.id) == col(Hold.item_id))
        .where(
            col(Transfer.stall_id) == period.stall,
            col(Transfer.kind) == TransferKind.KEPT,
            col(Transfer.made_at) >= period.starts_at,
        )
        .where(
            col(Transfer.made_at) < period.ends_at,
            col(Item.drop_id).in_(drops),
        )
    )
    for transfer, drop in session.exec(rows):
        yield Taking(
            kind=TakingKind.DEPOSIT_KEPT,
            at=transfer.made_at,
            day=period.day_of(transfer.made_at),
            drop=drop,
            amount=transfer.amount,
            currency=transfer.currency,
        )
