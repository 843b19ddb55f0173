"""Callbacks about gifts to a friend. `code` is the code in the link."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.ticket import ShowPickupTicket
from handlers.callbacks.waitlist import ShowHold


class GiveHold(Callback, prefix="gh"):
    hold: LongId
    back_to: str

    def fallback(self) -> Callback:
        return ShowHold(hold=self.hold, back_to=self.back_to)


class GiveTicket(Callback, prefix="gk"):
    booking: LongId

    def fallback(self) -> Callback:
        return ShowPickupTicket(booking=self.booking)


class ShowGift(Callback, prefix="gl"):
    """Shows the gift that a link offers."""

    code: str


class AcceptGift(Callback, prefix="gt"):
    code: str

    def fallback(self) -> Callback:
        return ShowGift(code=self.code)
