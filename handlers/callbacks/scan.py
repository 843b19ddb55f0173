"""Callbacks of the person who scans. They carry the code, so that nobody acts on a ticket they have not seen.

`place` is the code of the hub or stall where packaging comes back; "" for the first place where the person works. `began` is the second of Unix time in
which the ticket was shown, 0 on a button of an earlier version.
"""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.desk import ShowBookings
from storage.sale import SaleMethod
from storage.ticket import ReturnCondition


class AskScan(Callback, prefix="sc"):
    """Asks for a ticket. With the code of a `pickup` ticket: for the returns ticket of what is brought back empty."""

    place: str = ""
    pickup: str = ""


class ShowScan(Callback, prefix="sr", back=AskScan):
    """Shows the verdict as it is now."""

    code: str
    place: str = ""


class ShowReturn(Callback, prefix="sro", back=ShowScan):
    """Shows the verdict on a returns ticket without the swap that is possible with it."""

    code: str
    place: str = ""


class CollectUnits(Callback, prefix="cu", back=ShowScan):
    """Hands units over for which nothing is to pay, or, on a button of an earlier version, without saying how they are paid."""

    code: str
    units: int


class HandOver(Callback, prefix="ho", back=ShowScan):
    """Hands units over that are paid. `done` of the ticket were collected when this was asked, so that two taps are one."""

    code: str
    units: int
    done: int
    method: SaleMethod
    began: LongId = 0


class AskPayment(Callback, prefix="hoa", back=ShowScan):
    """Says what to take for some of a ticket's units, and asks how it is paid."""

    code: str
    units: int
    began: LongId = 0


class AcceptReturn(Callback, prefix="tb", back=ShowScan):
    """Accepts returned packaging."""

    code: str
    units: int
    place: str = ""
    condition: ReturnCondition = ReturnCondition.FINE


class AskCondition(Callback, prefix="scn", back=ShowScan):
    """Asks how packaging comes back that is not fine."""

    code: str
    place: str = ""


class SwapUnits(Callback, prefix="sw", back=ShowScan):
    """Takes empty packaging in and hands as many clean units out, with the goods of a `pickup` ticket."""

    code: str
    units: int
    pickup: str = ""
    place: str = ""


class ShowSwap(Callback, prefix="swa", back=ShowScan):
    """Asks how many units are swapped for clean ones."""

    code: str
    place: str = ""


class ScanTogether(Callback, prefix="sa", back=ShowScan):
    """Scans all that is left on a ticket and on the others of its holder here."""

    code: str
    place: str = ""


class HandOverTogether(Callback, prefix="hot", back=ShowScan):
    """As `ScanTogether`, for bookings that are paid."""

    code: str
    method: SaleMethod
    began: LongId = 0


class AskPaymentTogether(Callback, prefix="hoe", back=ShowScan):
    """Says what to take for all that is left on a ticket and on the others of its holder here, and asks how it is paid."""

    code: str
    began: LongId = 0


class UndoTogether(Callback, prefix="ua", back=ShowScan):
    scan: LongId
    code: str
    place: str = ""


class UndoScan(Callback, prefix="us", back=ShowScan):
    scan: LongId
    code: str
    place: str = ""


class AskHolderName(Callback, prefix="hn", back=ShowBookings):
    """Asks how the name of a booking's holder begins, who has no phone."""

    stall_day: int
    code: str


class CollectSpoken(Callback, prefix="hnc", back=AskHolderName):
    """Hands a booking over for which nothing is to pay, to a holder who said how their `name` begins."""

    stall_day: int
    code: str
    name: str


class HandOverSpoken(Callback, prefix="hns", back=AskHolderName):
    """As `CollectSpoken`, for a booking that is paid. `done` of it were collected when this was asked."""

    stall_day: int
    code: str
    name: str
    done: int
    method: SaleMethod


class PayRefund(Callback, prefix="rp", back=ShowScan):
    """Records that the deposit of a return was paid out."""

    scan: LongId
    code: str
    place: str = ""


class TakeLateFee(Callback, prefix="lf", back=ShowScan):
    """Records that the late fee of a return was paid."""

    scan: LongId
    code: str
    place: str = ""
