"""Sales of kiosks that differ from what the server knows: recorded as they were sent, and put to the stall's owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, require_right
from market.drop.locked_item import LockedItem
from market.notification.outbox import withdraw
from market.person import lock_unblocked_person
from market.sale.notifications import SaleDoubted
from market.sale.receipt import ReceiptLineFacts
from market.sale.refusals import DoubtSettled
from market.sale.till import StallMoney, money_of
from market.ticket.asked import ask_about
from market.ticket.notifications import ConflictsWait
from storage.drop import FormerPrice
from storage.kiosk import KioskDevice, KioskScan
from storage.sale import DoubtfulSale, Receipt, ReceiptLine, lock_till
from storage.stall import Stall

LISTED = 8
BEYOND_REASON = 10
"""A sale of more than so many times what all of its items together cost has a sum beyond reason."""


@dataclass(frozen=True, kw_only=True)
class ClaimedLine:
    """Units of a locked item at the price that a device claims, in minor units."""

    locked: LockedItem
    units: int
    price: int


@dataclass(frozen=True, kw_only=True)
class Doubts:
    """The differences between a sale and what the server knows."""

    wrong_price: bool
    wrong_sum: bool
    wrong_day: bool

    @property
    def any(self) -> bool:
        return self.wrong_price or self.wrong_sum or self.wrong_day


@dataclass(frozen=True, kw_only=True)
class DoubtfulFacts:
    """A sale of the device `by` that its stall's owner is asked about. `claimed_at` is the device's time, `received_at` when the server got it."""

    receipt: int
    stall: int
    number: int
    by: str
    lines: tuple[ReceiptLineFacts, ...]
    total: int
    money: StallMoney
    doubts: Doubts
    claimed_at: datetime
    received_at: datetime


def doubts_of(session: Session, lines: Sequence[ClaimedLine], *, in_reach: bool) -> Doubts:
    """Return what of a sale is in doubt. `in_reach`: its own time is believed."""
    prices = [known_prices(session, line.locked) for line in lines]
    worth = sum(line.locked.item.quantity * max(known) for line, known in zip(lines, prices, strict=True))
    return Doubts(
        wrong_price=any(line.price not in known for line, known in zip(lines, prices, strict=True)),
        wrong_sum=sum(line.units * line.price for line in lines) > BEYOND_REASON * worth,
        wrong_day=not in_reach,
    )


def known_prices(session: Session, locked: LockedItem) -> frozenset[int]:
    """Return the prices that an item has and ever had, in minor units."""
    former = select(FormerPrice.price).where(col(FormerPrice.item_id) == locked.item.id)
    return frozenset({locked.item.price, *session.exec(former)})


def open_doubtful(session: Session, stall: int, receipt: int, doubts: Doubts, *, now: datetime) -> None:
    """Put a sale to the owner of its stall."""
    session.add(
        DoubtfulSale(
            receipt_id=receipt,
            stall_id=stall,
            wrong_price=doubts.wrong_price,
            wrong_sum=doubts.wrong_sum,
            wrong_day=doubts.wrong_day,
            opened_at=now,
        )
    )
    session.flush()
    owner = session.get_one(Stall, stall).owner_id
    if owner is not None:
        one, many = SaleDoubted(receipt_id=receipt), ConflictsWait(stall_id=stall)
        ask_about(session, owner, one, many, about=_subject(stall, receipt), now=now)


def count_doubtful(session: Session, stall: int) -> int:
    """Return how many sales of a stall wait for its owner's word."""
    return session.exec(select(func.count(col(DoubtfulSale.receipt_id))).where(*_open_of(stall))).one()


def is_doubtful(session: Session, receipt: int) -> bool:
    """Return whether a sale waits for the owner's word."""
    row = session.get(DoubtfulSale, receipt)
    return row is not None and row.settled_at is None


def doubtful_list(session: Session, actor: Actor, stall: int) -> tuple[DoubtfulFacts, ...]:
    """Return the sales that wait for the owner's word, the oldest first, at most eight, to the stall's staff. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.SELL)
    return _facts(session, *_open_of(stall))


def notified_doubtful(session: Session, receipt: int) -> DoubtfulFacts:
    """Return a sale that waits for the owner's word, for its notification. Raises DoubtSettled."""
    found = _facts(session, col(DoubtfulSale.receipt_id) == receipt, *_open())
    if not found:
        raise DoubtSettled
    return found[0]


def note_doubtful(session: Session, actor: Actor, receipt: int, now: datetime) -> int:
    """Note that a doubtful sale was made as it stands, and return the stall. For the stall's owner: whoever made a sale does not settle it.

    Raises Blocked, DoubtSettled, StallUnknown, NotYourStall. locks: person, till
    """
    lock_unblocked_person(session, actor.person)
    row = DoubtSettled.unless(session.get(DoubtfulSale, receipt))
    stall = row.stall_id
    require_right(session, actor, stall, Right.OWN)
    lock_till(session, stall)
    session.refresh(row)
    if row.settled_at:
        raise DoubtSettled
    row.settled_at, row.settled_by = now, actor.person
    withdraw(session, actor.person, SaleDoubted, _subject(stall, receipt))
    return stall


def _subject(stall: int, receipt: int) -> str:
    return f"stall:{stall}/doubtful:{receipt}"


def _open() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a sale waits: nobody has noted it, and it is not voided."""
    void = aliased(Receipt)
    voided = exists().where(col(void.voids_id) == col(DoubtfulSale.receipt_id))
    return col(DoubtfulSale.settled_at).is_(None), ~voided


def _open_of(stall: int) -> tuple[ColumnElement[bool], ...]:
    return col(DoubtfulSale.stall_id) == stall, *_open()


def _facts(session: Session, *conditions: ColumnElement[bool]) -> tuple[DoubtfulFacts, ...]:
    rows = (
        select(DoubtfulSale, Receipt, KioskScan, KioskDevice.name)
        .join(Receipt, col(Receipt.id) == col(DoubtfulSale.receipt_id))
        .join(KioskScan, col(KioskScan.receipt_id) == col(DoubtfulSale.receipt_id))
        .join(KioskDevice, col(KioskDevice.id) == col(KioskScan.device_id))
        .where(*conditions)
        .order_by(col(DoubtfulSale.receipt_id))
        .limit(LISTED)
    )
    return tuple(
        DoubtfulFacts(
            receipt=row.receipt_id,
            stall=row.stall_id,
            number=receipt.number,
            by=device,
            lines=_lines(session, row.receipt_id),
            total=receipt.total,
            money=money_of(session, session.get_one(Stall, row.stall_id)),
            doubts=Doubts(wrong_price=row.wrong_price, wrong_sum=row.wrong_sum, wrong_day=row.wrong_day),
            claimed_at=sent.at,
            received_at=sent.received_at,
        )
        for row, receipt, sent, device in session.exec(rows)
    )


def _lines(session: Session, receipt: int) -> tuple[ReceiptLineFacts, ...]:
    rows = select(ReceiptLine).where(col(ReceiptLine.receipt_id) == receipt)
    return tuple(
        ReceiptLineFacts(line.name, line.units, line.price)
        for line in session.exec(rows.order_by(col(ReceiptLine.position)))
    )
