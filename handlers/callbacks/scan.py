"""Callbacks of the person who scans. They carry the code, so that nobody acts on a ticket they have not seen.

`place` is the code of the hub or stall where packaging comes back; "" for the first place where the person works.
"""

from handlers.callbacks.callback import Callback, LongId
from storage.ticket import ReturnCondition


class AskScan(Callback, prefix="sc"):
    """Asks for a ticket. With the code of a `pickup` ticket: for the returns ticket of what is brought back empty."""

    place: str = ""
    pickup: str = ""


class ShowScan(Callback, prefix="sr"):
    """Shows the verdict as it is now."""

    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return AskScan(place=self.place)


class ShowReturn(Callback, prefix="sro"):
    """Shows the verdict on a returns ticket without the swap that is possible with it."""

    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class CollectUnits(Callback, prefix="cu"):
    code: str
    units: int

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)


class AcceptReturn(Callback, prefix="tb"):
    """Accepts returned packaging."""

    code: str
    units: int
    place: str = ""
    condition: ReturnCondition = ReturnCondition.FINE

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class AskCondition(Callback, prefix="scn"):
    """Asks how packaging comes back that is not fine."""

    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class SwapUnits(Callback, prefix="sw"):
    """Takes empty packaging in and hands as many clean units out, with the goods of a `pickup` ticket."""

    code: str
    units: int
    pickup: str = ""
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class ShowSwap(Callback, prefix="swa"):
    """Asks how many units are swapped for clean ones."""

    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class ScanTogether(Callback, prefix="sa"):
    """Scans all that is left on a ticket and on the others of its holder here."""

    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class UndoTogether(Callback, prefix="ua"):
    scan: LongId
    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class UndoScan(Callback, prefix="us"):
    scan: LongId
    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class PayRefund(Callback, prefix="rp"):
    """Records that the deposit of a return was paid out."""

    scan: LongId
    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)


class TakeLateFee(Callback, prefix="lf"):
    """Records that the late fee of a return was paid."""

    scan: LongId
    code: str
    place: str = ""

    def fallback(self) -> Callback:
        return ShowScan(code=self.code, place=self.place)
