"""Callbacks about the vendor's own stall."""

from handlers.callbacks.callback import Callback


class ShowMyStall(Callback, prefix="vs"):
    pass


class OpenStall(Callback, prefix="vo"):
    """Opens a stall; who has none chooses its alley from this page of them."""

    page: int = 1


class PickAlley(Callback, prefix="va"):
    """Chooses the stall's first alley."""

    alley: int

    def fallback(self) -> Callback:
        return ShowMyStall()


class AskStallName(Callback, prefix="vqn"):
    """Asks for another name of a stall that waits for approval."""

    stall: int

    def fallback(self) -> Callback:
        return ShowMyStall()


class WithdrawStall(Callback, prefix="vqw"):
    """Withdraws the application for a stall."""

    stall: int

    def fallback(self) -> Callback:
        return ShowMyStall()


class RestoreStall(Callback, prefix="vqu"):
    """Applies again for a stall within the minute after it was withdrawn."""

    stall: int

    def fallback(self) -> Callback:
        return ShowMyStall()


class AskStallWords(Callback, prefix="vw"):
    def fallback(self) -> Callback:
        return ShowMyStall()
