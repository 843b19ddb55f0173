"""Callbacks of last-minute offers."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import ShowSettings


class TakeLastMinuteOffer(Callback, prefix="lm"):
    """Books units of a last-minute offer."""

    offer: int
    units: int


class ShowLastMinuteAlert(Callback, prefix="lma"):
    """Shows of which alleys a person hears of last-minute offers; `page` of the alleys, from 1 on."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowSettings()


class PickLastMinuteAlert(Callback, prefix="lmp"):
    """Chooses an alley to hear of last-minute offers in; 0 is all."""

    alley: int

    def fallback(self) -> Callback:
        return ShowLastMinuteAlert()


class StopLastMinuteAlert(Callback, prefix="lmx"):
    def fallback(self) -> Callback:
        return ShowLastMinuteAlert()
