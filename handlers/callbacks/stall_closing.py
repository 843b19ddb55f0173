"""Callbacks of a vendor who leaves the market."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.stall import ShowMyStall


class ShowLeaving(Callback, prefix="vlo"):
    """Shows what is still open at one's own stall."""

    stall: int

    def fallback(self) -> Callback:
        return ShowMyStall()


class AskCloseStall(Callback, prefix="vla"):
    def fallback(self) -> Callback:
        return ShowLeaving(stall=self.stall)

    stall: int


class CloseStall(Callback, prefix="vly"):
    """Closes the stall; `drops` are those ahead that the question named."""

    stall: int
    drops: int

    def fallback(self) -> Callback:
        return ShowLeaving(stall=self.stall)


class ReopenStall(Callback, prefix="vlu"):
    """Opens the stall again within the minute."""

    stall: int

    def fallback(self) -> Callback:
        return ShowMyStall()
