"""Callbacks of people who live near an alley."""

from handlers.callbacks.callback import Callback


class ShowNeighbour(Callback, prefix="nb"):
    """Explains the digest for neighbours and shows the subscription."""

    alley: int


class SubscribeNeighbour(Callback, prefix="nby"):
    alley: int

    def fallback(self) -> Callback:
        return ShowNeighbour(alley=self.alley)


class UnsubscribeNeighbour(Callback, prefix="nbx"):
    """Ends the subscription."""

    alley: int

    def fallback(self) -> Callback:
        return ShowNeighbour(alley=self.alley)
