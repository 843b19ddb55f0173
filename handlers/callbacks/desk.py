"""Callbacks of the desk."""

from handlers.callbacks.callback import Callback, LongId


class ShowDesk(Callback, prefix="ve"):
    """Shows a page of the desk; with `item`, the page that has it."""

    page: int = 1
    item: int = 0


class ShowStallMenu(Callback, prefix="vem", back=ShowDesk):
    """Shows what a stall has beside the desk of the day."""


class ShowDesks(Callback, prefix="vee", back=ShowDesk):
    """Shows the stalls at which a person works."""


class OpenDesk(Callback, prefix="veo", back=ShowDesk):
    """Opens the desk of another stall."""

    stall: int


class ShowDrafts(Callback, prefix="vdl", back=ShowDesk):
    """Shows the stall's drafts."""

    page: int = 1


class ShowPastDrops(Callback, prefix="vpd", back=ShowDesk):
    """Shows the stall's drops that are over or cancelled."""

    page: int = 1


class ShowPastDrop(Callback, prefix="vpo"):
    """Shows the numbers of one drop that is over; `page` is that of the list."""

    drop: int
    page: int = 1

    def fallback(self) -> Callback:
        return ShowPastDrops(page=self.page)


class ShowQuantity(Callback, prefix="vf", back=ShowDesk):
    item: int


class ChangeQuantity(Callback, prefix="vg", back=ShowQuantity):
    """Sets the total quantity, so that a second tap changes nothing."""

    item: int
    quantity: int


class MarkSoldOut(Callback, prefix="vh", back=ShowQuantity):
    item: int


class AskQuantity(Callback, prefix="vi", back=ShowQuantity):
    item: int


class ShowWaitlist(Callback, prefix="vj", back=ShowQuantity):
    item: int
    page: int = 1


class ShowItemBlocker(Callback, prefix="vny", back=ShowWaitlist):
    item: int


class ShowNoShows(Callback, prefix="vns", back=ShowQuantity):
    """Shows the bookings that nobody has collected."""

    item: int
    page: int = 1


class AskNoShow(Callback, prefix="vna", back=ShowNoShows):
    """Asks whether to pass these units on."""

    item: int
    booking: LongId


class ReleaseNoShow(Callback, prefix="vnr", back=ShowNoShows):
    item: int
    booking: LongId
