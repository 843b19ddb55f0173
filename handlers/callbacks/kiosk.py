"""Callbacks of the kiosk of a stall or hub, of the gates of an alley, and of scans that a person decides about.

`place` is as in the callbacks of scans.
"""

from handlers.callbacks.callback import LongId
from handlers.callbacks.place import AtKiosk, AtPlace
from storage.kiosk import ScanChoice


class ShowKiosk(AtKiosk, prefix="ki"):
    """Shows the devices of a stall or hub, or of the gates of an alley."""


class MakeKioskLink(AtKiosk, prefix="kil", back=ShowKiosk):
    """Makes a link with which one device signs in."""


class AskRevokeDevice(AtKiosk, prefix="kir", back=ShowKiosk):
    """Asks before a device is revoked."""

    device: int


class RevokeDevice(AtKiosk, prefix="kix", back=ShowKiosk):
    device: int


class ShowScanConflicts(AtPlace, prefix="kif", back=ShowKiosk):
    """Shows the scans of a stall's tickets that wait for a decision."""


class ShowScanConflict(AtPlace, prefix="kic", back=ShowScanConflicts):
    """Shows one scan that does not fit."""

    conflict: LongId


class SettleScans(AtPlace, prefix="kis", back=ShowScanConflicts):
    """Decides about a scan that does not fit; `counted` is the newest scan that counted when the button was drawn."""

    conflict: LongId
    choice: ScanChoice
    counted: LongId


class AskPeopleLimit(AtKiosk, prefix="kig", back=ShowKiosk):
    """Asks how many people may be inside an alley."""


class RemovePeopleLimit(AtKiosk, prefix="kin", back=ShowKiosk):
    pass
