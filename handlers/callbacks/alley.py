from handlers.callbacks.callback import Callback


class ShowAlley(Callback, prefix="al"):
    """Where an alley is."""

    alley: int
