"""The wishes about all that is one's own."""

from handlers.ui.wish import Wish


class ShowMine(Wish, prefix="n"):
    """`page` from 1 on."""

    page: int = 1


class ShowPast(Wish, prefix="np"):
    """What ended in the last thirty days; `page` from 1 on."""

    page: int = 1


class ShowWhy(Wish, prefix="w"):
    pass
