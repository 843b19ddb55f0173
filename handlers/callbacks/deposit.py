"""Callbacks about deposits. `back_to` is the code of the `ListLocation` that the drop's card leads back to."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.stock import ShowMyDrop


class ShowDeposit(Callback, prefix="zs"):
    """Shows the ways to pay for a hold; if no deposit is due, the hold."""

    hold: LongId
    back_to: str


class HoldCallback(Callback, prefix=".", back=ShowDeposit):
    hold: LongId
    back_to: str


class PayByBank(HoldCallback, prefix="zb"):
    pass


class PayByInvoice(HoldCallback, prefix="zi"):
    pass


class PayByCash(HoldCallback, prefix="zc"):
    pass


class ShowMyDeposit(Callback, prefix="zm"):
    """Shows the state of the person's own deposit."""

    deposit: LongId


class ReportPaid(Callback, prefix="zp", back=ShowMyDeposit):
    deposit: LongId


class TellOverdueRefund(Callback, prefix="zu", back=ShowMyDeposit):
    """Tells the organisers that a refund should have come."""

    deposit: LongId


class AskScreenshot(Callback, prefix="zja", back=ShowMyDeposit):
    """Asks the payer for a screenshot of the transfer."""

    deposit: LongId


class RemoveScreenshot(Callback, prefix="zjx", back=ShowMyDeposit):
    deposit: LongId


class ShowMyDeposits(Callback, prefix="zl"):
    pass


class AskForfeit(Callback, prefix="zf"):
    """Asks before a booking is released whose deposit stays with the stall; if none would, shows the booking."""

    booking: LongId
    back_to: str


class ForfeitDeposit(Callback, prefix="zx", back=AskForfeit):
    booking: LongId
    back_to: str


class ShowDeposits(Callback, prefix="zd"):
    """Shows a page of a stall's deposits."""

    page: int = 1


class ShowStallDeposit(Callback, prefix="zk"):
    deposit: LongId


class StallDepositCallback(Callback, prefix=".", back=ShowStallDeposit):
    deposit: LongId


class ShowScreenshot(StallDepositCallback, prefix="zj"):
    """Shows the payer's screenshot to the stall."""


class ConfirmDeposit(StallDepositCallback, prefix="zy"):
    pass


class DenyDeposit(StallDepositCallback, prefix="zn"):
    pass


class RefundDeposit(StallDepositCallback, prefix="zg"):
    pass


class ShowTotals(Callback, prefix="zr"):
    """Shows what a stall owes, holds and has kept."""


class ShowPayee(Callback, prefix="zq"):
    """Shows the bank QR of the person's stall."""


class AskPayee(Callback, prefix="za", back=ShowPayee):
    pass


class ConfirmPayee(Callback, prefix="zo", back=ShowPayee):
    payee: LongId


class ShowStoppedPayee(Callback, prefix="zw"):
    """Shows what became of a bank QR that somebody stopped."""

    payee: LongId


class StopPayee(Callback, prefix="zv", back=ShowStoppedPayee):
    """Stops a bank QR that the owner or an organiser does not know."""

    payee: LongId


class DepositTermsCallback(Callback, prefix=".", back=ShowMyDrop):
    drop: int


class AskDeposit(DepositTermsCallback, prefix="zt"):
    """Asks for the deposit terms of the vendor's own drop."""


class NoDeposit(DepositTermsCallback, prefix="ze"):
    pass


class PickRefund(DepositTermsCallback, prefix="zh"):
    """Ends the refund so many hours before the start."""

    hours: int
