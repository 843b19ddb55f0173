"""Callbacks about the person's own entries, holds and bookings."""

from handlers.callbacks.callback import Callback


class ShowMyItems(Callback, prefix="n"):
    """Shows them; `page` from 1 on."""

    page: int = 1


class ShowPastItems(Callback, prefix="np"):
    """Shows those that ended in the last thirty days; `page` from 1 on."""

    page: int = 1


class ShowBlockers(Callback, prefix="w"):
    """Shows why each entry waits; `page` from 1 on. Back leads to the entry on `item` where one was looked at, else to the list."""

    page: int = 1
    item: int = 0
    back_to: str = ""
