"""The wishes of whoever scans. They carry the code: nobody acts on a ticket they have not seen."""

from handlers.ui.wish import Wish


class AskScan(Wish, prefix="sc"):
    pass


class ShowScan(Wish, prefix="sr"):
    """The verdict as it is now."""

    code: str

    def instead(self) -> Wish:
        return AskScan()


class CollectUnits(Wish, prefix="cu"):
    code: str
    units: int

    def instead(self) -> Wish:
        return ShowScan(code=self.code)


class TakeBack(Wish, prefix="tb"):
    """Packaging that comes back."""

    code: str
    units: int

    def instead(self) -> Wish:
        return ShowScan(code=self.code)


class UndoScan(Wish, prefix="us"):
    scan: int
    code: str

    def instead(self) -> Wish:
        return ShowScan(code=self.code)
