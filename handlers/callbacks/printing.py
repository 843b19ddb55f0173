"""Callbacks that print: a ticket, the poster of a stall, price tags, the bookings of a stall day."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.desk import ShowBookings, ShowWholeStallDay
from handlers.callbacks.stall import ShowMyStall
from handlers.callbacks.stock import ShowMyDrop
from handlers.callbacks.ticket import ShowTicket


class TicketPaper(StrEnum):
    """A6, or the 58 mm paper of a receipt printer."""

    A6 = "a6"
    ROLL = "58"


class PosterPaper(StrEnum):
    """A4, for the wall and to cut into cards, or the 58 mm paper of a receipt printer."""

    A4 = "a4"
    ROLL = "58"


class PrintTicket(Callback, prefix="prt", back=ShowTicket):
    ticket: LongId
    paper: TicketPaper = TicketPaper.A6


class PrintStallPoster(Callback, prefix="prs", back=ShowMyStall):
    paper: PosterPaper = PosterPaper.A4


class PrintTags(Callback, prefix="prg", back=ShowMyDrop):
    """Prints the price tags of the vendor's own drop."""

    drop: int


class PrintStallDayTags(Callback, prefix="prd", back=ShowWholeStallDay):
    """Prints the price tags of all dishes of a stall day."""

    stall_day: int


class PrintBookings(Callback, prefix="prl", back=ShowBookings):
    """Prints what was booked of a stall day."""

    stall_day: int
