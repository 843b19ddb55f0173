"""The wishes at the desk."""

from handlers.ui.wish import Wish


class ShowDesk(Wish, prefix="ve"):
    pass


class ShowQuantity(Wish, prefix="vf"):
    line: int

    def instead(self) -> Wish:
        return ShowDesk()


class ChangeQuantity(Wish, prefix="vg"):
    """How many there shall be in all: a second tap changes nothing more."""

    line: int
    quantity: int

    def instead(self) -> Wish:
        return ShowQuantity(line=self.line)


class SellOut(Wish, prefix="vh"):
    line: int

    def instead(self) -> Wish:
        return ShowQuantity(line=self.line)


class AskQuantity(Wish, prefix="vi"):
    line: int

    def instead(self) -> Wish:
        return ShowQuantity(line=self.line)


class ShowWaitlist(Wish, prefix="vj"):
    line: int
    page: int = 1

    def instead(self) -> Wish:
        return ShowQuantity(line=self.line)


class ShowWhyLine(Wish, prefix="vny"):
    line: int

    def instead(self) -> Wish:
        return ShowWaitlist(line=self.line)


class ShowNoShows(Wish, prefix="vns"):
    """Whose claims nobody has collected."""

    line: int
    page: int = 1

    def instead(self) -> Wish:
        return ShowWaitlist(line=self.line)


class AskNoShow(Wish, prefix="vna"):
    """Shall these units be given on?"""

    line: int
    claim: int

    def instead(self) -> Wish:
        return ShowNoShows(line=self.line)


class ReleaseNoShow(Wish, prefix="vnr"):
    line: int
    claim: int

    def instead(self) -> Wish:
        return ShowNoShows(line=self.line)
