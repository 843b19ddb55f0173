"""Callbacks about the money of packaging that came back. `place` is as in the callbacks of scans."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.packaging_desk import ShowPackagingDesk
from handlers.callbacks.place import AtPlace
from handlers.callbacks.scan import ShowScan
from storage.packaging_ledger import WaiverReason


class ShowReturned(Callback, prefix="rpo"):
    """Shows what a return is owed, or what fee it has."""

    scan: LongId


class PayTogether(Callback, prefix="rpt", back=ShowScan):
    """Records that the deposits of all returns of one tap were paid out."""

    scan: LongId
    code: str
    place: str = ""


class TakeFeesTogether(Callback, prefix="rpf", back=ShowScan):
    """Records that the late fees of all returns of one tap were paid."""

    scan: LongId
    code: str
    place: str = ""


class AskWaive(Callback, prefix="rpw", back=ShowReturned):
    """Asks why the late fee of a return is waived."""

    scan: LongId


class WaiveFee(Callback, prefix="rpwf", back=ShowReturned):
    scan: LongId
    reason: WaiverReason


class UndoWaiver(Callback, prefix="rpwu", back=ShowReturned):
    waiver: LongId
    scan: LongId


class AskLeave(Callback, prefix="rpa", back=ShowReturned):
    """Asks how much of a refund is left to the alley."""

    scan: LongId


class LeaveRefund(Callback, prefix="rpl", back=ShowReturned):
    """Leaves an amount of a refund to the alley, in minor units."""

    scan: LongId
    amount: LongId


class UndoLeaving(Callback, prefix="rpu", back=ShowReturned):
    transfer: LongId
    scan: LongId


class ShowOwed(AtPlace, prefix="rpd", back=ShowPackagingDesk):
    """Shows what came back at a place and is not paid out."""

    page: int = 1
