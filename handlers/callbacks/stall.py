"""Callbacks about the vendor's own stall."""

from handlers.callbacks.callback import Callback


class ShowMyStall(Callback, prefix="vs"):
    pass


class OpenStall(Callback, prefix="vo"):
    """Opens a stall; who has none chooses its alley from this page of them."""

    page: int = 1


class PickAlley(Callback, prefix="va", back=ShowMyStall):
    """Chooses the stall's first alley."""

    alley: int


class AskStallName(Callback, prefix="vqn", back=ShowMyStall):
    """Asks for another name of a stall that waits for approval."""

    stall: int


class WithdrawStall(Callback, prefix="vqw", back=ShowMyStall):
    """Withdraws the application for a stall."""

    stall: int


class RestoreStall(Callback, prefix="vqu", back=ShowMyStall):
    """Applies again for a stall within the minute after it was withdrawn."""

    stall: int


class AskStallWords(Callback, prefix="vw", back=ShowMyStall):
    pass
