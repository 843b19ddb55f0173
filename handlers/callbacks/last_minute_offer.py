"""Callbacks of last-minute offers."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import ShowSettings


class TakeLastMinuteOffer(Callback, prefix="lm"):
    """Books units of a last-minute offer."""

    offer: int
    units: int


class ShowLastMinuteAlert(Callback, prefix="lma", back=ShowSettings):
    """Shows of which alleys a person hears of last-minute offers; `page` of the alleys, from 1 on."""

    page: int = 1


class PickLastMinuteAlert(Callback, prefix="lmp", back=ShowLastMinuteAlert):
    """Chooses an alley to hear of last-minute offers in; 0 is all."""

    alley: int


class StopLastMinuteAlert(Callback, prefix="lmx", back=ShowLastMinuteAlert):
    pass
