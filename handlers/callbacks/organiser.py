"""Callbacks of organisers."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.people import ShowPerson


class ShowAdmin(Callback, prefix="o"):
    """Shows the organisers' first screen; until the market stands, the checklist."""


class ShowMarket(Callback, prefix="oma"):
    """Shows the organisers' first screen, also while the checklist is not done."""


class InviteStalls(Callback, prefix="oiv"):
    pass


class SendPoster(Callback, prefix="oip", back=ShowAdmin):
    """Prints the posters of the alleys."""


class ShowOrganisers(Callback, prefix="oo", also=("oal",)):
    page: int = 1


class AskAppointment(Callback, prefix="oon"):
    """Asks whether to make a person an organiser."""

    person: LongId


class AppointOrganiser(Callback, prefix="ooy", back=ShowPerson):
    person: LongId


class RemoveOrganiser(Callback, prefix="oor", back=ShowPerson):
    person: LongId
