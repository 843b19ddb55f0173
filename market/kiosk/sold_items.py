"""Sales of devices without a network: recorded as walk-in sales under the stall's numbers, and taken back by their undos."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from market.actor import Right, may
from market.drop.locked_item import LockedItem
from market.kiosk.received import Batch, NewScan, add_row, believed_time, in_reach, why_not_read
from market.kiosk.scan_body import SaleBody
from market.packaging.place import stall_ref
from market.sale.doubtful import ClaimedLine, doubts_of, open_doubtful
from market.sale.kiosk_sale import (
    OfflineLine,
    count_sold,
    items_sold,
    lock_sold_items,
    record_sale,
    take_sale_back,
)
from market.sale.sell import PaidSale
from market.ticket.scan_rule import ScanUndo, undoes
from market.ticket.sent_scan import claim_of, undo_of
from storage.kiosk import KioskAction, KioskScan, ScanRefusal
from storage.packaging import PlaceKind


class SoldItems:
    """The sales of a batch, and the stored ones that its undos name, with the items of both. `lock` comes before `store`."""

    def __init__(self, batch: Batch, sales: Sequence[NewScan], undone: Sequence[str]) -> None:
        self._batch, self._sales, self._undone = batch, sales, undone
        self._items: dict[int, LockedItem] = {}

    def lock(self, others: Sequence[tuple[int, int]]) -> None:
        """Lock the items of all of it, and where there are any, those of tickets (`others`, drop and item) in the same order. locks: drop, item"""
        sold = {line.item for new in self._sales if new.body.sale for line in new.body.sale.lines}
        receipts = [row.receipt_id or 0 for row in self._stored(self._undone)]
        sold.update(items_sold(self._batch.session, receipts))
        if sold:
            self._items = lock_sold_items(self._batch.session, [*sold, *(item for _, item in others)])

    def store(self) -> None:
        """Store the sales, count their units, and take back what was undone. locks: hold, till"""
        session, items, receipts = self._batch.session, set[int](), set[int]()
        for new in self._sales:
            why = self._why_not(new)
            if new.body.sale is None or why is not None:
                add_row(self._batch, replace(new, why=why))
                continue
            receipts.add(self._record(new, new.body.sale))
            items.update(line.item for line in new.body.sale.lines)
        session.flush()
        count_sold(session, [self._items[item] for item in sorted(items)], receipts, self._batch.now)
        for row in self._stored([*self._undone, *(new.body.uuid for new in self._sales)]):
            self._take_back(row)

    def _record(self, new: NewScan, sale: SaleBody) -> int:
        """Store a sale and return its receipt. locks: till"""
        batch = self._batch
        sold = [
            (self._items[line.item], OfflineLine(item=line.item, units=line.units, price=line.price))
            for line in sale.lines
        ]
        paid = PaidSale(
            stall=batch.place.id,
            seller=batch.device.person,
            method=sale.method,
            at=min(believed_time(batch, new.body.time), batch.now),
        )
        receipt = record_sale(batch.session, paid, sold, now=batch.now, rng=batch.rng)
        add_row(batch, new, receipt=receipt)
        lines = [ClaimedLine(locked=each, units=line.units, price=line.price) for each, line in sold]
        doubts = doubts_of(batch.session, lines, in_reach=in_reach(batch, new.body.time))
        if doubts.any:
            open_doubtful(batch.session, batch.place.id, receipt, doubts, now=batch.now)
        return receipt

    def _why_not(self, new: NewScan) -> ScanRefusal | None:
        """Return why a sale is refused: it is not this device's to make, or of goods that are none of the stall's."""
        device, sale = self._batch.device, new.body.sale
        unread = why_not_read(self._batch, new)
        if unread or sale is None:
            return unread
        place = self._batch.place
        at_stall = place.kind is PlaceKind.STALL
        if not (at_stall and may(self._batch.session, device.person, place.id, Right.SELL)):
            return ScanRefusal.RIGHT
        if not all(line.item in self._items for line in sale.lines):
            return ScanRefusal.UNKNOWN
        stalls = {stall_ref(self._items[line.item].drop.stall_id) for line in sale.lines}
        return None if stalls == {place} else ScanRefusal.OTHER_STALL

    def _stored(self, uuids: Sequence[str]) -> Sequence[KioskScan]:
        """Return the sales among these that became a receipt, by their numbers."""
        rows = select(KioskScan).where(col(KioskScan.uuid).in_(uuids), col(KioskScan.receipt_id).is_not(None))
        return self._batch.session.exec(rows.order_by(col(KioskScan.device_id), col(KioskScan.seq))).all()

    def _take_back(self, row: KioskScan) -> None:
        """Void a sale that its own device undid in time. locks: drop, item, hold, till"""
        undos = _undos(self._batch.session, row.uuid)
        undone = next((undo for undo in undos if undoes(undo, claim_of(row))), None)
        if undone is not None:
            batch = self._batch
            take_sale_back(
                batch.session,
                row.receipt_id or 0,
                batch.device.person,
                voided_at=min(believed_time(batch, undone.at), batch.now),
                now=batch.now,
                rng=batch.rng,
            )


def _undos(session: Session, sale: str) -> list[ScanUndo]:
    """Return the undos of a sale, the first first."""
    rows = select(KioskScan).where(
        col(KioskScan.undoes) == sale,
        col(KioskScan.action) == KioskAction.UNDO,
        col(KioskScan.why).is_(None),
    )
    return [undo_of(row) for row in session.exec(rows.order_by(col(KioskScan.at)))]
