from handlers.callbacks.callback import Callback


class ShowAlley(Callback, prefix="al"):
    """Shows where an alley is."""

    alley: int
