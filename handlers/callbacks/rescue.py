"""Callbacks of rescues."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import ShowSettings


class TakeRescue(Callback, prefix="rq"):
    """Books units of a rescue."""

    rescue: int
    units: int


class ShowRescueAlert(Callback, prefix="rqa"):
    """Shows of which alleys a person hears of rescues; `page` of the alleys, from 1 on."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowSettings()


class PickRescueAlert(Callback, prefix="rqp"):
    """Chooses an alley to hear of rescues in; 0 is all."""

    alley: int

    def fallback(self) -> Callback:
        return ShowRescueAlert()


class StopRescueAlert(Callback, prefix="rqx"):
    def fallback(self) -> Callback:
        return ShowRescueAlert()
