"""The wishes about deposits. `where` is where the drop's card leads back to, as the code of a `Where`."""

from handlers.stock.callbacks import ShowOwn
from handlers.ui.wish import Wish


class ShowDeposit(Wish, prefix="zs"):
    """What is asked for a hold; where nothing is, the hold."""

    hold: int
    where: str


class OfHold(Wish, prefix="."):
    hold: int
    where: str

    def instead(self) -> Wish:
        return ShowDeposit(hold=self.hold, where=self.where)


class PayByBank(OfHold, prefix="zb"):
    pass


class PayByInvoice(OfHold, prefix="zi"):
    pass


class PayByCash(OfHold, prefix="zc"):
    pass


class ShowMyDeposit(Wish, prefix="zm"):
    """One's own, as it stands."""

    deposit: int


class SayPaid(Wish, prefix="zp"):
    deposit: int

    def instead(self) -> Wish:
        return ShowMyDeposit(deposit=self.deposit)


class ShowMyDeposits(Wish, prefix="zl"):
    pass


class AskForfeit(Wish, prefix="zf"):
    """Before a claim is given up whose deposit would stay with the stall; where nothing would, the claim."""

    claim: int
    where: str


class ForfeitDeposit(Wish, prefix="zx"):
    claim: int
    where: str

    def instead(self) -> Wish:
        return AskForfeit(claim=self.claim, where=self.where)


class ShowDeposits(Wish, prefix="zd"):
    """A stall's own, a page of them."""

    page: int = 1


class ShowStallDeposit(Wish, prefix="zk"):
    deposit: int


class OfStall(Wish, prefix="."):
    deposit: int

    def instead(self) -> Wish:
        return ShowStallDeposit(deposit=self.deposit)


class ConfirmDeposit(OfStall, prefix="zy"):
    pass


class DenyDeposit(OfStall, prefix="zn"):
    pass


class GiveBack(OfStall, prefix="zg"):
    pass


class ShowSums(Wish, prefix="zr"):
    """What a stall owes, holds and has kept."""


class ShowPayee(Wish, prefix="zq"):
    """By which QR one's stall is paid."""


class AskPayee(Wish, prefix="za"):
    def instead(self) -> Wish:
        return ShowPayee()


class ConfirmPayee(Wish, prefix="zo"):
    payee: int

    def instead(self) -> Wish:
        return ShowPayee()


class OfTerms(Wish, prefix="."):
    drop: int

    def instead(self) -> Wish:
        return ShowOwn(drop=self.drop)


class AskDeposit(OfTerms, prefix="zt"):
    """What a drop of one's own asks."""


class TypeDeposit(OfTerms, prefix="zu"):
    pass


class NoDeposit(OfTerms, prefix="ze"):
    pass


class PickRefund(OfTerms, prefix="zh"):
    """So many hours before the start."""

    hours: int
