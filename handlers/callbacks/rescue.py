"""Callbacks of rescues."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import ShowSettings


class TakeRescue(Callback, prefix="rq"):
    """Books units of a rescue."""

    rescue: int
    units: int


class ShowRescueAlert(Callback, prefix="rqa", back=ShowSettings):
    """Shows of which alleys a person hears of rescues; `page` of the alleys, from 1 on."""

    page: int = 1


class PickRescueAlert(Callback, prefix="rqp", back=ShowRescueAlert):
    """Chooses an alley to hear of rescues in; 0 is all."""

    alley: int


class StopRescueAlert(Callback, prefix="rqx", back=ShowRescueAlert):
    pass
