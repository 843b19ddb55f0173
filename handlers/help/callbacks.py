from handlers.ui.wish import Wish


class ShowHelp(Wish, prefix="h"):
    """`role` is shopper, vendor, staff or organiser."""

    role: str
