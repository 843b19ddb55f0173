"""Callbacks of the hubs, as people see them who bring packaging back."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.ticket import ShowReturns


class ShowHubs(Callback, prefix="hb", back=ShowReturns):
    """Shows the hubs, those near an alley first; only those that take a type. 0: any."""

    alley: int = 0
    packaging: int = 0
    page: int = 1


class ShowHub(Callback, prefix="hbc", back=ShowHubs):
    """Shows a hub; `alley` and `packaging` are those of the list it was opened from."""

    hub: int
    alley: int = 0
    packaging: int = 0


class SendHubVenue(Callback, prefix="hbv", back=ShowHub):
    """Sends where a hub is, to be opened in a map."""

    hub: int
