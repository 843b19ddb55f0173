"""The wishes about a paper: `kind` is licence, `of` a stall, or permit, of an alley."""

from handlers.ui.wish import Wish


class ShowPaper(Wish, prefix="pa"):
    kind: str
    of: int


class AskLastDay(Wish, prefix="pk"):
    kind: str
    of: int


class ChooseLastDay(Wish, prefix="ps"):
    """`day` like 20271224: tapped twice, it is the same day."""

    kind: str
    of: int
    day: int

    def instead(self) -> Wish:
        return ShowPaper(kind=self.kind, of=self.of)


class ForgetLastDay(Wish, prefix="px"):
    kind: str
    of: int

    def instead(self) -> Wish:
        return ShowPaper(kind=self.kind, of=self.of)
