"""Callbacks about who sells at one's own stall."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.stall import ShowMyStall


class ShowSeller(Callback, prefix="vsl", back=ShowMyStall):
    """Shows the owner what the stall's page says of the seller."""

    stall: int


class SellerCallback(Callback, prefix=".", back=ShowSeller):
    stall: int


class AskSeller(SellerCallback, prefix="vsn"):
    """Asks for the name, and then for the contact."""


class SaveSeller(SellerCallback, prefix="vsy"):
    """Shows what was previewed. It is in the prompt."""


class AskRemoveSeller(SellerCallback, prefix="vsq"):
    pass


class RemoveSeller(SellerCallback, prefix="vsx"):
    pass
