"""Callbacks of the desk."""

from handlers.callbacks.callback import Callback, LongId


class ShowDesk(Callback, prefix="ve"):
    """Shows a page of the desk; with `item`, the page that has it."""

    page: int = 1
    item: int = 0


class ShowStallMenu(Callback, prefix="vem"):
    """Shows what a stall has beside the desk of the day."""

    def fallback(self) -> Callback:
        return ShowDesk()


class ShowDesks(Callback, prefix="vee"):
    """Shows the stalls at which a person works."""

    def fallback(self) -> Callback:
        return ShowDesk()


class OpenDesk(Callback, prefix="veo"):
    """Opens the desk of another stall."""

    stall: int

    def fallback(self) -> Callback:
        return ShowDesk()


class ShowDrafts(Callback, prefix="vdl"):
    """Shows the stall's drafts."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowDesk()


class ShowPastDrops(Callback, prefix="vpd"):
    """Shows the stall's drops that are over or cancelled."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowDesk()


class ShowPastDrop(Callback, prefix="vpo"):
    """Shows the numbers of one drop that is over; `page` is that of the list."""

    drop: int
    page: int = 1

    def fallback(self) -> Callback:
        return ShowPastDrops(page=self.page)


class ShowQuantity(Callback, prefix="vf"):
    item: int

    def fallback(self) -> Callback:
        return ShowDesk()


class ChangeQuantity(Callback, prefix="vg"):
    """Sets the total quantity, so that a second tap changes nothing."""

    item: int
    quantity: int

    def fallback(self) -> Callback:
        return ShowQuantity(item=self.item)


class MarkSoldOut(Callback, prefix="vh"):
    item: int

    def fallback(self) -> Callback:
        return ShowQuantity(item=self.item)


class AskQuantity(Callback, prefix="vi"):
    item: int

    def fallback(self) -> Callback:
        return ShowQuantity(item=self.item)


class ShowWaitlist(Callback, prefix="vj"):
    item: int
    page: int = 1

    def fallback(self) -> Callback:
        return ShowQuantity(item=self.item)


class ShowItemBlocker(Callback, prefix="vny"):
    item: int

    def fallback(self) -> Callback:
        return ShowWaitlist(item=self.item)


class ShowNoShows(Callback, prefix="vns"):
    """Shows the bookings that nobody has collected."""

    item: int
    page: int = 1

    def fallback(self) -> Callback:
        return ShowQuantity(item=self.item)


class AskNoShow(Callback, prefix="vna"):
    """Asks whether to pass these units on."""

    item: int
    booking: LongId

    def fallback(self) -> Callback:
        return ShowNoShows(item=self.item)


class ReleaseNoShow(Callback, prefix="vnr"):
    item: int
    booking: LongId

    def fallback(self) -> Callback:
        return ShowNoShows(item=self.item)
