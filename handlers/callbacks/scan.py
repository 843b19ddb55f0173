"""Callbacks of the person who scans. They carry the code, so that nobody acts on a ticket they have not seen."""

from handlers.callbacks.callback import Callback, LongId


class AskScan(Callback, prefix="sc"):
    pass


class ShowScan(Callback, prefix="sr"):
    """Shows the verdict as it is now."""

    code: str

    def fallback(self) -> Callback:
        return AskScan()


class CollectUnits(Callback, prefix="cu"):
    code: str
    units: int

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)


class AcceptReturn(Callback, prefix="tb"):
    """Accepts returned packaging."""

    code: str
    units: int

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)


class ScanTogether(Callback, prefix="sa"):
    """Scans all that is left on a ticket and on the others of its holder here."""

    code: str

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)


class UndoTogether(Callback, prefix="ua"):
    scan: LongId
    code: str

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)


class UndoScan(Callback, prefix="us"):
    scan: LongId
    code: str

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)


class PayRefund(Callback, prefix="rp"):
    """Records that the deposit of a return was paid out."""

    scan: LongId
    code: str

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)


class TakeLateFee(Callback, prefix="lf"):
    """Records that the late fee of a return was paid."""

    scan: LongId
    code: str

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)
