"""The wishes about giving to a friend. `code` is the link's."""

from handlers.ticket.callbacks import ShowClaimTicket
from handlers.ui.wish import Wish
from handlers.waitlist.callbacks import ShowHold


class GiveHold(Wish, prefix="gh"):
    hold: int
    where: str

    def instead(self) -> Wish:
        return ShowHold(hold=self.hold, where=self.where)


class GiveTicket(Wish, prefix="gk"):
    claim: int

    def instead(self) -> Wish:
        return ShowClaimTicket(claim=self.claim)


class ShowGift(Wish, prefix="gl"):
    """What a link offers."""

    code: str


class TakeGift(Wish, prefix="gt"):
    code: str

    def instead(self) -> Wish:
        return ShowGift(code=self.code)
