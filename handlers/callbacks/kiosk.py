"""Callbacks of the kiosk of a stall or hub, and of scans that a person decides about. `place` is as in the callbacks of scans."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.place import AtPlace
from storage.kiosk import ScanChoice


class ShowKiosk(AtPlace, prefix="ki"):
    """Shows the devices of a stall or hub."""


class MakeKioskLink(AtPlace, prefix="kil"):
    """Makes a link with which one device signs in."""

    def fallback(self) -> Callback:
        return ShowKiosk(place=self.place)


class AskRevokeDevice(AtPlace, prefix="kir"):
    """Asks before a device is revoked."""

    device: int

    def fallback(self) -> Callback:
        return ShowKiosk(place=self.place)


class RevokeDevice(AtPlace, prefix="kix"):
    device: int

    def fallback(self) -> Callback:
        return ShowKiosk(place=self.place)


class ShowScanConflicts(AtPlace, prefix="kif"):
    """Shows the scans of a stall's tickets that wait for a decision."""

    def fallback(self) -> Callback:
        return ShowKiosk(place=self.place)


class ShowScanConflict(AtPlace, prefix="kic"):
    """Shows one scan that does not fit."""

    conflict: LongId

    def fallback(self) -> Callback:
        return ShowScanConflicts(place=self.place)


class SettleScans(AtPlace, prefix="kis"):
    """Decides about a scan that does not fit; `counted` is the newest scan that counted when the button was drawn."""

    conflict: LongId
    choice: ScanChoice
    counted: LongId

    def fallback(self) -> Callback:
        return ShowScanConflicts(place=self.place)
