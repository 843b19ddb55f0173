"""The callback of buttons that do nothing."""

from handlers.callbacks.callback import Callback


class Inert(Callback, prefix="-"):
    """A cell without a function, such as the head of a calendar column."""
