"""The wishes about one's own stall."""

from handlers.ui.wish import Wish


class ShowMyStall(Wish, prefix="vs"):
    pass


class OpenStall(Wish, prefix="vo"):
    pass


class PickAlley(Wish, prefix="va"):
    """Where the stall is to stand first."""

    alley: int

    def instead(self) -> Wish:
        return ShowMyStall()


class AskStallWords(Wish, prefix="vw"):
    def instead(self) -> Wish:
        return ShowMyStall()
