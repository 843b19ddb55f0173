"""Callbacks of the office in a browser."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import ShowSettings


class ShowOffice(Callback, prefix="of", back=ShowSettings):
    """Shows the browsers that are signed in to the office."""


class MakeOfficeLink(Callback, prefix="ofm", back=ShowOffice):
    """Makes a link that signs one browser in."""


class SignOutOffice(Callback, prefix="ofx", back=ShowOffice):
    """Signs all browsers out."""
