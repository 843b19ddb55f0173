"""Callbacks about a typed text that may be stock or the answer to the open question. The text is in the prompt."""

from handlers.callbacks.callback import Callback


class TakeAsStock(Callback, prefix="vpt"):
    pass


class TakeAsAnswer(Callback, prefix="vpa"):
    pass
