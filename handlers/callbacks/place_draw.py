"""Callbacks about the days that a stall wishes in a draw of places."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.stall import ShowMyStall


class ShowPlaceWishes(Callback, prefix="vpw", back=ShowMyStall):
    """Shows the newest draw of the places of a stall's alley."""

    stall: int


class SetPlaceWish(Callback, prefix="vpwd", back=ShowPlaceWishes):
    """Wishes a day, such as 20261205; with 0 the wish is taken back."""

    stall: int
    draw: int
    day: int
    wished: int


class WithdrawPlaceWishes(Callback, prefix="vpwx", back=ShowPlaceWishes):
    stall: int
    draw: int
