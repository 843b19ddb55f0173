"""A scan or sale that a device sent and that is not stored yet, and the row that it becomes."""

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session

from market.kiosk.kiosk_place import kiosk_place_facts
from market.kiosk.named_ticket import NamedTicket
from market.kiosk.rights import Device
from market.kiosk.scan_body import ScanBody, SentScan, is_signed, to_base64url
from market.market_day.day import day_of
from market.packaging.place import PlaceRef
from storage.kiosk import KioskAction, KioskScan, ScanRefusal

CLOCK_AHEAD = timedelta(days=1)
"""What a device says of a time further ahead than this is refused."""
REACH, CLOCK_OFF = timedelta(days=14), timedelta(minutes=10)
"""A device is believed if it claims a time at most so long ago, and at most so far ahead of the server's clock."""


@dataclass(frozen=True, kw_only=True)
class NewScan:
    """A scan that was not sent before, the ticket it names, and why it is refused."""

    body: ScanBody
    sent: SentScan
    ticket: NamedTicket | None = None
    why: ScanRefusal | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Return where its ticket stands in the order of locking: a loan without a booking after all that are of a drop."""
        return (self.ticket.drop or sys.maxsize, self.ticket.item) if self.ticket else (0, 0)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One batch of a device, as it is applied."""

    session: Session
    device: Device
    now: datetime
    rng: Random

    @property
    def place(self) -> PlaceRef:
        """Return the stall or hub of the device, which is at no gate."""
        assert isinstance(self.device.place, PlaceRef)
        return self.device.place


def in_reach(batch: Batch, claimed_at: datetime) -> bool:
    """Return whether a device can have recorded something then: on a market day on which it was signed in, lately, and not in time to come."""
    device = batch.device
    zone = kiosk_place_facts(batch.session, device.place).zone
    signed_in = day_of(device.signed_in_at, zone)
    return batch.now - REACH <= claimed_at <= batch.now + CLOCK_OFF and day_of(claimed_at, zone) >= signed_in


def believed_time(batch: Batch, claimed_at: datetime) -> datetime:
    """Return a time that a device claims, or the time of now in its place where it is out of reach."""
    return claimed_at if in_reach(batch, claimed_at) else batch.now


def why_not_read(batch: Batch, new: NewScan) -> ScanRefusal | None:
    """Return why what was sent is refused before it is read: the device did not sign it, or its clock is wrong. None: it is not."""
    if not is_signed(new.sent.body.encode(), new.sent.signature, batch.device.public_key):
        return ScanRefusal.SIGNATURE
    ahead = new.body.time > batch.now + CLOCK_AHEAD
    return ScanRefusal.CLOCK if ahead and new.body.action is not KioskAction.REFUSED else None


def add_row(batch: Batch, new: NewScan, scan: int | None = None, *, receipt: int | None = None) -> None:
    """Store a scan, a sale or a count as it was sent, and what it became."""
    batch.session.add(
        KioskScan(
            uuid=new.body.uuid,
            device_id=batch.device.id,
            seq=new.body.seq,
            body=new.sent.body,
            signature=to_base64url(new.sent.signature),
            action=new.body.action,
            ticket_id=new.ticket.id if new.ticket else None,
            units=new.body.units,
            at=new.body.time,
            undoes=new.body.undoes,
            received_at=batch.now,
            why=new.why,
            scan_id=scan,
            receipt_id=receipt,
        )
    )
