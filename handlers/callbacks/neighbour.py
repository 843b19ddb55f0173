"""Callbacks of people who live near an alley."""

from handlers.callbacks.callback import Callback


class ShowNeighbour(Callback, prefix="nb"):
    """Explains the digest for neighbours and shows the subscription."""

    alley: int


class SubscribeNeighbour(Callback, prefix="nby", back=ShowNeighbour):
    alley: int


class UnsubscribeNeighbour(Callback, prefix="nbx", back=ShowNeighbour):
    """Ends the subscription."""

    alley: int
