from enum import StrEnum

from handlers.ui.wish import Wish


class Role(StrEnum):
    """What somebody does at the market."""

    SHOPPER = "shopper"
    VENDOR = "vendor"
    STAFF = "staff"
    ORGANISER = "organiser"


class ShowHelp(Wish, prefix="h"):
    """`role` is one of Role; "": that of whoever taps."""

    role: str = ""
