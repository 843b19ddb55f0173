"""Records of devices at the gates of an alley: people who went in or out, each record once, in whatever sequence they come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import col, select

from market.admins import Admins
from market.alley import lock_alley
from market.gate.limit import tell_of_limit
from market.gate.people_inside import add_people
from market.kiosk.received import Batch, NewScan, add_row, in_reach, why_not_read
from market.kiosk.scan_body import ScanBody
from market.ticket.scan_rule import UNDOABLE
from storage.kiosk import KioskAction, KioskScan, ScanRefusal

COUNTED = frozenset({KioskAction.ENTER, KioskAction.LEAVE})


def count_people(batch: Batch, alley: int, fresh: Sequence[NewScan], admins: Admins) -> None:
    """Store what a gate's device recorded, let count what is right, and tell the organisers where that fills the alley. locks: alley"""
    row = lock_alley(batch.session, alley)
    for new in fresh:
        add_row(batch, replace(new, why=_why_not(batch, new)))
        batch.session.flush()
        _count(batch, alley, new.body)
    if any(new.body.action is KioskAction.ENTER for new in fresh):
        tell_of_limit(batch.session, row, admins, batch.now)


def undoes_count(undo: KioskScan, counted: KioskScan) -> bool:
    """Return whether an undo takes a count back: of the same device, within a minute by its clock, whenever either arrived."""
    return undo.device_id == counted.device_id and counted.at <= undo.at <= counted.at + UNDOABLE


def _why_not(batch: Batch, new: NewScan) -> ScanRefusal | None:
    unread = why_not_read(batch, new)
    if unread or new.body.action is KioskAction.UNDO:
        return unread
    if new.body.action not in COUNTED or new.body.ticket:
        return ScanRefusal.OTHER_ACTION
    if not new.body.units:
        return ScanRefusal.UNITS
    return None if in_reach(batch, new.body.time) else ScanRefusal.CLOCK


def _count(batch: Batch, alley: int, body: ScanBody) -> None:
    """Add a count that was just stored, unless its undo came before it; or subtract the count that a stored undo is the first to take back."""
    session = batch.session
    named = body.undoes or body.uuid
    is_right = col(KioskScan.why).is_(None)
    counted = session.exec(
        select(KioskScan).where(col(KioskScan.uuid) == named, col(KioskScan.action).in_(COUNTED), is_right)
    ).first()
    if counted is None or counted.device_id != batch.device.id:
        return
    undos = session.exec(select(KioskScan).where(col(KioskScan.undoes) == named, is_right))
    taking_back = [undo.uuid for undo in undos if undoes_count(undo, counted)]
    is_added = counted.uuid == body.uuid and not taking_back
    if not is_added and taking_back != [body.uuid]:
        return
    units = counted.units if is_added else -counted.units
    is_entry = counted.action is KioskAction.ENTER
    add_people(
        session,
        (batch.device.id, alley, _minute_of(counted.at)),
        entered=units if is_entry else 0,
        exited=0 if is_entry else units,
    )


def _minute_of(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
