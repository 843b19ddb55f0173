"""Callbacks of calls for help: from a stall, an alley or a ticket, and on the phones of organisers."""

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.callback import Callback, LongId, same_fields
from handlers.callbacks.drop import ShowStall
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.ticket import ShowTicketDetails


class AskHelp(Callback, prefix="so"):
    """Says who would be told that somebody needs help here. Back leads to the ticket, the stall, or the map of the alley that it was asked from."""

    alley: int
    stall: int = 0
    drop: int = 0
    ticket: LongId = 0

    def fallback(self) -> Callback:
        if self.ticket:
            return ShowTicketDetails(ticket=self.ticket)
        if self.stall:
            return ShowStall(stall=self.stall, drop=self.drop, back_to=ListLocation().code)
        return SendVenue(alley=self.alley, drop=self.drop)


class CallForHelp(AskHelp, prefix="sosc"):
    """Tells the organisers."""

    def fallback(self) -> Callback:
        return same_fields(AskHelp, self)


class ShowHelpCall(Callback, prefix="soss"):
    """Shows a caller how their call stands."""

    call: LongId


class AskHelpWords(Callback, prefix="sosw", back=ShowHelpCall):
    """Asks a caller for a line about what they need."""

    call: LongId


class ShowHelpRequest(Callback, prefix="sosq", back=ShowAdmin):
    """Shows an organiser a call."""

    call: LongId


class TakeHelpCall(Callback, prefix="sost", back=ShowHelpRequest):
    """Says that the organiser is coming."""

    call: LongId


class GiveBackHelpCall(Callback, prefix="sosg", back=ShowHelpRequest):
    """Says that the organiser does not come after all."""

    call: LongId


class AskEndHelpCall(Callback, prefix="sose", back=ShowHelpRequest):
    call: LongId


class EndHelpCall(Callback, prefix="sosx", back=ShowHelpRequest):
    call: LongId


class AskHelpAnswer(Callback, prefix="sosa", back=ShowHelpRequest):
    """Asks an organiser for what to write to the caller."""

    call: LongId
