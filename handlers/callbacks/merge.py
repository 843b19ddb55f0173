"""Callbacks by which two accounts become one. `code` is the code in the link."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import ShowSettings


class OfferMerge(Callback, prefix="mo", back=ShowSettings):
    """Shows a link for the person's other account."""


class AcceptMerge(Callback, prefix="ma", back=ShowSettings):
    """Gives everything of this account to the one that asked."""

    code: str


class DeclineMerge(Callback, prefix="mn"):
    """Says no to the account that asked."""

    code: str
