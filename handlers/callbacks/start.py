from handlers.callbacks.callback import Callback


class ShowStart(Callback, prefix="s"):
    pass
