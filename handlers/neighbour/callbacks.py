"""The wishes of who lives near an alley."""

from handlers.ui.wish import Wish


class ShowNeighbour(Wish, prefix="nb"):
    """What being told beforehand is, and whether one is."""

    alley: int


class TellNeighbour(Wish, prefix="nby"):
    alley: int

    def instead(self) -> Wish:
        return ShowNeighbour(alley=self.alley)


class LeaveNeighbour(Wish, prefix="nbx"):
    """No more of these."""

    alley: int

    def instead(self) -> Wish:
        return ShowNeighbour(alley=self.alley)
