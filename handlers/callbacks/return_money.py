"""Callbacks about the money of packaging that came back. `place` is as in the callbacks of scans."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.packaging_desk import ShowPackagingDesk
from handlers.callbacks.place import AtPlace
from handlers.callbacks.scan import ShowScan
from storage.packaging_ledger import WaiverReason


class ShowReturned(Callback, prefix="rpo"):
    """Shows what a return is owed, or what fee it has."""

    scan: LongId


class PayTogether(Callback, prefix="rpt"):
    """Records that the deposits of all returns of one tap were paid out."""

    scan: LongId
    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class TakeFeesTogether(Callback, prefix="rpf"):
    """Records that the late fees of all returns of one tap were paid."""

    scan: LongId
    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class AskWaive(Callback, prefix="rpw"):
    """Asks why the late fee of a return is waived."""

    scan: LongId

    def fallback(self) -> Callback:
        return ShowReturned(scan=self.scan)


class WaiveFee(Callback, prefix="rpwf"):
    scan: LongId
    reason: WaiverReason

    def fallback(self) -> Callback:
        return ShowReturned(scan=self.scan)


class UndoWaiver(Callback, prefix="rpwu"):
    waiver: LongId
    scan: LongId

    def fallback(self) -> Callback:
        return ShowReturned(scan=self.scan)


class AskLeave(Callback, prefix="rpa"):
    """Asks how much of a refund is left to the alley."""

    scan: LongId

    def fallback(self) -> Callback:
        return ShowReturned(scan=self.scan)


class TypeLeave(Callback, prefix="rpx"):
    """Asks for that amount in writing."""

    scan: LongId

    def fallback(self) -> Callback:
        return ShowReturned(scan=self.scan)


class LeaveRefund(Callback, prefix="rpl"):
    """Leaves an amount of a refund to the alley, in minor units."""

    scan: LongId
    amount: LongId

    def fallback(self) -> Callback:
        return ShowReturned(scan=self.scan)


class UndoLeaving(Callback, prefix="rpu"):
    transfer: LongId
    scan: LongId

    def fallback(self) -> Callback:
        return ShowReturned(scan=self.scan)


class ShowOwed(AtPlace, prefix="rpd"):
    """Shows what came back at a place and is not paid out."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowPackagingDesk(place=self.place)
