"""Handing a booking over and undoing it, with the receipt of what was paid for it (docs/desk.md).

The scan says what was paid and how; the receipt says the same on paper. It stands while its scans count, and no money is counted by it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from random import Random

from sqlmodel import Session, col, select

from locales.formats import exponent
from market.actor import Actor
from market.market_day.day import day_of
from market.packaging.place import PlaceRef
from market.sale.movements import paid_ahead
from market.sale.sale_time import seconds_taken
from market.sale.stored_receipt import next_receipt, store_receipt
from market.sale.till import money_of
from market.ticket.facts import price_due
from market.ticket.scan import NOT_SAID, HandOverPayment, collect, undo_scan
from market.ticket.together import ScannedTogether, scan_together, tap_of, undo_together
from market.ticket.without_phone import SpokenTicket, hand_over_spoken
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.sale import (
    HandOverLine,
    Receipt,
    ReceiptKind,
    SaleMethod,
    hand_over_lines,
    lock_till,
    receipt_stands,
)
from storage.stall import Stall
from storage.ticket import Scan, Ticket
from storage.waitlist import Booking


@dataclass(frozen=True, kw_only=True)
class StoredReceipt:
    """A receipt of a hand-over: its number, and what was paid and how, in minor units."""

    id: int
    number: int
    method: SaleMethod
    paid: int


@dataclass(frozen=True, kw_only=True)
class PaidScan:
    """A scan whose units were paid as they were handed over: what its receipt says of it."""

    id: int
    stall: int
    seller: int | None
    holder: int | None
    at: datetime
    method: SaleMethod
    currency: str
    name: str
    units: int
    price: int
    packaging: int
    ahead: int

    @property
    def receipt_key(self) -> tuple[int, int, int, datetime, str, str]:
        """Return what scans that one tap made have in common: they are on one receipt."""
        return self.stall, self.seller or 0, self.holder or 0, self.at, self.currency, self.method

    @property
    def amount(self) -> int:
        return self.units * (self.price + self.packaging) - self.ahead

    def is_said_by(self, line: HandOverLine) -> bool:
        said = line.units, line.price, line.packaging, line.ahead
        return said == (self.units, self.price, self.packaging, self.ahead)


def hand_over_units(
    session: Session,
    actor: Actor,
    code: str,
    units: int,
    now: datetime,
    rng: Random,
    payment: HandOverPayment = NOT_SAID,
) -> int:
    """Collect units of a booking, with a receipt of what was paid for them, and return the scan. For the stall's staff who may scan and organisers.

    Raises as `collect`. locks: person, drop, item, booking, loan, asset, stock, till
    """
    scan = collect(session, actor, code, units, now=now, rng=rng, payment=payment)
    settle_receipts(session, _bookings_of(session, [scan]), now=now, rng=rng, began=payment.began)
    return scan


def hand_over_without_phone(
    session: Session,
    actor: Actor,
    spoken: SpokenTicket,
    payment: HandOverPayment,
    *,
    zone: str,
    now: datetime,
    rng: Random,
) -> int | None:
    """Hand over as `hand_over_spoken`, with a receipt of what was paid, and return the scan; None where nothing fits. Raises as `hand_over_spoken`.

    locks: person, drop, item, booking, loan, asset, stock, till
    """
    scan = hand_over_spoken(session, actor, spoken, payment, zone=zone, now=now, rng=rng)
    if scan is not None:
        settle_receipts(session, _bookings_of(session, [scan]), now=now, rng=rng)
    return scan


def hand_over_together(
    session: Session,
    actor: Actor,
    code: str,
    *,
    now: datetime,
    rng: Random,
    place: PlaceRef | None = None,
    method: SaleMethod | None = None,
    began: int = 0,
) -> ScannedTogether:
    """Scan as `scan_together`, with one receipt of what was paid for goods. For who may scan. `began` as in HandOverPayment. Raises as `scan_together`.

    locks: person, drop, item, booking, loan, asset, stock, till
    """
    done = scan_together(session, actor, code, now=now, rng=rng, place=place, method=method)
    bookings = _bookings_of(session, tap_of(session, done.scan))
    settle_receipts(session, bookings, now=now, rng=rng, began=began)
    return done


def undo_hand_over(session: Session, actor: Actor, scan: int, now: datetime, rng: Random) -> None:
    """Undo a scan, and void the receipt of what was paid for it. Raises as `undo_scan`.

    locks: person, drop, item, booking, loan, asset, stock, till
    """
    undo_scan(session, actor, scan, now, rng=rng)
    settle_receipts(session, _bookings_of(session, [scan]), now=now, rng=rng)


def undo_hand_over_together(session: Session, actor: Actor, scan: int, now: datetime, rng: Random) -> None:
    """Undo a scan with all that the same tap scanned, and void their receipt. Raises as `undo_together`.

    locks: person, drop, item, booking, loan, asset, stock, till
    """
    tapped = tap_of(session, scan)
    undo_together(session, actor, scan, now, rng=rng)
    settle_receipts(session, _bookings_of(session, tapped), now=now, rng=rng)


def settle_receipts(
    session: Session, bookings: Collection[int], *, now: datetime, rng: Random, began: int = 0
) -> None:
    """Make the receipts of bookings say what their scans say by now: void those that do not, and store what no receipt says.

    One receipt has the scans of one tap. `began` is the second in which the sale that is scanned `now` began, 0 where that is not known.
    The caller has locked the bookings. locks: till
    """
    session.flush()
    for stall in _stalls_paid(session, bookings):
        lock_till(session, stall)
    bookings = _tied(session, bookings)
    paid, standing = _paid_scans(session, bookings), _standing(session, bookings)
    kept = set[int]()
    for receipt, lines in standing:
        if all(line.scan_id in paid and paid[line.scan_id].is_said_by(line) for line in lines):
            kept.update(line.scan_id for line in lines)
        else:
            _void(session, receipt, now, rng)
    missing = sorted(
        (each for each in paid.values() if each.id not in kept), key=lambda each: (each.receipt_key, each.id)
    )
    for _, tapped in groupby(missing, lambda each: each.receipt_key):
        scans = [*tapped]
        took = seconds_taken(began, now) if scans[0].at == now else None
        _store(session, scans, now, rng, took=took)


def hand_over_receipt(session: Session, scan: int) -> StoredReceipt | None:
    """Return the receipt that stands of what was paid for a scan; None where nothing was, or nobody said how."""
    rows = select(Receipt).join(HandOverLine, col(HandOverLine.receipt_id) == col(Receipt.id))
    row = session.exec(rows.where(col(HandOverLine.scan_id) == scan, receipt_stands())).first()
    if row is None:
        return None
    return StoredReceipt(id=row.id or 0, number=row.number, method=row.method, paid=row.paid)


def _bookings_of(session: Session, scans: Collection[int]) -> list[int]:
    """Return the bookings that scans handed over; none of scans that took packaging back."""
    rows = select(Ticket.booking_id).join(Scan, col(Scan.ticket_id) == col(Ticket.id))
    found = session.exec(rows.where(col(Scan.id).in_(scans), col(Ticket.booking_id).is_not(None)).distinct())
    return [booking for booking in found if booking is not None]


def _stalls_paid(session: Session, bookings: Collection[int]) -> list[int]:
    """Return the stalls at which bookings were paid in a way that was tapped, in the order of locking."""
    rows = select(Scan.stall_id).join(Ticket, col(Ticket.id) == col(Scan.ticket_id)).distinct()
    paid = (
        col(Ticket.booking_id).in_(bookings),
        col(Scan.method).is_not(None),
        col(Scan.stall_id).is_not(None),
    )
    return [stall or 0 for stall in session.exec(rows.where(*paid).order_by(col(Scan.stall_id)))]


def _tied(session: Session, bookings: Collection[int]) -> set[int]:
    """Return bookings with all that share a receipt with them."""
    found, more = set[int](), {*bookings}
    while more - found:
        found |= more
        receipts = [line.receipt_id for _, lines in _standing(session, found) for line in lines]
        rows = (
            select(Ticket.booking_id)
            .join(Scan, col(Scan.ticket_id) == col(Ticket.id))
            .join(HandOverLine, col(HandOverLine.scan_id) == col(Scan.id))
            .where(col(HandOverLine.receipt_id).in_(receipts))
        )
        more = {booking for booking in session.exec(rows) if booking is not None} if receipts else set()
    return found


def _paid_scans(session: Session, bookings: Collection[int]) -> dict[int, PaidScan]:
    """Return the scans of bookings that count, whose units were paid in a way that was tapped, by their ids."""
    rows = (
        select(Scan, Booking, Item.name, Alley.currency)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(col(Booking.id).in_(bookings), col(Scan.undone_at).is_(None))
        .order_by(col(Scan.scanned_at), col(Scan.id))
    )
    ahead, done, found = paid_ahead(session, bookings), dict[int | None, int](), dict[int, PaidScan]()
    for scan, booking, name, currency in session.exec(rows):
        before = done.get(booking.id, 0)
        done[booking.id] = before + scan.units
        due = price_due(scan.units, before, price=booking.price, ahead=ahead.get(booking.id, 0))
        if scan.method is None or scan.stall_id is None or not due + scan.units * booking.loan_deposit:
            continue
        found[scan.id or 0] = PaidScan(
            id=scan.id or 0,
            stall=scan.stall_id,
            seller=scan.by_id,
            holder=booking.person_id,
            at=scan.scanned_at,
            method=scan.method,
            currency=currency,
            name=name,
            units=scan.units,
            price=booking.price,
            packaging=booking.loan_deposit,
            ahead=scan.units * booking.price - due,
        )
    return found


def _standing(session: Session, bookings: Collection[int]) -> list[tuple[Receipt, Sequence[HandOverLine]]]:
    """Return the receipts that stand of bookings, each with all its lines."""
    rows = (
        select(Receipt)
        .join(HandOverLine, col(HandOverLine.receipt_id) == col(Receipt.id))
        .join(Scan, col(Scan.id) == col(HandOverLine.scan_id))
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .where(col(Ticket.booking_id).in_(bookings), receipt_stands())
        .distinct()
        .order_by(col(Receipt.id))
    )
    return [(receipt, hand_over_lines(session, receipt)) for receipt in session.exec(rows).all()]


def _void(session: Session, receipt: Receipt, now: datetime, rng: Random) -> None:
    """Store the void of the receipt of a hand-over. locks: till"""
    money = money_of(session, session.get_one(Stall, receipt.stall_id))
    till, day = lock_till(session, receipt.stall_id), day_of(now, money.zone)
    void = next_receipt(till, money, day, receipt.by_id, now=now, rng=rng)
    void.kind, void.voids_id, void.method = ReceiptKind.VOID, receipt.id, receipt.method
    void.currency, void.exponent = receipt.currency, receipt.exponent
    void.total, void.paid = -receipt.total, -receipt.paid
    store_receipt(session, void, [])


def _store(
    session: Session, scans: Sequence[PaidScan], now: datetime, rng: Random, *, took: int | None
) -> None:
    """Store the receipt of what one tap handed over, at its time. What is paid in cash is not rounded: the scans say it exactly. locks: till"""
    first = scans[0]
    money, at = money_of(session, session.get_one(Stall, first.stall)), min(first.at, now)
    till, day = lock_till(session, first.stall), day_of(at, money.zone)
    receipt = next_receipt(till, money, day, first.seller, now=at, rng=rng)
    receipt.method, receipt.currency, receipt.exponent = (
        first.method,
        first.currency,
        exponent(first.currency),
    )
    receipt.took = took
    receipt.total = receipt.paid = sum(scan.amount for scan in scans)
    stored = store_receipt(session, receipt, [])
    for position, scan in enumerate(scans, 1):
        session.add(
            HandOverLine(
                receipt_id=stored,
                position=position,
                scan_id=scan.id,
                name=scan.name,
                units=scan.units,
                price=scan.price,
                packaging=scan.packaging,
                ahead=scan.ahead,
            )
        )
    session.flush()
