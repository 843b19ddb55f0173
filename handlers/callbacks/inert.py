"""Buttons of no feature."""

from handlers.callbacks.callback import Callback


class Inert(Callback, prefix="-"):
    """A cell without meaning, as the heads of a calendar are."""
