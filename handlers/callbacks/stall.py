"""The wishes about one's own stall."""

from handlers.callbacks.callback import Callback


class ShowMyStall(Callback, prefix="vs"):
    pass


class OpenStall(Callback, prefix="vo"):
    pass


class PickAlley(Callback, prefix="va"):
    """Where the stall is to stand first."""

    alley: int

    def fallback(self) -> Callback:
        return ShowMyStall()


class AskStallWords(Callback, prefix="vw"):
    def fallback(self) -> Callback:
        return ShowMyStall()
