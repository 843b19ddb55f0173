"""Callbacks of a stall's kiosk, and of scans that a person decides about."""

from handlers.callbacks.callback import Callback, LongId
from storage.kiosk import ScanChoice


class ShowKiosk(Callback, prefix="kk"):
    """Shows a stall's devices."""

    stall: int


class MakeKioskLink(Callback, prefix="kl"):
    """Makes a link with which one device signs in."""

    stall: int

    def fallback(self) -> Callback:
        return ShowKiosk(stall=self.stall)


class AskRevokeDevice(Callback, prefix="kr"):
    """Asks before a device is revoked."""

    stall: int
    device: int

    def fallback(self) -> Callback:
        return ShowKiosk(stall=self.stall)


class RevokeDevice(Callback, prefix="kx"):
    stall: int
    device: int

    def fallback(self) -> Callback:
        return ShowKiosk(stall=self.stall)


class ShowScanConflicts(Callback, prefix="kf"):
    """Shows the scans of a stall's tickets that wait for a decision."""

    stall: int

    def fallback(self) -> Callback:
        return ShowKiosk(stall=self.stall)


class ShowScanConflict(Callback, prefix="kc"):
    """Shows one scan that does not fit."""

    stall: int
    conflict: LongId

    def fallback(self) -> Callback:
        return ShowScanConflicts(stall=self.stall)


class SettleScans(Callback, prefix="ks"):
    """Decides about a scan that does not fit; `counted` is the newest scan that counted when the button was drawn."""

    stall: int
    conflict: LongId
    choice: ScanChoice
    counted: LongId

    def fallback(self) -> Callback:
        return ShowScanConflicts(stall=self.stall)
