"""Callbacks about the vendor's own stall."""

from handlers.callbacks.callback import Callback


class ShowMyStall(Callback, prefix="vs"):
    pass


class OpenStall(Callback, prefix="vo"):
    pass


class PickAlley(Callback, prefix="va"):
    """Chooses the stall's first alley."""

    alley: int

    def fallback(self) -> Callback:
        return ShowMyStall()


class AskStallWords(Callback, prefix="vw"):
    def fallback(self) -> Callback:
        return ShowMyStall()
