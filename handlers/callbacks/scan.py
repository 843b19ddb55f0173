"""The wishes of whoever scans. They carry the code: nobody acts on a ticket they have not seen."""

from handlers.callbacks.callback import Callback


class AskScan(Callback, prefix="sc"):
    pass


class ShowScan(Callback, prefix="sr"):
    """The verdict as it is now."""

    code: str

    def fallback(self) -> Callback:
        return AskScan()


class CollectUnits(Callback, prefix="cu"):
    code: str
    units: int

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)


class AcceptReturn(Callback, prefix="tb"):
    """Packaging that comes back."""

    code: str
    units: int

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)


class UndoScan(Callback, prefix="us"):
    scan: int
    code: str

    def fallback(self) -> Callback:
        return ShowScan(code=self.code)
