"""Callbacks about the document of a stall's licence and its public card."""

from handlers.callbacks.callback import Callback, LongId
from storage.licence import LicenceKind


class ShowDocument(Callback, prefix="lid"):
    stall: int


class AskDocument(Callback, prefix="lik", back=ShowDocument):
    """Asks for the document of a licence, in place of the one that was sent."""

    stall: int


class AskNumber(Callback, prefix="lin", back=ShowDocument):
    """Says of which kind the file is that waits, and asks for its number."""

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


class OverseenFeeCallback(Callback, prefix="."):
    stall: int

    def fallback(self) -> Callback:
        return ShowFees(stall=self.stall, overseen=True)


class AskFee(OverseenFeeCallback, prefix="lofa"):
    """Asks an organiser what was paid for the month that is due next."""


class AskVoidFee(OverseenFeeCallback, prefix="lofv"):
    entry: LongId


class VoidFee(OverseenFeeCallback, prefix="lofx"):
    entry: LongId


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
