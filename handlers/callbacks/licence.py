"""Callbacks about the document of a stall's licence and its public card."""

from handlers.callbacks.callback import Callback, LongId
from storage.licence import LicenceKind


class ShowDocument(Callback, prefix="lid"):
    stall: int


class ShowKinds(Callback, prefix="lik"):
    """Asks which licence it is."""

    stall: int

    def fallback(self) -> Callback:
        return ShowDocument(stall=self.stall)


class AskNumber(Callback, prefix="lin"):
    """Asks for the number of a licence of this kind, and then for its photo."""

    stall: int
    kind: LicenceKind

    def fallback(self) -> Callback:
        return ShowDocument(stall=self.stall)


class ShowCard(Callback, prefix="lic"):
    stall: int


class MakeCard(Callback, prefix="lim"):
    stall: int

    def fallback(self) -> Callback:
        return ShowCard(stall=self.stall)


class PrintCard(Callback, prefix="lip"):
    stall: int

    def fallback(self) -> Callback:
        return ShowCard(stall=self.stall)


class OverseeDocument(Callback, prefix="lod"):
    """Shows the document to an organiser."""

    stall: int


class CheckDocument(Callback, prefix="loc"):
    """An organiser found the document and the last day, such as 20271224, to agree."""

    stall: int
    document: LongId
    until: int

    def fallback(self) -> Callback:
        return OverseeDocument(stall=self.stall)
