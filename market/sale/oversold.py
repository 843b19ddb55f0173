"""Units that kiosks sold although they were not there: counted by one rule, listed, and noted by a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, require_right
from market.drop.draw_state import draw_pending
from market.drop.locked_item import LockedItem, lock_item
from market.notification.outbox import notify, withdraw
from market.person import lock_unbanned_person
from market.sale.notifications import SoldTooMany
from market.sale.refusals import OversoldSettled
from market.sale.till import money_of
from storage.kiosk import KioskDevice, KioskScan
from storage.sale import Oversold, Receipt, ReceiptLine
from storage.stall import Stall
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
    """A line of a sale that a kiosk made and nobody voided, at the device's time, and its units that are not there so far."""

    line: ReceiptLine
    stall: int
    at: datetime
    missing: Oversold | None

    @property
    def covered(self) -> int:
        return self.line.units - (self.missing.units if self.missing else 0)


def count_kiosk_sales(
    session: Session, locked: LockedItem, now: datetime, *, new: Collection[int] = (), voided: int = 0
) -> None:
    """Give the units that are there to the sales of kiosks by their time, and open a conflict for each line that gets fewer.

    It follows from the set of those sales alone, and also counts items that share units with this one. What a person noted stays as it is.
    `new` are receipts whose units no item counts yet, `voided` is one whose void is about to be stored. The caller has allocated what had expired.
    """
    session.flush()
    items = {each.item.id or 0: each for each in locked.all}
    lines = _kiosk_lines(session, [*items], voided)
    for each in lines:
        if each.line.receipt_id not in new:
            items[each.line.item_id].change_sold(-each.covered)
    for each in lines:
        item = items[each.line.item_id]
        there = min(each.line.units, max(0, item.free)) if _was_giving(session, item, each.at) else 0
        item.change_sold(there)
        _set_missing(session, each, each.line.units - there, now)
    session.flush()
    mark_changed(session, "units")


def end_oversold(session: Session, sale: Receipt) -> dict[int, int]:
    """End the conflicts of a sale that is voided, and return how many units of each item were not there."""
    rows = session.exec(select(Oversold).where(col(Oversold.receipt_id) == sale.id)).all()
    found = {row.item_id: row.units for row in rows}
    for row in rows:
        _end(session, row)
    session.flush()
    return found


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

    Raises Banned, OversoldSettled, StallUnknown, NotYourStall. locks: person, drop, item
    """
    lock_unbanned_person(session, actor.person)
    row = session.get(Oversold, oversold)
    if row is None:
        raise OversoldSettled
    stall = row.stall_id
    require_right(session, actor, stall, Right.SELL)
    lock_item(session, row.item_id)
    row = session.get(Oversold, oversold, populate_existing=True)
    if row is None or row.settled_at:
        raise OversoldSettled
    row.settled_at, row.settled_by = now, actor.person
    _withdraw(session, row)
    return stall


def _kiosk_lines(session: Session, items: Sequence[int], voided: int) -> list[KioskLine]:
    """Return the lines of kiosks' sales of these items that stand and that nobody noted, by the devices' time."""
    void = aliased(Receipt)
    rows = (
        select(ReceiptLine, Receipt.stall_id, KioskScan.at, Oversold)
        .join(Receipt, col(Receipt.id) == col(ReceiptLine.receipt_id))
        .join(KioskScan, col(KioskScan.receipt_id) == col(Receipt.id))
        .outerjoin(void, col(void.voids_id) == col(Receipt.id))
        .outerjoin(
            Oversold,
            (col(Oversold.receipt_id) == col(ReceiptLine.receipt_id))
            & (col(Oversold.item_id) == col(ReceiptLine.item_id)),
        )
        .where(
            col(ReceiptLine.item_id).in_(items),
            col(Receipt.id) != voided,
            col(void.id).is_(None),
            col(Oversold.settled_at).is_(None),
        )
        .order_by(col(KioskScan.at), col(KioskScan.uuid), col(ReceiptLine.position))
    )
    return [
        KioskLine(line=line, stall=stall, at=at, missing=missing)
        for line, stall, at, missing in session.exec(rows)
    ]


def _was_giving(session: Session, locked: LockedItem, at: datetime) -> bool:
    """Return whether an item could be sold at a time: its drop was open, neither over nor cancelled, and what is drawn was drawn."""
    cancelled = locked.drop.cancelled_at
    return (
        locked.drop.opens_at <= at < locked.cut_off
        and not (cancelled and cancelled <= at)
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
            notify(session, owner, SoldTooMany(oversold_id=row.id or 0), now, about=_subject(row))


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
