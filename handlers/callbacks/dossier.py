"""Callbacks of a stall's dossier for a council's officer. Its parts are ticked in the button until a link is made with them."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.stall import ShowMyStall


class ShowDossier(Callback, prefix="dos", back=ShowMyStall):
    """Shows the owner the stall's dossier, with these parts ticked."""

    stall: int
    licence: bool = False
    seller: bool = False
    photos: bool = False


class MakeDossierLink(Callback, prefix="dosm", back=ShowDossier):
    """Makes a link that releases these parts; where there is one it asks first, unless `replaces`."""

    stall: int
    licence: bool
    seller: bool
    photos: bool
    replaces: bool = False


class AskStopDossier(Callback, prefix="dosa", back=ShowDossier):
    """Asks before the link ends."""

    stall: int


class StopDossierLink(Callback, prefix="dosx", back=ShowDossier):
    stall: int
