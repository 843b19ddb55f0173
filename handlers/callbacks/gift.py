"""Callbacks about gifts to a friend. `code` is the code in the link."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.ticket import ShowPickupTicket
from handlers.callbacks.waitlist import ShowHold


class GiveHold(Callback, prefix="gh", back=ShowHold):
    hold: LongId
    back_to: str


class GiveTicket(Callback, prefix="gk", back=ShowPickupTicket):
    booking: LongId


class ShowGift(Callback, prefix="gl"):
    """Shows the gift that a link offers."""

    code: str


class AcceptGift(Callback, prefix="gt", back=ShowGift):
    code: str
