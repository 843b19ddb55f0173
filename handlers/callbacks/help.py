from enum import StrEnum

from handlers.callbacks.callback import Callback


class HelpRole(StrEnum):
    """What somebody does at the market."""

    SHOPPER = "shopper"
    VENDOR = "vendor"
    STAFF = "staff"
    ORGANISER = "organiser"


class ShowHelp(Callback, prefix="h"):
    """`role` is one of Role; "": that of whoever taps."""

    role: str = ""
