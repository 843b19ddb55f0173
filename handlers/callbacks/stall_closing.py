"""Callbacks of a vendor who leaves the market."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.stall import ShowMyStall


class ShowLeaving(Callback, prefix="vlo", back=ShowMyStall):
    """Shows what is still open at one's own stall."""

    stall: int


class AskCloseStall(Callback, prefix="vla", back=ShowLeaving):
    stall: int


class CloseStall(Callback, prefix="vly", back=ShowLeaving):
    """Closes the stall; `drops` are those ahead that the question named."""

    stall: int
    drops: int


class ReopenStall(Callback, prefix="vlu", back=ShowMyStall):
    """Opens the stall again within the minute."""

    stall: int
