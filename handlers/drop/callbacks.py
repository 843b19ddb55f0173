"""The wishes about drops. `where` is the code of a `Where`: the list that Back leads to."""

from handlers.ui.wish import Wish


class ShowDrops(Wish, prefix="l"):
    where: str


class ShowFilters(Wish, prefix="f"):
    where: str


class FilterWhen(Wish, prefix="fw"):
    where: str


class FilterAlley(Wish, prefix="fa"):
    where: str


class FilterTag(Wish, prefix="ft"):
    where: str


class ShowMonth(Wish, prefix="m"):
    """`where` with a month 202611 as its `when`."""

    where: str


class ShowDay(Wish, prefix="y"):
    """`where` with a day 20261127 as its `when`."""

    where: str


class ShowDrop(Wish, prefix="d"):
    drop: int
    where: str


class RemindOpening(Wish, prefix="ro"):
    drop: int
    where: str

    def instead(self) -> Wish:
        return ShowDrop(drop=self.drop, where=self.where)


class ForgetOpening(Wish, prefix="rf"):
    drop: int
    where: str

    def instead(self) -> Wish:
        return ShowDrop(drop=self.drop, where=self.where)


class ShowPolicy(Wish, prefix="p"):
    drop: int
    where: str


class ShowStall(Wish, prefix="a"):
    """From a drop's card, to which Back leads; 0: from a link."""

    stall: int
    drop: int
    where: str
