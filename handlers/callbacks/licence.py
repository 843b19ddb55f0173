"""Callbacks about the document of a stall's licence and its public card."""

from handlers.callbacks.callback import Callback, LongId
from storage.licence import LicenceKind


class ShowDocument(Callback, prefix="lid"):
    stall: int


class ShowKinds(Callback, prefix="lik", back=ShowDocument):
    """Asks which licence it is."""

    stall: int


class AskNumber(Callback, prefix="lin", back=ShowDocument):
    """Asks for the number of a licence of this kind, and then for the document."""

    stall: int
    kind: LicenceKind


class ShowCard(Callback, prefix="lic"):
    stall: int


class MakeCard(Callback, prefix="lim", back=ShowCard):
    stall: int


class PrintCard(Callback, prefix="lip", back=ShowCard):
    stall: int


class ShowFees(Callback, prefix="lif"):
    """Shows the monthly fees, to the stall or, `overseen`, to an organiser."""

    stall: int
    overseen: bool = False


class SendFees(Callback, prefix="lifs", back=ShowFees):
    """Sends the fees as a file."""

    stall: int
    overseen: bool = False


class DeclareFee(Callback, prefix="lifd", back=ShowFees):
    """The stall says that it paid a month, by its first day such as 20261201."""

    stall: int
    month: int


class WithdrawFee(Callback, prefix="lift", back=ShowFees):
    """The stall takes back that it paid a month."""

    stall: int
    declaration: LongId


class DenyFee(Callback, prefix="lofn"):
    """An organiser has not received what a stall says it paid."""

    stall: int
    declaration: LongId

    def fallback(self) -> Callback:
        return ShowFees(stall=self.stall, overseen=True)


class ShowDeclaredFees(Callback, prefix="lofd"):
    """Shows organisers a page of the stalls that say they paid."""

    page: int = 1


class AskFee(Callback, prefix="lofa"):
    """Asks an organiser what was paid for the month that is due next."""

    stall: int

    def fallback(self) -> Callback:
        return ShowFees(stall=self.stall, overseen=True)


class AskVoidFee(Callback, prefix="lofv"):
    stall: int
    entry: LongId

    def fallback(self) -> Callback:
        return ShowFees(stall=self.stall, overseen=True)


class VoidFee(Callback, prefix="lofx"):
    stall: int
    entry: LongId

    def fallback(self) -> Callback:
        return ShowFees(stall=self.stall, overseen=True)


class OverseeDocument(Callback, prefix="lod"):
    """Shows the document to an organiser."""

    stall: int


class SendPdf(Callback, prefix="lidf"):
    """Sends the PDF of the document, to the stall or, `overseen`, to an organiser."""

    stall: int
    overseen: bool = False

    def fallback(self) -> Callback:
        return OverseeDocument(stall=self.stall) if self.overseen else ShowDocument(stall=self.stall)


class CheckDocument(Callback, prefix="loc", back=OverseeDocument):
    """An organiser found the document and the last day, such as 20271224, to agree."""

    stall: int
    document: LongId
    until: int
