"""Callbacks that print: a ticket, the poster of a stall, the price tags of a drop."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.stall import ShowMyStall
from handlers.callbacks.stock import ShowMyDrop
from handlers.callbacks.ticket import ShowTicket


class TicketPaper(StrEnum):
    """A6, or the 58 mm paper of a receipt printer."""

    A6 = "a6"
    ROLL = "58"


class PrintTicket(Callback, prefix="prt"):
    ticket: LongId
    paper: TicketPaper = TicketPaper.A6

    def fallback(self) -> Callback:
        return ShowTicket(ticket=self.ticket)


class PrintStallPoster(Callback, prefix="prs"):
    def fallback(self) -> Callback:
        return ShowMyStall()


class PrintTags(Callback, prefix="prg"):
    """Prints the price tags of the vendor's own drop."""

    drop: int

    def fallback(self) -> Callback:
        return ShowMyDrop(drop=self.drop)
