"""The wishes about deposits. `back_to` is where the drop's card leads back to, as the code of a `Where`."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.stock import ShowMyDrop


class ShowDeposit(Callback, prefix="zs"):
    """What is asked for a hold; where nothing is, the hold."""

    hold: int
    back_to: str


class HoldCallback(Callback, prefix="."):
    hold: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowDeposit(hold=self.hold, back_to=self.back_to)


class PayByBank(HoldCallback, prefix="zb"):
    pass


class PayByInvoice(HoldCallback, prefix="zi"):
    pass


class PayByCash(HoldCallback, prefix="zc"):
    pass


class ShowMyDeposit(Callback, prefix="zm"):
    """One's own, as it stands."""

    deposit: int


class ReportPaid(Callback, prefix="zp"):
    deposit: int

    def fallback(self) -> Callback:
        return ShowMyDeposit(deposit=self.deposit)


class ShowMyDeposits(Callback, prefix="zl"):
    pass


class AskForfeit(Callback, prefix="zf"):
    """Before a claim is given up whose deposit would stay with the stall; where nothing would, the claim."""

    booking: int
    back_to: str


class ForfeitDeposit(Callback, prefix="zx"):
    booking: int
    back_to: str

    def fallback(self) -> Callback:
        return AskForfeit(booking=self.booking, back_to=self.back_to)


class ShowDeposits(Callback, prefix="zd"):
    """A stall's own, a page of them."""

    page: int = 1


class ShowStallDeposit(Callback, prefix="zk"):
    deposit: int


class StallDepositCallback(Callback, prefix="."):
    deposit: int

    def fallback(self) -> Callback:
        return ShowStallDeposit(deposit=self.deposit)


class ConfirmDeposit(StallDepositCallback, prefix="zy"):
    pass


class DenyDeposit(StallDepositCallback, prefix="zn"):
    pass


class RefundDeposit(StallDepositCallback, prefix="zg"):
    pass


class ShowTotals(Callback, prefix="zr"):
    """What a stall owes, holds and has kept."""


class ShowPayee(Callback, prefix="zq"):
    """By which QR one's stall is paid."""


class AskPayee(Callback, prefix="za"):
    def fallback(self) -> Callback:
        return ShowPayee()


class ConfirmPayee(Callback, prefix="zo"):
    payee: int

    def fallback(self) -> Callback:
        return ShowPayee()


class DepositTermsCallback(Callback, prefix="."):
    drop: int

    def fallback(self) -> Callback:
        return ShowMyDrop(drop=self.drop)


class AskDeposit(DepositTermsCallback, prefix="zt"):
    """What a drop of one's own asks."""


class TypeDeposit(DepositTermsCallback, prefix="zu"):
    pass


class NoDeposit(DepositTermsCallback, prefix="ze"):
    pass


class PickRefund(DepositTermsCallback, prefix="zh"):
    """So many hours before the start."""

    hours: int
