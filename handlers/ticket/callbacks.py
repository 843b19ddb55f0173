"""The wishes about one's own tickets."""

from handlers.ui.wish import Wish


class ShowTickets(Wish, prefix="tl"):
    """`page` from 1 on."""

    page: int = 1


class ShowReturns(Wish, prefix="rl"):
    page: int = 1


class ShowTicket(Wish, prefix="t"):
    ticket: int

    def instead(self) -> Wish:
        return ShowTickets()


class ShowClaimTicket(Wish, prefix="tc"):
    """The ticket of a claim."""

    claim: int

    def instead(self) -> Wish:
        return ShowTickets()
