"""Callbacks that correct an item of a vendor's own drop. They carry the value before, so that an old button changes nothing that was changed since."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowQuantity


class ItemCallback(Callback, prefix=".", back=ShowQuantity):
    item: int


class CorrectQuantity(ItemCallback, prefix="vgs"):
    """Sets the total quantity if it is still what it `was`."""

    quantity: int
    was: int


class CorrectPrice(ItemCallback, prefix="vgp"):
    """Sets the price, in minor units, if it is still what it `was`."""

    price: int
    was: int


class SellOutItem(ItemCallback, prefix="vgo"):
    """Takes away what is left, with Undo."""
