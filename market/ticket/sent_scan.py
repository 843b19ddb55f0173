"""The records of devices as the rule of scans reads them."""

from market.ticket.scan_rule import ScanClaim, ScanUndo
from storage.kiosk import KioskScan


def claim_of(sent: KioskScan) -> ScanClaim:
    """Return what a device says that it scanned or sold, by its own clock."""
    return ScanClaim(
        key=sent.uuid,
        at=sent.at,
        units=sent.units,
        device=sent.device_id,
        claimed_at=sent.at,
        received_at=sent.received_at,
    )


def undo_of(sent: KioskScan) -> ScanUndo:
    """Return the undo that a device sent."""
    return ScanUndo(undoes=sent.undoes or "", device=sent.device_id, at=sent.at, received_at=sent.received_at)
