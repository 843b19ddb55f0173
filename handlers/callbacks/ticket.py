"""Callbacks about the person's own tickets."""

from handlers.callbacks.callback import Callback, LongId


class ShowTickets(Callback, prefix="tl"):
    """Shows the tickets; `page` from 1 on."""

    page: int = 1


class ShowReturns(Callback, prefix="rl"):
    page: int = 1


class ShowTicket(Callback, prefix="t", back=ShowTickets):
    ticket: LongId


class ShowTicketDetails(Callback, prefix="tm", back=ShowTicket):
    """Shows the rest of a ticket: its code, and what is rarely needed."""

    ticket: LongId


class ShowPickupTicket(Callback, prefix="tc", back=ShowTickets):
    """Shows the pickup ticket of a booking."""

    booking: LongId


class ChooseOption(Callback, prefix="cco", back=ShowPickupTicket):
    """Chooses an option of the item for a unit of a booking, both counted from 0."""

    booking: LongId
    unit: int
    option: int


class ChooseAgain(Callback, prefix="cca", back=ShowPickupTicket):
    """Forgets the options that were chosen."""

    booking: LongId


class AskNotMe(Callback, prefix="tn", back=ShowTicket):
    """Asks whether to tell the organisers that somebody else got what was handed over without the phone."""

    ticket: LongId


class ReportNotMe(Callback, prefix="tnr", back=ShowTicket):
    ticket: LongId
