from enum import StrEnum

from handlers.callbacks.callback import Callback


class HelpRole(StrEnum):
    """A role at the market that has its own help page."""

    SHOPPER = "shopper"
    VENDOR = "vendor"
    STAFF = "staff"
    ORGANISER = "organiser"


class ShowHelp(Callback, prefix="h"):
    """Shows the help of a `HelpRole`; "": the role of the person who taps."""

    role: str = ""
