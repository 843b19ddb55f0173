"""Callbacks of forecasts, and of the message about a stall's week."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.stock import ShowMyDrop


class ShowForecast(Callback, prefix="vfc", back=ShowDesk):
    """Shows the forecast of the stall's next market day, and how the ones before turned out."""


class PostDropAgain(Callback, prefix="vpg", back=ShowMyDrop):
    """Publishes a drop again on a day, such as 20261204, with the quantities that its numbers suggest."""

    drop: int
    day: int
