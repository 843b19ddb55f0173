"""Buttons of no feature."""

from handlers.ui.wish import Wish


class Inert(Wish, prefix="-"):
    """A cell without meaning, as the heads of a calendar are."""
