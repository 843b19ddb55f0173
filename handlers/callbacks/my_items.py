"""The wishes about all that is one's own."""

from handlers.callbacks.callback import Callback


class ShowMyItems(Callback, prefix="n"):
    """`page` from 1 on."""

    page: int = 1


class ShowPastItems(Callback, prefix="np"):
    """What ended in the last thirty days; `page` from 1 on."""

    page: int = 1


class ShowBlockers(Callback, prefix="w"):
    pass
