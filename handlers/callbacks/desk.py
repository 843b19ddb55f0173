"""Callbacks of the desk."""

from handlers.callbacks.callback import Callback, LongId


class ShowDesk(Callback, prefix="ve"):
    page: int = 1


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
        return ShowWaitlist(item=self.item)


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
