"""The wishes of who lives near an alley."""

from handlers.callbacks.callback import Callback


class ShowNeighbour(Callback, prefix="nb"):
    """What being told beforehand is, and whether one is."""

    alley: int


class SubscribeNeighbour(Callback, prefix="nby"):
    alley: int

    def fallback(self) -> Callback:
        return ShowNeighbour(alley=self.alley)


class UnsubscribeNeighbour(Callback, prefix="nbx"):
    """No more of these."""

    alley: int

    def fallback(self) -> Callback:
        return ShowNeighbour(alley=self.alley)
