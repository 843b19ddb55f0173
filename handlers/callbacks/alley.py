"""Callbacks about an alley: where it is, adding one, closing it."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId
from storage.stop import CallOffReason


class SendVenue(Callback, prefix="al"):
    """Sends the place of an alley, to be opened in a map. Back leads to the ticket or the drop it was opened from."""

    alley: int
    ticket: LongId = 0
    drop: int = 0


class AlleyField(StrEnum):
    """A field of a new alley that an organiser writes."""

    NAME = "name"
    PLACE = "place"
    CITY = "city"


class ShowAlleys(Callback, prefix="ol"):
    page: int = 1


class AskAlley(Callback, prefix="oq"):
    field: AlleyField


class ShowAlleyDraft(Callback, prefix="ozd"):
    """Shows the alley that is being added, or asks for what it lacks."""


class ShowZones(Callback, prefix="oz"):
    pass


class ChooseZone(Callback, prefix="ozc", back=ShowZones):
    zone: str


class AddAlley(Callback, prefix="ox", back=ShowAlleys):
    pass


class ShowClosings(Callback, prefix="olc"):
    """Shows which alleys are open, a page at a time."""

    page: int = 1


class AskCloseAlley(Callback, prefix="olxa", back=ShowClosings):
    """Asks whether to close an alley, and says what happens."""

    alley: int


class CloseAlley(Callback, prefix="olx", back=ShowClosings):
    alley: int


class AskCloseForGood(Callback, prefix="olga", back=ShowClosings):
    """Asks whether to cancel all that is ahead in an alley and to close it, and for which reason."""

    alley: int


class CloseForGood(Callback, prefix="olg", back=ShowClosings):
    alley: int
    reason: CallOffReason


class UndoCloseForGood(Callback, prefix="olgu", back=ShowClosings):
    """Lets an alley that is being closed for good stay open."""

    stop: int


class OpenAlley(Callback, prefix="olo", back=ShowClosings):
    alley: int
