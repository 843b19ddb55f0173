"""Callbacks of a stall's kiosk, and of scans that a person decides about."""

from handlers.callbacks.callback import Callback, LongId
from storage.kiosk import ScanChoice


class ShowKiosk(Callback, prefix="ki"):
    """Shows a stall's devices."""

    stall: int


class MakeKioskLink(Callback, prefix="kil"):
    """Makes a link with which one device signs in."""

    stall: int

    def fallback(self) -> Callback:
        return ShowKiosk(stall=self.stall)


class AskRevokeDevice(Callback, prefix="kir"):
    """Asks before a device is revoked."""

    stall: int
    device: int

    def fallback(self) -> Callback:
        return ShowKiosk(stall=self.stall)


class RevokeDevice(Callback, prefix="kix"):
    stall: int
    device: int

    def fallback(self) -> Callback:
        return ShowKiosk(stall=self.stall)


class ShowScanConflicts(Callback, prefix="kif"):
    """Shows the scans of a stall's tickets that wait for a decision."""

    stall: int

    def fallback(self) -> Callback:
        return ShowKiosk(stall=self.stall)


class ShowScanConflict(Callback, prefix="kic"):
    """Shows one scan that does not fit."""

    stall: int
    conflict: LongId

    def fallback(self) -> Callback:
        return ShowScanConflicts(stall=self.stall)


class SettleScans(Callback, prefix="kis"):
    """Decides about a scan that does not fit; `counted` is the newest scan that counted when the button was drawn."""

    stall: int
    conflict: LongId
    choice: ScanChoice
    counted: LongId

    def fallback(self) -> Callback:
        return ShowScanConflicts(stall=self.stall)
