"""Units that kiosks sold although they were not there: counted by one rule, listed, and noted by a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, owns_stall, require_right
from market.drop.draw_state import draw_pending
from market.drop.locked_item import LockedItem, lock_item
from market.notification.outbox import withdraw
from market.person import lock_unblocked_person
from market.sale.notifications import SoldTooMany
from market.sale.refusals import OversoldSettled, OwnSale, RefundedUnitsGone
from market.sale.till import money_of
from market.ticket.asked import ask_about
from market.ticket.notifications import ConflictsWait
from storage.kiosk import KioskDevice, KioskScan
from storage.sale import DoubtfulSale, Oversold, Receipt, ReceiptLine
from storage.stall import Stall
from storage.stop import Stop
from storage.store import mark_changed

LISTED = 8


@dataclass(frozen=True, kw_only=True)
class OversoldFacts:
    """Units of an item that the device `by` sold `at` a time, `units` in all and `missing` of them not there, by a receipt of a stall."""

    id: int
    stall: int
    receipt: int
    number: int
    item: str
    units: int
    missing: int
    at: datetime
    by: str
    zone: str


@dataclass(frozen=True, kw_only=True)
class KioskLine:
    """A line of a sale that a kiosk made, with the units of it that did not come back, at the time that is believed; and those that are not there so far."""

    line: ReceiptLine
    units: int
    stall: int
    at: datetime
    missing: Oversold | None

    @property
    def covered(self) -> int:
        return self.units - (self.missing.units if self.missing else 0)


def count_kiosk_sales(
    session: Session, locked: LockedItem, now: datetime, *, new: Collection[int] = ()
) -> None:
    """Give the units that are there to the sales of kiosks by their time, and open a conflict for each line that gets fewer.

    It follows from the set of those sales alone, and also counts items that share units with this one. What a person noted stays as it is.
    `new` are receipts whose units no item counts yet. The caller has allocated what had expired.
    """
    session.flush()
    items = {each.item.id or 0: each for each in locked.all}
    lines = _kiosk_lines(session, [*items])
    for each in lines:
        if each.line.receipt_id not in new:
            items[each.line.item_id].change_sold(-each.covered)
    for each in lines:
        item = items[each.line.item_id]
        there = min(each.units, max(0, item.free)) if _was_giving(session, item, each.at) else 0
        item.change_sold(there)
        _set_missing(session, each, each.units - there, now)
    session.flush()
    mark_changed(session, "units")


def give_back(session: Session, sale: Receipt, locked: LockedItem, units: int) -> None:
    """Give units of a sale back to their locked item; those that were not there are the first to come back, noted or not."""
    row = _missing_of(session, sale, locked)
    fewer = min(units, row.units if row else 0)
    locked.change_sold(fewer - units)
    if row is not None and fewer == row.units:
        _end(session, row)
    elif row is not None:
        row.units -= fewer
    session.flush()


def take_again(session: Session, sale: Receipt, locked: LockedItem, units: int, *, now: datetime) -> None:
    """Count units of a sale as sold again whose refund is undone; of a kiosk's sale those that are gone meanwhile are not there. Raises RefundedUnitsGone."""
    there = min(units, max(0, locked.free))
    of_kiosk = select(KioskScan.id).where(col(KioskScan.receipt_id) == sale.id)
    if there < units and session.exec(of_kiosk).first() is None:
        raise RefundedUnitsGone(locked.item.name)
    locked.change_sold(there)
    if there < units:
        missing = _missing_of(session, sale, locked)
        before = missing.units if missing else 0
        of_item = (col(ReceiptLine.receipt_id) == sale.id, col(ReceiptLine.item_id) == locked.item.id)
        line = session.exec(select(ReceiptLine).where(*of_item)).one()
        sold = KioskLine(line=line, units=line.units, stall=sale.stall_id, at=sale.sold_at, missing=missing)
        _set_missing(session, sold, before + units - there, now)
    session.flush()


def _missing_of(session: Session, sale: Receipt, locked: LockedItem) -> Oversold | None:
    """Return the units of an item that were not there when a sale was counted."""
    of_line = (col(Oversold.receipt_id) == sale.id, col(Oversold.item_id) == locked.item.id)
    return session.exec(select(Oversold).where(*of_line)).first()


def open_oversold(session: Session, stall: int) -> int:
    """Return how many lines of a stall's sales wait for somebody to note that they were not there."""
    return session.exec(select(func.count(col(Oversold.id))).where(*_open_of(stall))).one()


def receipt_and_conflict(session: Session, receipt: int) -> tuple[int, bool]:
    """Return the number of a receipt, and whether units of it were not there and nobody has noted it."""
    still_open = select(Oversold.id).where(
        col(Oversold.receipt_id) == receipt, col(Oversold.settled_at).is_(None)
    )
    number = session.exec(select(Receipt.number).where(col(Receipt.id) == receipt)).one()
    return number, session.exec(still_open).first() is not None


def oversold_sales(session: Session, stall: int, day: date) -> int:
    """Return how many sales of a market day had units that were not there, noted or not."""
    rows = (
        select(func.count(col(Oversold.receipt_id).distinct()))
        .join(Receipt, col(Receipt.id) == col(Oversold.receipt_id))
        .where(col(Receipt.stall_id) == stall, col(Receipt.day) == day)
    )
    return session.exec(rows).one()


def oversold_list(session: Session, actor: Actor, stall: int) -> tuple[OversoldFacts, ...]:
    """Return what was sold and was not there, the oldest first, at most eight, to the stall's staff. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.SELL)
    return _facts(session, *_open_of(stall))


def notified_oversold(session: Session, oversold: int) -> OversoldFacts:
    """Return units that were not there, for their notification. Raises OversoldSettled."""
    found = _facts(session, col(Oversold.id) == oversold, col(Oversold.settled_at).is_(None))
    if not found:
        raise OversoldSettled
    return found[0]


def note_oversold(session: Session, actor: Actor, oversold: int, now: datetime) -> int:
    """Note that units were sold that were not there, and return the stall. It stays so, whatever comes later. For the stall's staff.

    Raises Blocked, OversoldSettled, StallUnknown, NotYourStall; OwnSale for who sold them and does not own the stall. locks: person, drop, item
    """
    lock_unblocked_person(session, actor.person)
    found = OversoldSettled.unless(session.get(Oversold, oversold))
    stall = found.stall_id
    require_right(session, actor, stall, Right.SELL)
    lock_item(session, found.item_id)
    row = session.get(Oversold, oversold, populate_existing=True)
    if row is None or row.settled_at:
        raise OversoldSettled
    if actor.person in _sellers(session, row) and not owns_stall(session, actor.person, stall):
        raise OwnSale
    row.settled_at, row.settled_by = now, actor.person
    _withdraw(session, row)
    return stall


def _sellers(session: Session, row: Oversold) -> frozenset[int | None]:
    """Return who made a sale, and whose device it was."""
    people = (
        select(Receipt.by_id, KioskDevice.person_id)
        .join(KioskScan, col(KioskScan.receipt_id) == col(Receipt.id))
        .join(KioskDevice, col(KioskDevice.id) == col(KioskScan.device_id))
        .where(col(Receipt.id) == row.receipt_id)
    )
    return frozenset(person for each in session.exec(people) for person in each)


def _kiosk_lines(session: Session, items: Sequence[int]) -> list[KioskLine]:
    """Return the lines of kiosks' sales of these items of which not all came back and that nobody noted, by the time that is believed."""
    units = col(ReceiptLine.units) + _came_back()
    believed_at = case((col(DoubtfulSale.wrong_day), col(Receipt.sold_at)), else_=col(KioskScan.at))
    rows: Any = (
        select(ReceiptLine, Receipt.stall_id, believed_at, Oversold)
        .add_columns(units)
        .join(Receipt, col(Receipt.id) == col(ReceiptLine.receipt_id))
        .join(KioskScan, col(KioskScan.receipt_id) == col(Receipt.id))
        .outerjoin(DoubtfulSale, col(DoubtfulSale.receipt_id) == col(Receipt.id))
        .outerjoin(
            Oversold,
            (col(Oversold.receipt_id) == col(ReceiptLine.receipt_id))
            & (col(Oversold.item_id) == col(ReceiptLine.item_id)),
        )
        .where(col(ReceiptLine.item_id).in_(items), units > 0, col(Oversold.settled_at).is_(None))
        .order_by(believed_at, col(KioskScan.uuid), col(ReceiptLine.position))
    )
    return [
        KioskLine(line=line, units=int(left), stall=stall, at=at, missing=missing)
        for line, stall, at, missing, left in session.exec(rows)
    ]


def _came_back() -> ScalarSelect[int]:
    """Return the units of a line that voids and refunds brought back, below zero, less those of undone refunds."""
    receipt, line = aliased(Receipt), aliased(ReceiptLine)
    rows = (
        select(func.coalesce(func.sum(line.units), 0))
        .join(receipt, col(receipt.id) == col(line.receipt_id))
        .where(
            or_(
                col(receipt.refunds_id) == col(ReceiptLine.receipt_id),
                col(receipt.voids_id) == col(ReceiptLine.receipt_id),
            ),
            col(receipt.goods_kept).is_(False),
            col(line.item_id) == col(ReceiptLine.item_id),
        )
    )
    return rows.correlate(ReceiptLine).scalar_subquery()


def _was_giving(session: Session, locked: LockedItem, sold_at: datetime) -> bool:
    """Return whether an item could be sold at a time: its drop was open, neither over, cancelled nor stopped, and what is drawn was drawn."""
    cancelled = locked.drop.cancelled_at
    stop = session.get(Stop, locked.drop.stop_id) if locked.is_stopped else None
    return (
        locked.drop.opens_at <= sold_at < locked.cut_off
        and not (cancelled and cancelled <= sold_at)
        and not (stop and stop.began_at <= sold_at)
        and not draw_pending(session, locked.drop.policy, locked.item.id or 0)
    )


def _set_missing(session: Session, sold: KioskLine, units: int, now: datetime) -> None:
    """Write how many units of a line were not there, and tell the stall's owner of a new conflict."""
    known = sold.missing
    if known is not None and not units:
        _end(session, known)
    elif known is not None:
        known.units = units
    elif units:
        row = Oversold(
            stall_id=sold.stall,
            receipt_id=sold.line.receipt_id,
            item_id=sold.line.item_id,
            units=units,
            opened_at=now,
        )
        session.add(row)
        session.flush()
        owner = session.get_one(Stall, sold.stall).owner_id
        if owner is not None:
            one, many = SoldTooMany(oversold_id=row.id or 0), ConflictsWait(stall_id=sold.stall)
            ask_about(session, owner, one, many, about=_subject(row), now=now)


def _end(session: Session, row: Oversold) -> None:
    _withdraw(session, row)
    session.delete(row)


def _withdraw(session: Session, row: Oversold) -> None:
    owner = session.get_one(Stall, row.stall_id).owner_id
    if owner is not None:
        withdraw(session, owner, SoldTooMany, _subject(row))


def _subject(row: Oversold) -> str:
    return f"stall:{row.stall_id}/oversold:{row.id}"


def _open_of(stall: int) -> tuple[ColumnElement[bool], ...]:
    return col(Oversold.stall_id) == stall, col(Oversold.settled_at).is_(None)


def _facts(session: Session, *conditions: ColumnElement[bool]) -> tuple[OversoldFacts, ...]:
    rows = (
        select(Oversold, Receipt, ReceiptLine, KioskDevice.name)
        .join(Receipt, col(Receipt.id) == col(Oversold.receipt_id))
        .join(
            ReceiptLine,
            (col(ReceiptLine.receipt_id) == col(Oversold.receipt_id))
            & (col(ReceiptLine.item_id) == col(Oversold.item_id)),
        )
        .join(KioskScan, col(KioskScan.receipt_id) == col(Oversold.receipt_id))
        .join(KioskDevice, col(KioskDevice.id) == col(KioskScan.device_id))
        .where(*conditions)
        .order_by(col(Oversold.id))
        .limit(LISTED)
    )
    return tuple(
        OversoldFacts(
            id=row.id or 0,
            stall=row.stall_id,
            receipt=row.receipt_id,
            number=receipt.number,
            item=line.name,
            units=line.units,
            missing=row.units,
            at=receipt.sold_at,
            by=device,
            zone=money_of(session, session.get_one(Stall, row.stall_id)).zone,
        )
        for row, receipt, line, device in session.exec(rows)
    )
