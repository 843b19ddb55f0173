"""Callbacks of a person's calendar feed."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import ShowSettings


class ShowFeed(Callback, prefix="cf", back=ShowSettings):
    """Shows whether the person has a link that their calendar reads."""


class MakeFeedLink(Callback, prefix="cfm", back=ShowFeed):
    """Makes a link; where there is one it asks first, unless `replaces`."""

    replaces: bool = False


class AskStopFeed(Callback, prefix="cfa", back=ShowFeed):
    """Asks before the link ends."""


class StopFeed(Callback, prefix="cfx", back=ShowFeed):
    pass
